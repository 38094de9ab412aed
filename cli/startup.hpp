// What has to hold before anything else is done.
#pragma once

namespace cpr::cli {

/// Fills the places of standard descriptors that are closed, so that nothing cpr opens can land
/// there. What fills them fails when cpr itself uses it: output that goes nowhere is not delivered.
/// \returns bit N is set when N was closed
unsigned hold_standard_descriptors();

/// Other processes of the same user, the child among them, cannot attach to cpr or open what it has
/// in /proc/PID/fd. Exec makes the child dumpable again.
void forbid_attaching();

/// Cpr runs whatever it is told to: it must not be given more rights than its caller has.
/// \throws UsageError when it is a set-uid or set-gid program
void refuse_raised_rights();

}  // namespace cpr::cli
