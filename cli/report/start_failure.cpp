#include "report/start_failure.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "core/command_rules.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "process/lookup.hpp"
#include "report/start_hints.hpp"

namespace cpr::cli {
namespace {

std::string describe_exec(const StartFailure& failure) {
  const std::string culprit = in_quotes(failure.culprit);
  if (std::string refusal = explain_refusal(failure); !refusal.empty()) return refusal;
  switch (failure.error) {
    case ENOENT:
      return is_searched(failure.culprit) ? std::string("no such program in PATH")
                                          : fmt::format("{} does not exist", culprit);
    case EACCES: {
      struct stat info {};
      const bool directory = ::stat(failure.culprit.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
      return directory ? fmt::format("{} is a directory", culprit)
                       : fmt::format("permission to execute {} denied", culprit);
    }
    case E2BIG:
      return fmt::format(
          "argument list too long: arguments {} bytes, environment {} bytes, longest string {} "
          "bytes (limit for one string: 131072)",
          failure.sizes.arguments, failure.sizes.environment, failure.sizes.longest);
    case ETXTBSY: return fmt::format("{} is open for writing", culprit);
    case ENOEXEC: return fmt::format("{} is not in an executable format of this machine", culprit);
    default: return fmt::format("{}: {}", culprit, std::strerror(failure.error));
  }
}

std::string describe_cwd(const StartFailure& failure) {
  const std::string directory = in_quotes(failure.culprit);
  switch (failure.error) {
    case ENOENT: return fmt::format("working directory {} does not exist", directory);
    case ENOTDIR: return fmt::format("working directory {} is not a directory", directory);
    case EACCES: return fmt::format("permission to enter working directory {} denied", directory);
    default:
      return fmt::format("working directory {}: {}", directory, std::strerror(failure.error));
  }
}

std::string describe_stdio(const StartFailure& failure) {
  const char* reason = std::strerror(failure.error);
  if (failure.fd < 0) return fmt::format("cannot set up the file descriptors: {}", reason);
  if (failure.culprit.empty()) return fmt::format("cannot set up fd {}: {}", failure.fd, reason);
  return fmt::format("cannot open {} for fd {}: {}", in_quotes(failure.culprit), failure.fd,
                     reason);
}

}  // namespace

std::string describe(const StartFailure& failure) {
  const char* reason = std::strerror(failure.error);
  switch (failure.step) {
    case StartStep::Fork: return fmt::format("cannot create a process: {}", reason);
    case StartStep::Cgroup:
      if (failure.error == ENOTSUP) {
        return "--leaks kill, --leaks fail and --max-memory need a subreaper or a cgroup, and this "
               "system allows neither: omit the option";
      }
      return fmt::format("cannot create a cgroup: {}; --containment auto works without one",
                         reason);
    case StartStep::Session: return fmt::format("cannot create a session: {}", reason);
    case StartStep::Stdio: return describe_stdio(failure);
    case StartStep::Cwd: return describe_cwd(failure);
    case StartStep::Groups: return fmt::format("cannot set the supplementary groups: {}", reason);
    case StartStep::Gid:
      return fmt::format("cannot switch to group {}: {}", failure.culprit, reason);
    case StartStep::Uid:
      return fmt::format("cannot switch to user {}: {}", failure.culprit, reason);
    case StartStep::Exec: return describe_exec(failure);
    case StartStep::Interpreter:
      if (failure.culprit.empty()) return "the dynamic loader of the program does not exist";
      return failure.error == ENOENT
                 ? fmt::format("its interpreter {} does not exist", in_quotes(failure.culprit))
                 : fmt::format("its interpreter {}: {}", in_quotes(failure.culprit), reason);
  }
  return {};
}

std::string describe_failed_start(const StartFailure& failure, const std::string& file,
                                  const Options& options) {
  return fmt::format("cannot start {}: {}{}", in_quotes(file), describe(failure),
                     start_hint(failure, options));
}

}  // namespace cpr::cli
