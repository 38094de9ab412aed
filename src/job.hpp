// What the engine is asked to do: plain data with the defaults written in place.
//
// Nothing here depends on how it was asked for; the front end fills it from argv, a test by hand.
#pragma once

#include <csignal>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clock.hpp"

namespace cpr {

/// Changes to the environment that the child inherits, applied in the order of the members.
struct EnvironmentChanges {
  bool clear = false;                                      ///< start from nothing
  std::vector<std::pair<std::string, std::string>> set{};  ///< the last of equal names wins
  std::vector<std::string> unset{};

  [[nodiscard]] bool none() const { return !clear && set.empty() && unset.empty(); }
};

/// Which program, with which words, where.
struct Command {
  std::string file{};               ///< a program, or the command string when `shell` is set
  std::vector<std::string> args{};  ///< without argv[0]; with `shell`: its $1, $2, ...
  std::optional<std::string> shell{};
  std::optional<std::string> argv0{};  ///< what the child sees as argv[0] instead of the file
  std::optional<std::string> cwd{};
  EnvironmentChanges env{};
};

/// Who the child is. Absent members stay as they are.
struct Identity {
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  /// Supplementary groups. When absent and uid or gid is given they are dropped, as Node does.
  std::optional<std::vector<std::uint32_t>> groups;
};

/// Where one descriptor of the child comes from. Its number is its place in Job::stdio.
struct StdioSpec {
  enum class Kind : std::uint8_t {
    Pipe,    ///< a new pipe; its other end is relayed, captured or fed (see `peer`)
    Dup,     ///< cpr's descriptor `fd`
    Ignore,  ///< /dev/null on 0..2, closed from 3 on (as Node)
    File,    ///< `path`, opened in the child with `flags`, as seen from cpr's directory
    Same,    ///< the same open file as the child's own descriptor `fd`
  };
  Kind kind = Kind::Ignore;
  int fd = -1;
  /// Pipe only: cpr's descriptor that the bytes come from (0) or go to (the others); -1 = none,
  /// so that 0 is at its end at once and output is read and dropped.
  int peer = -1;
  std::string path{};
  int flags = 0;  ///< of open(2), for File

  bool operator==(const StdioSpec&) const = default;
};

/// When cpr steps in, and how.
struct Limits {
  std::optional<Duration> timeout;  ///< from before the start until everything is closed
  int kill_signal = SIGTERM;        ///< what a limit sends to the tree
  std::optional<Duration> kill_after = std::chrono::seconds(5);  ///< then SIGKILL; none = never
  std::optional<std::uint64_t> max_buffer;  ///< bytes that each relayed stream may bring
};

struct Job {
  Command command;
  Identity identity;
  std::vector<StdioSpec> stdio;  ///< at least three entries
  Limits limits;
  std::optional<std::string> input;  ///< fed to the child's stdin, which must be a Pipe
  bool capture = false;              ///< relayed output goes into the Result, nowhere else
};

}  // namespace cpr
