// The words of --stdio and its kin to StdioSpecs (contract: `man cpr`, STDIO).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.hpp"
#include "options/table.hpp"

namespace cpr::cli {

/// One entry for the child's descriptor `fd`: pipe, overlapped, inherit, ignore, ipc, N, &N, <F,
/// >F,
/// >>F. A pipe's peer and whether N is open is not looked at here: see settle_stdio. \throws
/// UsageError
StdioSpec parse_stdio_entry(std::string_view what, std::string_view text, int fd);

/// A word for 0..2 or a list with one entry a descriptor; empty entries keep `defaults`, or ignore
/// from 3 on.
/// \throws UsageError
std::vector<StdioSpec> parse_stdio(std::string_view what, std::string_view text,
                                   const std::vector<StdioSpec>& defaults);

/// What a value that parse_stdio() or parse_stdio_entry() refuses was probably meant to be: a file
/// without its direction, or a word with a slip.
/// \param option one of --stdio, --stdin, --stdout, --stderr and --fd
std::optional<std::string> meant_stdio(Option option, std::string_view text);

/// Looks at the list as a whole and at what cpr has open: inherited numbers must be open, `&N` must
/// lead somewhere, pipes get cpr's descriptor of the same number as their peer. A descriptor of
/// 0..2 that cpr was started without is /dev/null for the child.
/// \param missing bit N is set when descriptor N (0..2) was closed at the start of cpr.
/// \throws UsageError
void settle_stdio(std::vector<StdioSpec>& specs, unsigned missing);

/// The spec in the words of the command line, for --dry-run.
std::string describe(const StdioSpec& spec);

}  // namespace cpr::cli
