#include "options/background.hpp"

#include <fmt/format.h>

#include "files/blocking_io.hpp"
#include "usage_error.hpp"

namespace cpr::cli {

void check_unref(Job& job, const std::vector<Given>& given) {
  for (const auto& option : given) {
    switch (option.row->option) {
      case Option::Timeout:
      case Option::IdleTimeout:
      case Option::MaxBuffer:
      case Option::MaxBufferAction:
      case Option::Drain:
      case Option::Leaks:
      case Option::NoOrphans:
      case Option::Containment:
      case Option::Json:
      case Option::Result:
      case Option::Events:
      case Option::Progress:
      case Option::Input:
        if (!option.environment.empty()) break;
        throw UsageError(
            fmt::format("--unref does not wait, so {} can do nothing; leave one of "
                        "them out, or use --detached",
                        option.name()));
      default: break;
    }
  }
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    if (job.stdio[fd].kind == StdioSpec::Kind::Pipe) {
      throw UsageError(fmt::format(
          "--unref does not wait, so descriptor {} cannot be a pipe; make it ignore or a file",
          fd));
    }
  }
  job.limits.timeout.reset();
  job.limits.max_buffer.reset();
}

void warn_shared_stdio(Options& options) {
  const Job& job = options.job;
  std::string tied;
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    const auto& spec = job.stdio[fd];
    if (spec.kind == StdioSpec::Kind::Pipe ||
        (spec.kind == StdioSpec::Kind::Dup && is_pipe_or_terminal(spec.fd))) {
      tied += fmt::format("{}{}", tied.empty() ? "" : ", ", fd);
    }
  }
  if (tied.empty()) return;
  options.warnings.push_back(fmt::format(
      "warning: descriptors {} tie the child to cpr's terminal or pipes; to leave it on its own "
      "give them ignore or files (--stdio ignore)",
      tied));
}

}  // namespace cpr::cli
