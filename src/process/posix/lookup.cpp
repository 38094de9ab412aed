#include "process/lookup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "loop/fd.hpp"

namespace cpr {
namespace {

/// The child's working directory, which relative candidates start from.
class Directory {
 public:
  explicit Directory(const std::optional<std::string>& cwd) {
    if (cwd) fd_ = Fd(::open(cwd->c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  [[nodiscard]] int at() const { return fd_ ? fd_.get() : AT_FDCWD; }

 private:
  Fd fd_;
};

/// The interpreter that the first line of a script names; empty if none.
std::string interpreter_of(int directory, const std::string& file) {
  const Fd fd(::openat(directory, file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::array<char, 256> buffer{};
  const ssize_t n = fd ? ::read(fd.get(), buffer.data(), buffer.size()) : -1;
  if (n < 3) return {};
  std::string_view line(buffer.data(), static_cast<std::size_t>(n));
  if (!line.starts_with("#!")) return {};
  line =
      line.substr(2, line.find('\n') == std::string_view::npos ? line.npos : line.find('\n') - 2);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return std::string(line.substr(0, line.find_first_of(" \t")));
}

bool exists(int directory, const std::string& file) {
  struct stat info {};
  return ::fstatat(directory, file.c_str(), &info, 0) == 0;
}

bool is_executable_file(int directory, const std::string& file) {
  struct stat info {};
  return ::fstatat(directory, file.c_str(), &info, 0) == 0 && S_ISREG(info.st_mode) &&
         ::faccessat(directory, file.c_str(), X_OK, 0) == 0;
}

ExecSizes sizes_of(const Execve& execve) {
  ExecSizes sizes;
  const auto add = [&](const std::vector<std::string>& strings, std::size_t& total) {
    for (const auto& text : strings) {
      total += text.size() + 1;
      sizes.longest = std::max(sizes.longest, text.size() + 1);
    }
  };
  add(execve.argv, sizes.arguments);
  add(execve.envp, sizes.environment);
  return sizes;
}

/// \param error of execve(2) of the candidate
StartFailure explain_exec(int directory, int error, const std::string& candidate) {
  if (exists(directory, candidate)) {
    const std::string interpreter = interpreter_of(directory, candidate);
    const bool to_blame =
        !interpreter.empty() && (error == ENOENT || !is_executable_file(directory, interpreter));
    if (to_blame) return {StartStep::Interpreter, error, -1, interpreter};
    // A dynamic program whose loader is missing. The name in its ELF header would not help users.
    if (error == ENOENT) return {StartStep::Interpreter, error, -1, {}};
  }
  return {StartStep::Exec, error, -1, candidate};
}

}  // namespace

StartFailure explain(const ExecReport& report, const Job& job, const Execve& execve) {
  const Command& command = job.command;
  const Identity& identity = job.identity;
  StartFailure failure{report.step, report.error, report.fd, {}};
  if (report.error == E2BIG) failure.sizes = sizes_of(execve);
  switch (report.step) {
    case StartStep::Cwd: failure.culprit = command.cwd.value_or(""); break;
    case StartStep::Gid: failure.culprit = std::to_string(identity.gid.value_or(0)); break;
    case StartStep::Uid: failure.culprit = std::to_string(identity.uid.value_or(0)); break;
    case StartStep::Stdio:
      if (report.fd >= 0) failure.culprit = job.stdio[static_cast<std::size_t>(report.fd)].path;
      break;
    case StartStep::Exec:
    case StartStep::Interpreter: {
      if (report.candidate < 0 || report.error == E2BIG) {
        failure.culprit = execve.file;
        break;
      }
      const Directory directory(command.cwd);
      return explain_exec(directory.at(), report.error,
                          execve.candidates[static_cast<std::size_t>(report.candidate)]);
    }
    case StartStep::Fork:
    case StartStep::Cgroup:
    case StartStep::Session:
    case StartStep::Groups: break;
  }
  return failure;
}

std::string explain_refusal(const StartFailure& /*failure*/) {
  return {};
}

Lookup lookup_program(const Command& command, const Execve& execve) {
  const auto failed = [](StartStep step, int error, std::string culprit) {
    return Lookup{{}, StartFailure{step, error, -1, std::move(culprit), {}}};
  };
  const Directory directory(command.cwd);
  if (command.cwd && directory.at() == AT_FDCWD) {
    return failed(StartStep::Cwd, errno, *command.cwd);
  }
  const std::string* denied = nullptr;
  for (const auto& candidate : execve.candidates) {
    if (!exists(directory.at(), candidate)) {
      if (!is_searched(execve.file)) return failed(StartStep::Exec, errno, candidate);
      continue;
    }
    if (!is_executable_file(directory.at(), candidate)) {
      if (denied == nullptr) denied = &candidate;
      continue;
    }
    const std::string interpreter = interpreter_of(directory.at(), candidate);
    if (!interpreter.empty() && !exists(directory.at(), interpreter)) {
      return failed(StartStep::Interpreter, ENOENT, interpreter);
    }
    return {candidate, std::nullopt};
  }
  return denied != nullptr ? failed(StartStep::Exec, EACCES, *denied)
                           : failed(StartStep::Exec, ENOENT, execve.file);
}

}  // namespace cpr
