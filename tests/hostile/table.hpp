// The table of hostile cases, as it stands in the directory `cases`; `cases/needs` says what its
// words mean.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace battery {

struct Case {
  std::string name;
  std::string hazards;  ///< numbers, as they stand there
  std::vector<std::string> needs;
  std::string before;  ///< bash, outside of the measured time
  std::string run;     ///< bash, measured
  std::string check;   ///< bash, afterwards; has to succeed
  std::vector<int> statuses{0};
  int bound_ms = 0;  ///< what the limits of the case add up to
  int leaves = 0;    ///< how many live on by contract
  bool killed =
      false;  ///< cpr itself is killed: what it had to do is done by others, within a second
};

struct Table {
  std::vector<Case> cases;
  std::map<std::string, std::string> needs;  ///< name to the bash that succeeds where it is there
};

/// \throws std::runtime_error that says where a file is not as it should be
Table read_table(const std::string& directory);

}  // namespace battery
