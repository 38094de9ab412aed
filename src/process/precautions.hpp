// What cpr does before it opens anything.
#pragma once

namespace cpr {

/// Opens closed fds 0 to 2, so that no file that cpr opens gets such a number. Writing to the
/// placeholders fails, so that undeliverable output is an error.
/// \returns a mask: bit N is set when fd N was closed
unsigned fill_standard_fds();

/// Makes cpr non-dumpable: other processes of the same user, including the child, can neither
/// attach to it nor open its /proc/PID/fd. execve(2) makes the child dumpable again.
void forbid_attaching();

/// Whether cpr is installed set-uid or set-gid, and so may do more than its caller.
bool has_raised_privileges();

}  // namespace cpr
