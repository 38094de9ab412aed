#include "scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "suggest.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

std::string hint(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& row : options()) {
    names.push_back(row.name);
    if (!row.camel_name.empty()) names.push_back(row.camel_name);
  }
  const auto near = nearest(name, names);
  return near.empty() ? std::string() : fmt::format(" (did you mean --{}?)", near);
}

[[noreturn]] void unknown_option(Verb verb, std::string_view word, std::string_view name) {
  const auto& verb_name = traits(verb).name;
  throw UsageError(
      fmt::format("unknown option '{}'{}; 'cpr {} --help' lists them, '--' ends the options", word,
                  hint(name), verb_name));
}

/// Reads the words one after the other.
class Scanner {
 public:
  Scanner(Verb verb, std::span<char* const> words) : verb_(verb), words_(words) {}

  Scanned run() {
    while (at_ < words_.size()) {
      const std::string_view word = words_[at_];
      if (word == "--") {
        ++at_;
        break;
      }
      if (word.size() < 2 || word.front() != '-') break;
      ++at_;
      if (word.starts_with("--")) {
        long_option(word);
      } else {
        letters(word);
      }
    }
    for (; at_ < words_.size(); ++at_) scanned_.operands.emplace_back(words_[at_]);
    return std::move(scanned_);
  }

 private:
  void long_option(std::string_view word) {
    const auto equals = word.find('=');
    const auto name = word.substr(2, equals == word.npos ? word.npos : equals - 2);
    const OptionRow* row = find_option(name);
    if (row == nullptr) unknown_option(verb_, word.substr(0, equals), name);
    const bool has_value = equals != word.npos;
    if (row->value == Value::None) {
      if (has_value) throw UsageError(fmt::format("--{} takes no value", name));
      return add(*row, {});
    }
    if (has_value) return add(*row, std::string(word.substr(equals + 1)));
    if (row->value == Value::OptionalPath) return add(*row, "/bin/sh");
    add(*row, next_word(fmt::format("--{}", name), *row));
  }

  /// -v, -vq, -t5s, -t 5s
  void letters(std::string_view word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const OptionRow* row = find_letter(word[i]);
      if (row == nullptr) unknown_option(verb_, word, word.substr(1));
      if (row->value == Value::None) {
        add(*row, {});
        continue;
      }
      const auto rest = word.substr(i + 1);
      return add(*row,
                 rest.empty() ? next_word(fmt::format("-{}", word[i]), *row) : std::string(rest));
    }
  }

  std::string next_word(std::string_view option, const OptionRow& row) {
    if (at_ == words_.size()) {
      throw UsageError(
          fmt::format("{} needs a value: {} {}", option, option, placeholder(row.value)));
    }
    return words_[at_++];
  }

  void add(const OptionRow& row, std::string value) {
    if (std::find(scanned_.named.begin(), scanned_.named.end(), &row) == scanned_.named.end()) {
      scanned_.named.push_back(&row);
    }
    scanned_.uses.push_back(&row);
    scanned_.words.push_back(fmt::format("--{}", row.name));
    if (row.value != Value::None) scanned_.words.push_back(std::move(value));
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
