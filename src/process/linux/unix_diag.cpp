#include "process/linux/unix_diag.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace cpr {

UnixDiag::UnixDiag() : fd_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {}

std::optional<std::uint64_t> UnixDiag::peer_of(std::uint64_t inode) const {
  struct {
    nlmsghdr header;
    unix_diag_req body;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.body.sdiag_family = AF_UNIX;
  request.body.udiag_states = UINT32_MAX;
  request.body.udiag_ino = static_cast<std::uint32_t>(inode);
  request.body.udiag_show = UDIAG_SHOW_PEER;
  request.body.udiag_cookie[0] = UINT32_MAX;  // INET_DIAG_NOCOOKIE: any
  request.body.udiag_cookie[1] = UINT32_MAX;
  if (!fd_ || ::send(fd_.get(), &request, sizeof request, 0) < 0) return std::nullopt;
  alignas(nlmsghdr) std::array<char, 4096> answer;
  // The kernel has answered before send(2) returns.
  const auto size = ::recv(fd_.get(), answer.data(), answer.size(), MSG_DONTWAIT);
  const auto* header = reinterpret_cast<const nlmsghdr*>(answer.data());
  const std::size_t fixed = NLMSG_LENGTH(sizeof(unix_diag_msg));
  if (size < static_cast<ssize_t>(fixed) || header->nlmsg_type != SOCK_DIAG_BY_FAMILY) {
    return std::nullopt;
  }
  for (std::size_t at = NLMSG_ALIGN(fixed);
       at + sizeof(nlattr) <= static_cast<std::size_t>(size);) {
    nlattr attribute{};
    std::memcpy(&attribute, answer.data() + at, sizeof attribute);
    std::uint32_t peer = 0;
    if (attribute.nla_type == UNIX_DIAG_PEER && attribute.nla_len == NLA_HDRLEN + sizeof peer) {
      std::memcpy(&peer, answer.data() + at + NLA_HDRLEN, sizeof peer);
      return peer;
    }
    if (attribute.nla_len < sizeof attribute) break;
    at += NLA_ALIGN(attribute.nla_len);
  }
  return std::nullopt;
}

}  // namespace cpr
