// A line of input with a message for the child.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/result.hpp"
#include "ipc/message.hpp"

namespace cpr {

/// A blank line, the JSON to send, or why the line is skipped.
using MessageLine = std::variant<std::monostate, std::string, Skipped>;

/// \param reader was fed with the line, without its newline
/// \param number of the line, from 1 on
MessageLine finish_message_line(MessageReader& reader, std::uint64_t number);

}  // namespace cpr
