// One line of the messages that cpr is to send.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "result.hpp"

namespace cpr {

/// Nothing (a blank line), the JSON to be sent, or why it is not sent.
using MessageLine = std::variant<std::monostate, std::string, Skipped>;

MessageLine read_message_line(std::string_view line, std::uint64_t number);

}  // namespace cpr
