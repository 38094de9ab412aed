// The table: what cpr does, next to what, and what has to come out. Every row measures cpr and its
// peer in turns within one run, since only that can be compared.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "measure.hpp"

namespace bench {

/// The programs that are measured, as paths.
struct Place {
  std::string cpr;
  std::string floor;
  std::string flood;
  std::string forest;
  std::string escape;
  bool quick = false;  ///< a few runs: does it work at all?
};

/// How the score of a row comes from its medians, and on which side of the bounds it should be.
enum class Judge : std::uint8_t {
  Ratio,     ///< ours / peer, at most
  SpeedUp,   ///< peer / ours, at least
  Over,      ///< ours - peer, at most
  NotEarly,  ///< as Over, and none of ours may be below the peer
  Peak       ///< ours, at most; the aim is the peer
};

struct Row {
  std::string work;
  std::string against;
  std::string unit;  ///< of what is measured
  Judge judge = Judge::Ratio;
  std::optional<double> must;  ///< none: there is no bound, it is only shown
  std::optional<double> aim;
  std::function<Pair()> measure;  ///< throws Missing for a peer that is not there
};

std::vector<Row> rows(const Place& place);

}  // namespace bench
