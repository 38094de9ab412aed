#include "report/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "process/terminal.hpp"

namespace cpr::cli {
namespace {

using namespace std::chrono_literals;

// Short runs show no line.
constexpr Duration interval = 250ms;
constexpr std::string_view erase_line = "\r\x1b[K";

std::string seconds(Duration duration) {
  return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1e9);
}

std::string size(std::uint64_t bytes) {
  constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(units)) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

std::size_t columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

std::string status_line(const Activity& activity, const Limits& limits) {
  std::string line = "cpr: " + seconds(activity.elapsed);
  if (limits.timeout) line += " of " + human(*limits.timeout);
  for (const auto& stream : activity.streams) {
    line += stream.fd == 1   ? ", stdout "
            : stream.fd == 2 ? ", stderr "
                             : fmt::format(", fd {} ", stream.fd);
    line += size(stream.bytes);
  }
  line += fmt::format(", {} process{}", activity.processes, activity.processes == 1 ? "" : "es");
  if (activity.idle) {
    line += ", idle for " + seconds(*activity.idle);
    if (limits.idle_timeout) line += " of " + human(*limits.idle_timeout);
  }
  return line;
}

Progress::Progress(Engine& engine, const Options& options)
    : engine_(engine),
      options_(options),
      terminal_(STDERR_FILENO),
      timer_(engine.loop(), [this] { draw(); }) {
  engine_.before_stop([this] { hide(); });
  timer_.set(Clock::now() + interval);
}

void Progress::on(const Event& event) {
  const auto* chunk = std::get_if<Chunk>(&event.fact);
  if (chunk == nullptr) {
    hide();
    // Meanwhile the hook writes to the terminal.
    if (std::holds_alternative<HookStarted>(event.fact)) at_line_start_ = false;
    if (std::holds_alternative<HookEnded>(event.fact)) at_line_start_ = true;
    if (std::holds_alternative<Closed>(event.fact)) timer_.clear();
    return;
  }
  const auto& stdio = options_.job.stdio;
  const auto fd = static_cast<std::size_t>(chunk->fd);
  const bool printed = !options_.job.capture && fd < stdio.size() && stdio[fd].peer >= 0 &&
                       ::isatty(stdio[fd].peer) != 0 && !chunk->bytes.empty();
  if (!printed) return;
  hide();
  at_line_start_ = chunk->bytes.back() == '\n';
}

void Progress::hide() {
  if (!shown_) return;
  shown_ = false;
  static_cast<void>(terminal_.write(erase_line));
}

void Progress::draw() {
  timer_.set(Clock::now() + interval);
  // Neither overwrite an unfinished line of the child nor write while another process group has the
  // terminal.
  if (!at_line_start_ || !in_foreground()) return;
  std::string line = status_line(engine_.activity(), options_.job.limits);
  line.resize(std::min(line.size(), columns() - 1));
  shown_ = terminal_.write(fmt::format("\r{}\x1b[K", line)) > 0 || shown_;
}

}  // namespace cpr::cli
