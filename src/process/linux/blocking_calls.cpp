#include "process/linux/blocking_calls.hpp"

#include <sys/syscall.h>

#include <algorithm>

namespace cpr {
namespace {

using Waits = BlockingCall::Waits;

// Numbers of <asm/unistd_64.h> and <asm-generic/unistd.h>, which aarch64 uses. Written out, since
// no header has both, and older headers lack the newest calls.
constexpr BlockingCall calls[] = {
    {"read", {0, 63}, Waits::OnFd},
    {"write", {1, 64}, Waits::OnFd},
    {"open", {2, -1}, Waits::ToOpen},
    {"close", {3, 57}, Waits::OnFd},
    {"poll", {7, -1}, Waits::OnPollSet},
    {"mmap", {9, 222}, Waits::ForMemoryMap},
    {"mprotect", {10, 226}, Waits::ForMemoryMap},
    {"munmap", {11, 215}, Waits::ForMemoryMap},
    {"brk", {12, 214}, Waits::ForMemoryMap},
    {"ioctl", {16, 29}, Waits::OnFd},
    {"pread64", {17, 67}, Waits::OnFd},
    {"pwrite64", {18, 68}, Waits::OnFd},
    {"readv", {19, 65}, Waits::OnFd},
    {"writev", {20, 66}, Waits::OnFd},
    {"select", {23, -1}, Waits::OnFdSets},
    {"mremap", {25, 216}, Waits::ForMemoryMap},
    {"msync", {26, 227}, Waits::ForMemoryMap},
    {"madvise", {28, 233}, Waits::ForMemoryMap},
    {"shmat", {30, 196}, Waits::ForMemoryMap},
    {"pause", {34, -1}},
    {"nanosleep", {35, 101}, Waits::ForTime},
    {"sendfile", {40, 71}, Waits::OnFd},
    {"connect", {42, 203}, Waits::ForConnection},
    {"accept", {43, 202}, Waits::OnFd},
    {"sendto", {44, 206}, Waits::OnFd},
    {"recvfrom", {45, 207}, Waits::OnFd},
    {"sendmsg", {46, 211}, Waits::OnFd},
    {"recvmsg", {47, 212}, Waits::OnFd},
    {"clone", {56, 220}, Waits::ForChildren},  // with CLONE_VFORK
    {"fork", {57, -1}, Waits::ForChildren},
    {"vfork", {58, -1}, Waits::ForChildren},
    {"execve", {59, 221}, Waits::ForMemoryMap},
    {"exit", {60, 93}, Waits::ForMemoryMap},
    {"wait4", {61, 260}, Waits::ForChildren},
    {"semop", {65, 193}},
    {"shmdt", {67, 197}, Waits::ForMemoryMap},
    {"msgsnd", {69, 189}},
    {"msgrcv", {70, 188}},
    {"fcntl", {72, 25}, Waits::ForLock},
    {"flock", {73, 32}, Waits::ForLock},
    {"fsync", {74, 82}, Waits::OnFd},
    {"fdatasync", {75, 83}, Waits::OnFd},
    {"ftruncate", {77, 46}, Waits::OnFd},
    {"rename", {82, -1}, Waits::ToOpen},
    {"mkdir", {83, -1}, Waits::ToOpen},
    {"unlink", {87, -1}, Waits::ToOpen},
    {"ptrace", {101, 117}},
    {"rt_sigtimedwait", {128, 137}},
    {"rt_sigsuspend", {130, 133}},
    {"mlock", {149, 228}, Waits::ForMemoryMap},
    {"munlock", {150, 229}, Waits::ForMemoryMap},
    {"mlockall", {151, 230}, Waits::ForMemoryMap},
    {"munlockall", {152, 231}, Waits::ForMemoryMap},
    {"sync", {162, 81}},
    {"mount", {165, 40}},
    {"umount2", {166, 39}, Waits::ToOpen},
    {"futex", {202, 98}, Waits::OnFutex},
    {"io_getevents", {208, 4}},
    {"remap_file_pages", {216, 234}, Waits::ForMemoryMap},
    {"getdents64", {217, 61}, Waits::OnFd},
    {"semtimedop", {220, 192}},
    {"clock_nanosleep", {230, 115}, Waits::ForTime},
    {"exit_group", {231, 94}, Waits::ForMemoryMap},
    {"epoll_wait", {232, -1}, Waits::OnFd},
    {"mbind", {237, 235}, Waits::ForMemoryMap},
    {"mq_timedsend", {242, 182}, Waits::OnFd},
    {"mq_timedreceive", {243, 183}, Waits::OnFd},
    {"waitid", {247, 95}, Waits::ForChildren},
    {"openat", {257, 56}, Waits::ToOpenAt},
    {"newfstatat", {262, 79}, Waits::ToOpenAt},
    {"unlinkat", {263, 35}, Waits::ToOpenAt},
    {"renameat", {264, 38}, Waits::ToOpenAt},
    {"pselect6", {270, 72}, Waits::OnFdSets},
    {"ppoll", {271, 73}, Waits::OnPollSet},
    {"splice", {275, 76}, Waits::OnFd},
    {"tee", {276, 77}, Waits::OnFd},
    {"vmsplice", {278, 75}, Waits::OnFd},
    {"move_pages", {279, 239}, Waits::ForMemoryMap},
    {"epoll_pwait", {281, 22}, Waits::OnFd},
    {"fallocate", {285, 47}, Waits::OnFd},
    {"accept4", {288, 242}, Waits::OnFd},
    {"preadv", {295, 69}, Waits::OnFd},
    {"pwritev", {296, 70}, Waits::OnFd},
    {"recvmmsg", {299, 243}, Waits::OnFd},
    {"syncfs", {306, 267}, Waits::OnFd},
    {"sendmmsg", {307, 269}, Waits::OnFd},
    {"renameat2", {316, 276}, Waits::ToOpenAt},
    {"getrandom", {318, 278}},
    {"execveat", {322, 281}, Waits::ForMemoryMap},
    {"copy_file_range", {326, 285}, Waits::OnFd},
    {"preadv2", {327, 286}, Waits::OnFd},
    {"pwritev2", {328, 287}, Waits::OnFd},
    {"pkey_mprotect", {329, 288}, Waits::ForMemoryMap},
    {"statx", {332, 291}, Waits::ToOpenAt},
    // From here on every architecture has the same numbers.
    {"io_uring_enter", {426, 426}, Waits::OnFd},
    {"clone3", {435, 435}, Waits::ForChildren},
    {"openat2", {437, 437}, Waits::ToOpenAt},
    {"process_madvise", {440, 440}, Waits::ForMemoryMap},
    {"epoll_pwait2", {441, 441}, Waits::OnFd},
    {"futex_waitv", {449, 449}, Waits::OnFutex},
    {"futex_wait", {455, 455}, Waits::OnFutex},
};

// Only the table of x86-64 begins with read(2).
constexpr std::size_t column = SYS_read == 0 ? 0 : 1;

constexpr bool has_number(std::string_view name, long number) {
  return std::any_of(std::begin(calls), std::end(calls), [=](const BlockingCall& call) {
    return call.name == name && call.numbers[column] == number;
  });
}
static_assert(has_number("write", SYS_write) && has_number("futex", SYS_futex) &&
              has_number("waitid", SYS_waitid) && has_number("accept4", SYS_accept4));

}  // namespace

std::span<const BlockingCall> blocking_calls() {
  return calls;
}

const BlockingCall* blocking_call(long number) {
  const auto at = std::find_if(std::begin(calls), std::end(calls), [=](const BlockingCall& call) {
    return call.numbers[column] == number && number >= 0;
  });
  return at != std::end(calls) ? at : nullptr;
}

}  // namespace cpr
