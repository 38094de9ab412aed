#include "options/tokens.hpp"

#include <algorithm>

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

ProcessToken parse_operand(const VerbTraits& verb, const std::string& text) {
  if (const auto token = parse_token(text)) return *token;
  if (parse_whole(text)) {
    throw UsageError(
        fmt::format("{}: {} is a pid, which another process may have by now: write the token that "
                    "--background printed, or see 'cpr ps'",
                    verb.name, in_quotes(text)));
  }
  throw UsageError(fmt::format("{}: {} is not a token such as 4711:38264: see 'cpr ps'", verb.name,
                               in_quotes(text)));
}

}  // namespace

std::vector<ProcessToken> parse_tokens(const VerbTraits& verb,
                                       std::span<const std::string> operands) {
  if (operands.empty() && verb.verb != Verb::Ps) {
    throw UsageError(fmt::format("{}: missing token: write cpr {} [OPTIONS] {}", verb.name,
                                 verb.name, verb.operands));
  }
  std::vector<ProcessToken> tokens;
  for (const auto& operand : operands) {
    const ProcessToken token = parse_operand(verb, operand);
    if (std::find(tokens.begin(), tokens.end(), token) == tokens.end()) tokens.push_back(token);
  }
  return tokens;
}

}  // namespace cpr::cli
