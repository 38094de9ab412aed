// Sets of signals as sigprocmask(2) takes them.
#pragma once

#include <csignal>

#include "process/inherited_signals.hpp"

namespace cpr {

/// The signals that block_signals() blocks.
sigset_t blockable_signals();

SignalMask mask_of(const sigset_t& set);
sigset_t set_of(SignalMask mask);

}  // namespace cpr
