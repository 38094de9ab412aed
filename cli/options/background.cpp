#include "options/background.hpp"

#include <fmt/format.h>

#include "files/blocking_io.hpp"
#include "usage_error.hpp"

namespace cpr::cli {

void check_unref(Job& job) {
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    if (job.stdio[fd].kind == StdioSpec::Kind::Pipe) {
      throw UsageError(fmt::format(
          "--unref: cpr exits at once, so fd {} cannot be a pipe: make it ignore or a file", fd));
    }
  }
  job.limits.timeout.reset();
  job.limits.max_buffer.reset();
}

void warn_shared_stdio(Options& options) {
  const Job& job = options.job;
  std::string shared;
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    const auto& spec = job.stdio[fd];
    if (spec.kind == StdioSpec::Kind::Pipe ||
        (spec.kind == StdioSpec::Kind::Dup && is_pipe_or_terminal(spec.fd))) {
      shared += fmt::format("{}{}", shared.empty() ? "" : ", ", fd);
    }
  }
  if (shared.empty()) return;
  options.warnings.push_back(fmt::format(
      "warning: the child shares cpr's terminal or pipes (fd {}): to detach it, use files or "
      "--stdio ignore",
      shared));
}

}  // namespace cpr::cli
