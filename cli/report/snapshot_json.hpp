// A Snapshot as JSON.
#pragma once

#include "core/snapshot.hpp"
#include "report/json.hpp"

namespace cpr::cli {

/// An array with an object for each process; what could not be read is null.
void write_snapshot(JsonWriter& json, const Snapshot& snapshot);

}  // namespace cpr::cli
