#include "entry.hpp"

namespace bench {

std::optional<double> Entry::score() const {
  const bool alone = row.judge == Judge::Peak;
  if (pair.ours.empty() || (pair.peer.empty() && !alone)) return std::nullopt;
  const double ours = pair.ours.median();
  switch (row.judge) {
    case Judge::Ratio: return ours / pair.peer.median();
    case Judge::SpeedUp: return pair.peer.median() / ours;
    case Judge::Over:
    case Judge::NotEarly: return ours - pair.peer.median();
    case Judge::Peak: return ours;
  }
  return std::nullopt;
}

std::optional<double> Entry::aim() const {
  if (row.judge != Judge::Peak || pair.peer.empty()) return row.aim;
  return pair.peer.median();
}

std::string Entry::verdict() const {
  if (!missing.empty()) return "missing: " + missing;
  const auto value = score();
  if (!failure.empty() || !value) return "FAILED: " + failure;
  if (!row.must) return "-";
  const auto within = [&](std::optional<double> bound) {
    if (!bound) return false;
    return row.judge == Judge::SpeedUp ? *value >= *bound : *value <= *bound;
  };
  const std::string doubt = pair.restless ? " (restless)" : "";
  if (row.judge == Judge::NotEarly && pair.ours.least() < pair.peer.median())
    return "MISSED: early";
  if (within(aim())) return "aim met" + doubt;
  return (within(row.must) ? "must met" : "MISSED") + doubt;
}

Entry measure(const Row& row) {
  Entry entry{row, {}, {}, {}};
  try {
    entry.pair = row.measure();
  } catch (const Missing& what) {
    entry.missing = what.what();
  } catch (const std::exception& error) {
    entry.failure = error.what();
  }
  return entry;
}

}  // namespace bench
