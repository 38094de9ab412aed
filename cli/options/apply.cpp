#include "options/apply.hpp"

#include <unistd.h>

#include "format/fmt.hpp"
#include "options/identity.hpp"
#include "options/ready_options.hpp"
#include "options/retry_options.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

/// In the variables, milliseconds are the unit of a bare number for every verb.
bool in_seconds(const Draft& d, const Given& g) {
  return d.verb.is_timeout && g.environment.empty();
}

}  // namespace

std::optional<Duration> duration(const Draft& d, const Given& g) {
  return in_seconds(d, g) ? parse_seconds(g.name(), g.value())
                          : parse_duration(g.name(), g.value());
}

std::optional<Duration> timeout(const Draft& d, const Given& g) {
  const auto limit = duration(d, g);
  return limit == Duration::zero() ? std::nullopt : limit;
}

std::optional<int> bare_number(const Draft& d, const Given& g) {
  return in_seconds(d, g) ? std::nullopt : cli::bare_number(g.value());
}

void apply_kill_signal(Draft& d, const Given& g) {
  Limits& limits = d.limits();
  const bool none = d.verb.is_timeout && (g.value() == "0" || g.value() == "EXIT");
  limits.kill_signal = none ? 0 : parse_signal_value(g.name(), g.value());
  // Without a signal the limit is only to be reported. -k comes after this.
  if (none) limits.kill_after.reset();
}

void apply_kill_after(Draft& d, const Given& g) {
  // In timeout(1), 0 means no SIGKILL.
  d.limits().kill_after = in_seconds(d, g) ? timeout(d, g) : duration(d, g);
  d.options.bare.kill_after = bare_number(d, g);
}

void apply_verbose(Draft& d, const Given& g) {
  if (g.values.empty() && d.verb.is_timeout) {
    d.options.announce_signals = true;
  } else {
    d.options.verbosity = g.values.empty() ? Verbosity::Info : word<verbosities>(g);
  }
}

void apply_node_compat(Draft& d, const Given& g) {
  word<compat_modes>(g);
  d.node_compat = true;
  Limits& limits = d.limits();
  limits.stop = {
      .scope = Scope::Process, .then_continue = false, .close_pipes = d.verb.verb != Verb::Spawn};
  limits.kill_after.reset();
  limits.drain.reset();
  d.job().default_signals = true;
  d.command().empty_path_is_cwd = true;
}

void apply_retry_delay(Draft& d, const Given& g) {
  set_retry_delay(*d.options.retry, g.name(), g.value(),
                  d.verb.is_timeout ? parse_seconds : parse_duration);
  if (!d.options.retry->longest_delay) d.options.bare.retry_delay = bare_number(d, g);
}

void apply_leaks(Draft& d, const Given& g) {
  d.limits().leaks = word<leak_actions>(g);
  if (d.options.retry && d.limits().leaks == LeakAction::Ignore) {
    throw UsageError(
        "--leaks ignore: --retries kills what an attempt leaves running: use kill, warn or fail");
  }
}

void apply_ready(Draft& d, const Given& g) {
  d.job().ready =
      parse_ready(g.name(), g.value(), d.verb.is_timeout ? parse_seconds : parse_duration);
}

void apply_overflow(Draft& d, const Given& g) {
  if (g.value() == "truncate") {
    throw UsageError(fmt::format("{}: 'truncate' was renamed: use 'head'", g.name()));
  }
  d.limits().overflow = word<overflow_actions>(g);
  d.overflow_given = true;
}

void apply_uid(Draft& d, const Given& g) {
  const User user = parse_user(g.name(), g.value());
  d.job().identity.uid = user.uid;
  d.job().identity.gid = user.primary_group;  // --gid comes after this
}

void apply_events(Draft& d, const Given& g) {
  d.events_on_stdout = g.value() == "-";
  d.options.events = d.events_on_stdout ? OutputTarget{.path = {}, .fd = STDOUT_FILENO}
                                        : parse_output_target(g.name(), g.value());
}

void apply_progress(Draft& d, const Given& g) {
  constexpr Duration by_default = std::chrono::milliseconds(250);
  const bool is_bare = g.value().empty();
  // A line that is rewritten in place is of no use in a pipe or a file.
  if (is_bare && ::isatty(STDERR_FILENO) == 0) return;
  d.options.progress = is_bare ? by_default : parse_interval(g.name(), g.value());
}

std::vector<ChannelOptions::Placed> placed(const Given& g) {
  std::vector<ChannelOptions::Placed> list;
  for (std::size_t i = 0; i < g.values.size(); ++i) list.push_back({g.values[i], g.places[i]});
  return list;
}

}  // namespace cpr::cli
