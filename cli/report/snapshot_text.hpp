// A Snapshot as a few lines for a person.
#pragma once

#include <string>
#include <vector>

#include "core/snapshot.hpp"

namespace cpr::cli {

/// One line for each process, the most telling first: processes that hold the output of a command
/// that has exited, running and stopped ones, those that wait for another process, then those that
/// wait for something outside of the tree, then sleeping ones and parents that wait for children.
/// The text is printable, without a prefix and newlines.
/// \param most_lines the last one says how many processes are omitted
/// \param command_exited the command itself has exited, and others hold its output
std::vector<std::string> snapshot_text(const Snapshot& snapshot, std::size_t most_lines,
                                       bool command_exited);

/// One line for each process with its resident memory, the largest first; otherwise as above.
std::vector<std::string> memory_text(const Snapshot& snapshot, std::size_t most_lines);

}  // namespace cpr::cli
