// Runs a command for which some system calls fail, as on an old kernel or in a strict sandbox.
//
//   deny CALL[:ERRNO][:ARG0] ... -- COMMAND [WORD...]
//
//   deny clone3 pidfd_open:EPERM prctl:EPERM:36 -- cpr exec ls
//
// The default error is ENOSYS. With ARG0, a number, only calls with that first argument fail (36 is
// PR_SET_CHILD_SUBREAPER, and faccessat2:ENOENT:-1 hides /proc/PID/task/TID/children). All
// descendants of the command inherit the filter.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t this_arch = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t this_arch = AUDIT_ARCH_AARCH64;
#else
#error "unknown system call numbers"
#endif

const std::map<std::string, long> calls{
    {"clone3", SYS_clone3},
    {"pidfd_open", SYS_pidfd_open},
    {"pidfd_send_signal", SYS_pidfd_send_signal},
    {"close_range", SYS_close_range},
    {"prctl", SYS_prctl},
    {"mkdirat", SYS_mkdirat},
    {"waitid", SYS_waitid},
    {"wait4", SYS_wait4},
    {"faccessat2", SYS_faccessat2},
    {"openat2", SYS_openat2},
    {"splice", SYS_splice},
    {"tee", SYS_tee},
    {"signalfd4", SYS_signalfd4},
    {"timerfd_create", SYS_timerfd_create},
    {"timerfd_settime", SYS_timerfd_settime},
    {"eventfd2", SYS_eventfd2},
    {"epoll_create1", SYS_epoll_create1},
    {"epoll_ctl", SYS_epoll_ctl},
    {"pipe2", SYS_pipe2},
    {"socketpair", SYS_socketpair},
    {"rt_sigprocmask", SYS_rt_sigprocmask},
    {"setsid", SYS_setsid},
    {"setgroups", SYS_setgroups},
    {"getdents64", SYS_getdents64},
    {"statx", SYS_statx},
    {"memfd_create", SYS_memfd_create},
    {"ioctl", SYS_ioctl},
    {"fstatfs", SYS_fstatfs},
};

const std::map<std::string, int> errors{
    {"ENOSYS", ENOSYS}, {"EPERM", EPERM},   {"EACCES", EACCES}, {"EINVAL", EINVAL},
    {"ENOMEM", ENOMEM}, {"EMFILE", EMFILE}, {"EROFS", EROFS},   {"EAGAIN", EAGAIN},
    {"ECHILD", ECHILD}, {"ENOTTY", ENOTTY}, {"ENOENT", ENOENT},
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "deny: %s\n", what.c_str());
  std::_Exit(99);
}

struct Rule {
  long call = 0;
  int error = ENOSYS;
  std::optional<std::uint32_t> first_argument = std::nullopt;
};

Rule parse(const std::string& text) {
  const auto name_end = text.find(':');
  const auto call = calls.find(text.substr(0, name_end));
  if (call == calls.end()) fail("unknown call in '" + text + "'");
  Rule rule{.call = call->second};
  if (name_end == text.npos) return rule;
  const auto error_end = text.find(':', name_end + 1);
  const auto error = errors.find(text.substr(name_end + 1, error_end - name_end - 1));
  if (error == errors.end()) fail("unknown error in '" + text + "'");
  rule.error = error->second;
  if (error_end != text.npos) {
    rule.first_argument = static_cast<std::uint32_t>(std::atoi(text.c_str() + error_end + 1));
  }
  return rule;
}

constexpr sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

/// Continues with the next instruction if the loaded word is `value`, else skips some.
constexpr sock_filter unless(std::uint32_t value, std::uint8_t skipped) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped);
}

constexpr sock_filter answer(std::uint32_t action) {
  return BPF_STMT(BPF_RET | BPF_K, action);
}

std::vector<sock_filter> filter_of(const std::vector<Rule>& rules) {
  // Another architecture has other numbers: deny nothing.
  std::vector<sock_filter> code{
      load(offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, this_arch, 1, 0),
      answer(SECCOMP_RET_ALLOW),
  };
  // Supported machines are little-endian: the lower half of an argument comes first.
  constexpr std::size_t first_argument = offsetof(seccomp_data, args);
  for (const Rule& rule : rules) {
    const auto error = answer(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(rule.error));
    code.push_back(load(offsetof(seccomp_data, nr)));
    code.push_back(unless(static_cast<std::uint32_t>(rule.call), rule.first_argument ? 3 : 1));
    if (rule.first_argument) {
      code.push_back(load(first_argument));
      code.push_back(unless(*rule.first_argument, 1));
    }
    code.push_back(error);
  }
  code.push_back(answer(SECCOMP_RET_ALLOW));
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Rule> rules;
  int i = 1;
  for (; i < argc && std::string(argv[i]) != "--"; ++i) rules.push_back(parse(argv[i]));
  if (i + 1 >= argc) fail("missing command");
  auto code = filter_of(rules);
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  // An ordinary user needs no_new_privs for a filter; as root set-uid programs keep working.
  if (::geteuid() != 0) ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
    fail("seccomp is not available");
  ::execvp(argv[i + 1], argv + i + 1);
  fail("cannot run " + std::string(argv[i + 1]));
}
