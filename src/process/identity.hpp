// The uid, gid and supplementary groups of the child.
#pragma once

#include <optional>

#include "core/job.hpp"
#include "core/result.hpp"

namespace cpr {

/// Whether the child would have other rights than cpr: another uid or gid, or a list of groups.
bool changes_identity(const Identity& identity);

/// Changes this process, which must not share its memory, and verifies the change. Without a list
/// the supplementary groups are dropped as soon as a uid or gid is given, as in Node. Makes system
/// calls only.
/// \returns the step that failed, with errno; none on success
std::optional<StartStep> take_identity(const Identity& identity);

}  // namespace cpr
