// Entries of --stdio, --stdin, --stdout, --stderr and --fd to StdioSpecs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.hpp"
#include "options/value_types.hpp"

namespace cpr::cli {

/// A change of the default list, which is only known when all other options are.
struct StdioEdit {
  static constexpr int whole_list = -1;
  std::string option;
  std::string value;
  int fd = whole_list;  ///< of the child
};

/// N=ENTRY of --fd. \throws UsageError
StdioEdit parse_fd_edit(std::string_view what, std::string_view text);

/// One entry for the child's descriptor `fd`: pipe, overlapped, inherit, ignore, ipc, pty, N, &N,
/// `<FILE`, `>FILE` or `>>FILE`. Whether N is open is checked by settle_stdio().
/// \throws UsageError
StdioSpec parse_stdio_entry(std::string_view what, std::string_view text, int fd);

/// A word for 0..2, or a list with one entry per descriptor; an empty entry keeps that of
/// `defaults`, or is ignore from 3 on.
/// \throws UsageError
std::vector<StdioSpec> parse_stdio(std::string_view what, std::string_view text,
                                   const std::vector<StdioSpec>& defaults);

/// A correction of a value that is not valid: a file without its direction, or a misspelt word.
/// \param type StdioList, InputEntry, OutputEntry or FdEntry
std::optional<std::string> meant_stdio(Value type, std::string_view text);

/// Checks the whole list against cpr's own descriptors: inherited ones must be open, and `&N` must
/// lead to an entry. For a missing descriptor of cpr the child gets /dev/null. Of several entries
/// that are a pty one remains, and the others become `&N`.
/// \param missing bit N is set when descriptor N (0..2) was closed at the start of cpr
/// \throws UsageError
void settle_stdio(std::vector<StdioSpec>& specs, unsigned missing);

/// Adds entries up to that of `fd`. Descriptors that --inherit-fds passes on are still passed on.
void add_entries(Job& job, int fd);

/// The spec as an entry of the command line, for --dry-run.
std::string describe(const StdioSpec& spec);

}  // namespace cpr::cli
