#include "text/json_compact.hpp"

namespace cpr {

using Kind = JsonToken::Kind;

void JsonCompactor::append(std::string& out, const JsonToken& token) {
  const bool closes = token.kind == Kind::EndObject || token.kind == Kind::EndArray;
  if (!in_token_) {
    if (needs_comma_ && !closes) out += ',';
    token_begin_ = out.size();
  }
  out += token.text;
  in_token_ = token.kind == Kind::Part;
  needs_comma_ =
      token.kind != Kind::Key && token.kind != Kind::BeginObject && token.kind != Kind::BeginArray;
  if (token.kind == Kind::Key) out += ':';
}

std::optional<JsonProblem> compact_json(std::string_view text, std::string& out) {
  out.reserve(out.size() + text.size());
  JsonReader reader(text);
  JsonCompactor compactor;
  while (true) {
    const JsonToken token = reader.next();
    if (token.kind == Kind::Bad) return reader.problem();
    if (token.kind == Kind::End) return std::nullopt;
    compactor.append(out, token);
  }
}

}  // namespace cpr
