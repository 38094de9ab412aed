// Pipes of which cpr uses one end without blocking.
#pragma once

#include <optional>

#include "loop/fd.hpp"

namespace cpr {

/// The end that stays in cpr; the other one is for a child, whose reads and writes block as usual.
enum class OwnEnd { Read, Write };

/// Neither end is inherited, unless a child is given it. \returns none, and errno, on failure
std::optional<Pipe> make_pipe(OwnEnd own);

}  // namespace cpr
