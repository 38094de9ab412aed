// The console that cpr shares with the processes that it starts.
#pragma once

namespace cpr::windows {

[[nodiscard]] bool has_console();

}  // namespace cpr::windows
