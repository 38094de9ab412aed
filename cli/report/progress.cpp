#include "report/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "io/fd_facts.hpp"
#include "process/terminal.hpp"

namespace cpr::cli {
namespace {

using namespace std::chrono_literals;

// How soon a line is drawn again that was removed. Short runs show no line.
constexpr Duration redraw_interval = 250ms;

constexpr std::string_view erase_line = "\r\x1b[K";
// Makes sure that there is a line below (index, cursor up), and saves the cursor before it goes
// there.
constexpr std::string_view go_below =
    "\x1b"
    "D\x1b[A\x1b"
    "7\r\n";
constexpr std::string_view go_back =
    "\x1b"
    "8";

std::string seconds(Duration duration) {
  return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1e9);
}

std::size_t own_columns() {
  return terminal_columns(STDERR_FILENO).value_or(80);
}

}  // namespace

std::string status_line(const Activity& activity, const Limits& limits, std::size_t columns) {
  std::vector<std::string> time{seconds(activity.elapsed)};
  if (limits.timeout) time.front() += " of " + human(*limits.timeout);
  if (activity.attempts > 0) {
    time.insert(time.begin(), fmt::format("attempt {} of {}", activity.attempt, activity.attempts));
  }
  std::vector<std::string> streams;
  for (const auto& stream : activity.streams) {
    streams.push_back(fmt::format("{} {}", stream_name(stream.fd), human_size(stream.bytes)));
  }
  std::vector<std::string> processes;
  if (const auto& tree = activity.tree) {
    processes = {plural(static_cast<std::uint64_t>(tree->processes), "process", "processes"),
                 human_size(tree->bytes)};
    if (limits.max_memory) processes.back() += " of " + human_size(*limits.max_memory);
  }
  std::vector<std::string> idle;
  if (activity.idle) {
    idle.push_back("idle for " + seconds(*activity.idle));
    if (limits.idle_timeout) idle.back() += " of " + human(*limits.idle_timeout);
  }
  const auto line_of = [](std::initializer_list<const std::vector<std::string>*> groups,
                          std::size_t most) {
    std::string line = "cpr: ";
    std::string_view separator;
    for (const auto* group : groups) {
      for (const auto& part : *group) {
        if (line.size() + separator.size() + part.size() > most) return line;
        line += fmt::format("{}{}", separator, part);
        separator = ", ";
      }
    }
    return line;
  };
  const std::string whole =
      line_of({&time, &streams, &processes, &idle}, std::numeric_limits<std::size_t>::max());
  return whole.size() <= columns ? whole : line_of({&idle, &time, &processes, &streams}, columns);
}

void LineStart::print(std::string_view bytes) {
  for (const char c : bytes) {
    if (in_escape_) {
      const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      in_escape_ = !is_letter;
    } else if (c == '\x1b') {
      in_escape_ = true;
    } else {
      at_start_ = c == '\n';
    }
  }
}

Progress::Progress(Engine& engine, const Options& options)
    : engine_(engine),
      options_(options),
      sink_(STDERR_FILENO),
      on_terminal_(::isatty(STDERR_FILENO) != 0),
      timer_(engine.loop(), [this] { tick(); }) {
  engine_.before_stop([this] { hide(); });
  start();
}

void Progress::start() {
  const Duration interval = *options_.progress;
  look_at_ = Clock::now() + (on_terminal_ ? std::min(interval, redraw_interval) : interval);
  timer_.set(look_at_);
}

void Progress::on(const Event& event) {
  const auto* chunk = std::get_if<Chunk>(&event.fact);
  if (chunk == nullptr) {
    hide();
    const bool hook_runs = std::holds_alternative<HookStarted>(event.fact);  // and writes as well
    const auto* retrying = std::get_if<Retrying>(&event.fact);  // nothing runs until Started
    if (retrying != nullptr) attempt_ = retrying->attempt + 1;
    if (hook_runs || retrying != nullptr || std::holds_alternative<Closed>(event.fact)) {
      timer_.clear();
    }
    if (std::holds_alternative<HookEnded>(event.fact)) timer_.set(Clock::now() + redraw_interval);
    if (std::holds_alternative<Started>(event.fact) && attempt_ > 1) start();
    return;
  }
  const auto& to = options_.job.stdio[static_cast<std::size_t>(chunk->fd)].destination;
  const bool printed = to.kind == Destination::Kind::Forward &&
                       is_same_place(to.fd, STDERR_FILENO) && !chunk->bytes.empty();
  if (!printed) return;
  hide();
  line_start_.print(chunk->bytes);
}

void Progress::hide() {
  if (shown_ == Place::Nowhere) return;
  const bool below = std::exchange(shown_, Place::Nowhere) == Place::BelowLine;
  static_cast<void>(
      sink_.write(below ? fmt::format("{}{}{}", go_below, erase_line, go_back) : erase_line));
}

void Progress::tick() {
  const TimePoint now = Clock::now();
  const bool is_due = now >= look_at_;
  if (is_due) {
    activity_ = engine_.activity();
    if (options_.retry) {
      activity_.attempt = attempt_;
      activity_.attempts = options_.retry->most_attempts();
    }
    look_at_ = std::max(look_at_ + *options_.progress, now);
  }
  timer_.set(on_terminal_ ? std::min(look_at_, now + redraw_interval) : look_at_);
  if (!on_terminal_) return append();
  const bool is_drawn = shown_ != Place::Nowhere && columns_ == own_columns();
  if (is_due || !is_drawn) draw();
}

/// Not while another process group has the terminal. Below an unfinished line of the child, which
/// goes on where it was.
void Progress::draw() {
  if (!in_foreground()) return;
  columns_ = own_columns();
  const std::string line = status_line(activity_, options_.job.limits, columns_ - 1);
  const bool below = !line_start_;
  const std::string text = below ? fmt::format("{}\r{}\x1b[K{}", go_below, line, go_back)
                                 : fmt::format("\r{}\x1b[K", line);
  if (sink_.write(text) > 0) shown_ = below ? Place::BelowLine : Place::InLine;
}

/// A line that does not fit into a pipe now is omitted, since nothing waits for the reader.
void Progress::append() {
  if (unwritten_.empty()) {
    if (!line_start_) unwritten_ = "\n";
    unwritten_ +=
        status_line(activity_, options_.job.limits, std::numeric_limits<std::size_t>::max());
    unwritten_ += '\n';
    line_start_ = {};
  }
  const ssize_t n = sink_.write(unwritten_);
  if (n > 0) unwritten_.erase(0, static_cast<std::size_t>(n));
}

}  // namespace cpr::cli
