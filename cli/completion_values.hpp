// What the Tab key offers for the value of an option.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "options/table.hpp"

namespace cpr::cli {

/// What is offered besides the words, by whoever knows the machine: the shell.
enum class Offered : std::uint8_t { Nothing, Files, Directories, Users, Groups, Variables, Pairs };

struct CompletionValue {
  Offered offered = Offered::Nothing;
  std::vector<std::string> words{};
};

CompletionValue completion_of(Value value);

}  // namespace cpr::cli
