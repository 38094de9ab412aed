// The table of hostile cases, read from the directory `cases`; `cases/needs` documents the format.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace battery {

struct Case {
  std::string name;
  std::string hazards;  ///< numbers from the list of hazards
  std::vector<std::string> needs;
  std::string before;  ///< bash, not measured
  std::string run;     ///< bash, measured
  std::string check;   ///< bash, run afterwards, has to succeed
  std::vector<int> statuses{0};
  int bound_ms = 0;     ///< the sum of the limits of the case
  int leaves = 0;       ///< number of processes that keep running by contract
  bool killed = false;  ///< cpr itself is killed: its tree must be gone within a second
};

struct Table {
  std::vector<Case> cases;
  std::map<std::string, std::string> needs;  ///< name -> bash that succeeds where it is available
};

/// \throws std::runtime_error with file and line of a syntax error
Table read_table(const std::string& directory);

}  // namespace battery
