#include "pipes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::size_t buffer_size = std::size_t{256} << 10U;

// About 30 MiB/s: slower than any command writes, but steady.
constexpr std::size_t slow_read = std::size_t{32} << 10U;
constexpr int slow_pause_ms = 1;

void close_it(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

}  // namespace

Pipes::Pipes(Output output)
    : slow_(output == Output::Slow), null_(::open("/dev/null", O_RDWR | O_CLOEXEC)) {
  bool made = null_ >= 0;
  if (output != Output::Null) made = made && ::pipe2(out_, O_CLOEXEC) == 0;
  if (output == Output::Pipes) made = made && ::pipe2(err_, O_CLOEXEC) == 0;
  if (!made) throw std::runtime_error("cannot create a pipe");
}

Pipes::~Pipes() {
  close_child_ends();
  for (int* fd : {&null_, &out_[0], &err_[0]}) close_it(*fd);
}

void Pipes::close_child_ends() {
  close_it(out_[1]);
  close_it(err_[1]);
}

std::uint64_t Pipes::drain(std::string* kept) {
  static thread_local const auto buffer = std::make_unique<char[]>(buffer_size);
  std::uint64_t bytes = 0;
  pollfd polls[] = {{out_[0], POLLIN, 0}, {err_[0], POLLIN, 0}};  // poll ignores negative fds
  while (polls[0].fd >= 0 || polls[1].fd >= 0) {
    // With a single pipe read blocks.
    if (polls[0].fd >= 0 && polls[1].fd >= 0 && ::poll(polls, 2, -1) < 0) continue;
    const bool alone = polls[0].fd < 0 || polls[1].fd < 0;
    for (auto& poll : polls) {
      if (poll.fd < 0 || (!alone && poll.revents == 0)) continue;
      if (slow_) ::poll(nullptr, 0, slow_pause_ms);
      const ssize_t n = ::read(poll.fd, buffer.get(), slow_ ? slow_read : buffer_size);
      if (n > 0) {
        bytes += static_cast<std::uint64_t>(n);
        if (kept != nullptr) kept->append(buffer.get(), static_cast<std::size_t>(n));
      } else if (n == 0 || errno != EINTR) {
        poll.fd = -1;
      }
    }
  }
  return bytes;
}

}  // namespace bench
