#include "io/output_log.hpp"

#include <unistd.h>

#include <cerrno>

namespace cpr {
namespace {

std::string mark_of(int fd) {
  if (fd == STDOUT_FILENO) return "O";
  return fd == STDERR_FILENO ? "E" : std::to_string(fd);
}

}  // namespace

OutputLog::OutputLog(Loop& loop, Spec spec, std::function<void(bool full)> backpressure)
    : spec_(std::move(spec)),
      queue_(loop, spec_.fd,
             {.backpressure = std::move(backpressure), .failed = [](int /*error*/) {}}),
      file_(spec_.fd),
      splices_(spec_.format == LogFormat::Raw && file_.kind() == FileKind::File) {}

void OutputLog::note(std::string_view line) {
  if (spec_.format != LogFormat::Lines) return;
  std::string text;
  append_log_line(text, since_start(), "I", line);
  queue_.write(text);
}

LogInput::LogInput(OutputLog& log, int fd) : log_(log), lines_(mark_of(fd)) {}

void LogInput::write(std::string_view bytes) {
  if (!active()) return;
  if (log_.format() == LogFormat::Raw) return log_.queue_.write(bytes);
  std::string text;
  lines_.feed(bytes, log_.since_start(), text);
  if (!text.empty()) log_.queue_.write(text);
}

ssize_t LogInput::splice_from(int pipe, std::size_t most) {
  const ssize_t n = log_.file_.splice_from(pipe, most);
  if (n < 0 && errno != EAGAIN) log_.splices_ = false;
  return n;
}

bool LogInput::takes_splice() const {
  return log_.splices_ && active();
}

void LogInput::end() {
  if (!active()) return;
  std::string text;
  lines_.finish(log_.since_start(), text);
  if (!text.empty()) log_.queue_.write(text);
}

}  // namespace cpr
