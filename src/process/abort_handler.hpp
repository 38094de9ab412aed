// What happens when a library calls abort(): cpr kills the process tree, says one line and exits
// with 125. An abort() must leave neither processes nor a silent status 134 behind.
#pragma once

namespace cpr {

/// Installs the handler of SIGABRT, unless the caller of cpr ignores that signal (the child
/// inherits this) or another handler is in place. A SIGABRT from another process keeps its default
/// action.
void install_abort_handler();

/// Whether an abort() would kill everything below cpr, and not only what dies with cpr anyway.
void set_abort_kills_tree(bool whole_tree);

}  // namespace cpr
