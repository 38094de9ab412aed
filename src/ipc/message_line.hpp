// One line of the messages that cpr is to send.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/result.hpp"
#include "ipc/message.hpp"

namespace cpr {

/// Nothing (a blank line), the JSON to be sent, or why it is not sent.
using MessageLine = std::variant<std::monostate, std::string, Skipped>;

/// \param reader has been fed with the line, without its newline
MessageLine finish_message_line(MessageReader& reader, std::uint64_t number);

}  // namespace cpr
