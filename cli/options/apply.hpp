// What the options of the table do to a draft, where it takes more than a line.
#pragma once

#include <optional>
#include <vector>

#include "options/draft.hpp"
#include "options/values.hpp"
#include "options/words.hpp"

namespace cpr::cli {

/// A duration in the unit of the verb: seconds for `cpr timeout`.
std::optional<Duration> duration(const Draft& d, const Given& g);

/// Likewise; as in Node and timeout(1), 0 means no limit.
std::optional<Duration> timeout(const Draft& d, const Given& g);

/// A number below 1000 that means milliseconds.
std::optional<int> bare_number(const Draft& d, const Given& g);

template <const auto& List>
auto word(const Given& g) {
  return parse_word(g.name(), g.value(), List);
}

template <int Fd>
void edit_stdio(Draft& d, const Given& g) {
  d.stdio.push_back({g.name(), g.value(), Fd});
}

/// Keeps the place of each use: a handle goes with the --send before it.
std::vector<ChannelOptions::Placed> placed(const Given& g);

/// The defaults of what Node has no options for. Options that are given as well still count.
void apply_node_compat(Draft& d, const Given& g);
void apply_kill_signal(Draft& d, const Given& g);
void apply_kill_after(Draft& d, const Given& g);
void apply_verbose(Draft& d, const Given& g);
void apply_retry_delay(Draft& d, const Given& g);
/// After --retries, which needs an empty tree between two attempts.
void apply_leaks(Draft& d, const Given& g);
void apply_ready(Draft& d, const Given& g);
void apply_overflow(Draft& d, const Given& g);
void apply_uid(Draft& d, const Given& g);
void apply_events(Draft& d, const Given& g);
void apply_progress(Draft& d, const Given& g);

}  // namespace cpr::cli
