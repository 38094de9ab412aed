// cpr opens no sockets on Windows: the options that ask for one are refused.
#include "ipc/handle.hpp"

#include <cerrno>

#include "core/throw_errno.hpp"

namespace cpr {

Handle::Handle(Fd fd, HandleSpec::Kind kind, std::string bound_path)
    : fd_(std::move(fd)), kind_(kind), bound_path_(std::move(bound_path)) {}

Handle::~Handle() = default;

std::string_view Handle::type() const {
  return {};
}

std::string_view Handle::dgram_type() const {
  return {};
}

bool Handle::has_one_owner() const {
  return false;
}

std::shared_ptr<Handle> open_handle(const HandleSpec& /*spec*/, TimePoint /*deadline*/) {
  throw_errno("socket", ENOTSUP);
}

std::string local_address(int /*fd*/) {
  return {};
}

}  // namespace cpr
