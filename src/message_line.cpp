#include "message_line.hpp"

#include "ipc_message.hpp"
#include "json_text.hpp"

namespace cpr {

MessageLine read_message_line(std::string_view line, std::uint64_t number) {
  if (is_blank(line)) return {};
  std::string json;
  Skipped skipped{.from = Skipped::From::Input, .number = number};
  if (const auto problem = compact_json(line, json)) {
    skipped.offset = problem->offset;
    skipped.what = problem->what;
    return skipped;
  }
  if (!is_internal(json)) return json;
  skipped.why = Skipped::Why::Internal;
  return skipped;
}

}  // namespace cpr
