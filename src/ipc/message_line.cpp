#include "ipc/message_line.hpp"

namespace cpr {

MessageLine finish_message_line(MessageReader& reader, std::uint64_t number) {
  if (reader.blank()) return {};
  Skipped skipped{.from = Skipped::From::Input, .number = number};
  if (const auto problem = reader.finish()) {
    skipped.offset = problem->offset;
    skipped.what = problem->what;
    return skipped;
  }
  if (reader.message().kind == IpcMessage::Kind::User) return reader.take_json();
  skipped.why = Skipped::Why::Internal;
  return skipped;
}

}  // namespace cpr
