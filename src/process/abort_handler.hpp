// When a library calls abort(), cpr kills the process tree, prints one line and exits with 125,
// instead of leaving processes running and a silent status 134.
#pragma once

namespace cpr {

/// Installs a handler of SIGABRT. Not if that signal is ignored, which the child inherits, or has
/// another handler. A SIGABRT from another process keeps its default action.
void install_abort_handler();

/// \param whole_tree abort() kills all descendants of cpr, not only those that die with cpr anyway
void set_abort_kills_tree(bool whole_tree);

}  // namespace cpr
