// How a descriptor must be read or written in order not to block.
#pragma once

#include <cstdint>

namespace cpr {

enum class FileKind : std::uint8_t { Pipe, File, Socket, Terminal, Other };

}  // namespace cpr
