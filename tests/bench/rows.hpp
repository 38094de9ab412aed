// The table: what cpr does, its peer, and the bounds. Every row alternates cpr and its peer within
// one run, because only that is comparable.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "measure.hpp"

namespace bench {

/// Paths of the measured programs.
struct Place {
  std::string cpr;
  std::string floor;
  std::string flood;
  std::string forest;
  std::string hog;
  std::string escape;
  bool quick = false;  ///< only a few runs, to check that it works
};

/// How the score of a row is computed from its medians, and compared with its bounds.
enum class Judge : std::uint8_t {
  Ratio,     ///< ours / peer, at most
  SpeedUp,   ///< peer / ours, at least
  Over,      ///< ours - peer, at most
  NotEarly,  ///< as Over, and no value of ours may be below the peer
  Peak       ///< ours, at most; the aim is the peer
};

struct Row {
  std::string work;
  std::string against;
  std::string unit;
  Judge judge = Judge::Ratio;
  std::optional<double> must;  ///< none: no bound
  std::optional<double> aim;
  std::function<Pair()> measure;  ///< throws Missing when the peer is not installed
};

std::vector<Row> rows(const Place& place);

}  // namespace bench
