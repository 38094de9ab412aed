// Checks and precautions at the start of cpr, before anything is opened.
#pragma once

namespace cpr::cli {

/// Opens closed fds 0 to 2, so that no file that cpr opens gets such a number. Writing to the
/// placeholders fails, so that undeliverable output is an error.
/// \returns a mask: bit N is set when fd N was closed
unsigned fill_standard_fds();

/// Makes cpr non-dumpable: other processes of the same user, including the child, can neither
/// attach to it nor open its /proc/PID/fd. execve(2) makes the child dumpable again.
void forbid_attaching();

/// cpr runs any command, so it must not have more privileges than its caller.
/// \throws UsageError when it is installed set-uid or set-gid
void refuse_raised_privileges();

}  // namespace cpr::cli
