#include "options/scan.hpp"

#include <algorithm>
#include <string_view>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "options/lookup.hpp"
#include "options/spelling.hpp"
#include "options/suggest.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

std::string hint(Verb verb, std::string_view name) {
  const auto near = nearest_option(name, verb);
  return near.empty() ? std::string() : fmt::format(" (did you mean --{}?)", near);
}

[[noreturn]] void unknown_option(Verb verb, std::string_view word, std::string_view name) {
  const VerbTraits& of = traits(verb);
  const std::string_view or_command = of.manages_runs ? "" : ", or write -- before the command";
  throw UsageError(fmt::format("unknown option '{}'{}: see 'cpr {} --help'{}", word,
                               hint(verb, name), of.name, or_command));
}

/// Reads the words from left to right.
class Scanner {
 public:
  Scanner(Verb verb, std::span<char* const> words) : verb_(verb), words_(words) {}

  Scanned run() {
    for (; at_ < words_.size(); ++at_) {
      const std::string_view word = words_[at_];
      if (word == "--") {
        scanned_.separated = true;
        break;
      }
      // A typographic dash is not ASCII.
      if (!word.empty() && static_cast<unsigned char>(word.front()) >= 0x80) refuse_respelled();
      if (word.size() < 2 || word.front() != '-') break;
      if (word.starts_with("--")) {
        long_option(word);
      } else {
        letters(word);
      }
    }
    scanned_.option_words = at_;
    const auto operands = words_.subspan(at_ + (scanned_.separated ? 1 : 0));
    scanned_.operands.assign(operands.begin(), operands.end());
    return std::move(scanned_);
  }

 private:
  void long_option(std::string_view word) {
    const auto equals = word.find('=');
    const auto name = word.substr(2, equals == word.npos ? word.npos : equals - 2);
    const OptionRow* row = find_option(name);
    if (row == nullptr && has_gnu_names(traits(verb_))) row = timeout_option(name);
    if (row != nullptr && !row->verbs.has(verb_)) refuse_respelled();
    if (row == nullptr) {
      refuse_removed(name);
      refuse_respelled();
      unknown_option(verb_, word.substr(0, equals), name);
    }
    if (row->apply == nullptr) ask(row->name == "version" ? Asked::Version : Asked::Help);
    const bool has_value = equals != word.npos;
    if (row->value == Value::None) {
      if (has_value)
        throw UsageError(fmt::format("--{} takes no value: omit '{}'", name, word.substr(equals)));
      return add(*row);
    }
    if (has_value) return add(*row, word.substr(equals + 1));
    if (is_optional(row->value)) return add(*row);
    add(*row, next_word(fmt::format("--{}", name), *row));
  }

  /// -v, -vq, -t5s, -t 5s
  void letters(std::string_view word) {
    if (verb_ == Verb::Kill) refuse_signal_option(word);
    if (word.size() > 2) refuse_respelled();
    for (std::size_t i = 1; i < word.size(); ++i) {
      const OptionRow* row = find_letter(word[i]);
      if (row != nullptr && !row->verbs.has(verb_)) refuse_respelled();
      if (row == nullptr) {
        refuse_respelled();
        unknown_option(verb_, word, word.substr(1));
      }
      if (row->apply == nullptr) ask(Asked::BriefHelp);
      if (row->value == Value::None) {
        add(*row);
        continue;
      }
      const auto rest = word.substr(i + 1);
      return add(*row, rest.empty() ? next_word(fmt::format("-{}", word[i]), *row) : rest);
    }
  }

  /// Refuses `-9` and `-KILL`, which kill(1) takes.
  void refuse_signal_option(std::string_view word) const {
    const auto signal = word.substr(1);
    if (!parse_signal(signal)) return;
    std::vector<std::string> line{std::string(traits(verb_).name)};
    line.insert(line.end(), words_.begin(), words_.end());
    line[at_ + 1] = "-s";
    line.insert(line.begin() + static_cast<std::ptrdiff_t>(at_) + 2, std::string(signal));
    throw Slip(fmt::format("unknown option '{}': the signal is a value of -s", word), {line});
  }

  /// By a name of timeout(1), which may be abbreviated as for getopt_long(3).
  static const OptionRow* timeout_option(std::string_view name) {
    const auto found = find_timeout_options(name);
    if (found.size() < 2) return found.empty() ? nullptr : found.front();
    std::vector<std::string> names;
    for (const auto* row : found) names.push_back(fmt::format("--{}", row->timeout_name));
    throw UsageError(fmt::format("'--{}' is ambiguous: write {}", name, join(names, " or ")));
  }

  /// The first counts, except that -h is not all of --help.
  void ask(Asked asked) {
    if (scanned_.asked <= Asked::BriefHelp) scanned_.asked = std::max(scanned_.asked, asked);
  }

  std::string_view next_word(std::string_view option, const OptionRow& row) {
    if (at_ + 1 == words_.size()) {
      throw UsageError(
          fmt::format("{}: missing value: write {} {}", option, option, placeholder(row.value)));
    }
    return words_[++at_];
  }

  void add(const OptionRow& row) {
    const auto when_bare = type_of(row.value).when_bare;
    add(Use{&row, when_bare != nullptr ? when_bare() : std::string_view(), Use::nowhere});
  }

  /// \param value the current word, or the end of it
  void add(const OptionRow& row, std::string_view value) { add(Use{&row, value, at_}); }

  void add(const Use& use) {
    const OptionRow& row = *use.row;
    if (row.apply == nullptr) return;
    scanned_.uses.push_back(use);
    scanned_.words.push_back(fmt::format("--{}", row.name));
    if (row.value != Value::None) scanned_.words.emplace_back(use.value);
  }

  /// Refuses the current word if it is an option in another known spelling.
  void refuse_respelled() const {
    const auto meant = respelled(words_[at_]);
    if (!meant) return;
    std::vector<std::string> line{std::string(traits(verb_).name)};
    line.insert(line.end(), words_.begin(), words_.end());
    line[at_ + 1] = meant->option;
    throw Slip(meant->problem, {line});
  }

  Verb verb_;
  std::span<char* const> words_;
  std::size_t at_ = 0;
  Scanned scanned_;
};

}  // namespace

Scanned scan(Verb verb, std::span<char* const> words) {
  return Scanner(verb, words).run();
}

}  // namespace cpr::cli
