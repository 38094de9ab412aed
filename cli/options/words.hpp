// Values that are one of a few words: each word stands next to what it means.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "core/containment.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

template <typename T>
struct Word {
  std::string_view word;
  T meaning;
};

inline constexpr auto kill_modes = std::to_array<Word<Scope>>({
    {"tree", Scope::Tree},
    {"process", Scope::Process},
});
inline constexpr auto overflow_actions = std::to_array<Word<OverflowAction>>({
    {"kill", OverflowAction::Kill},
    {"head", OverflowAction::Head},
    {"tail", OverflowAction::Tail},
    {"ends", OverflowAction::Ends},
});
inline constexpr auto leak_actions = std::to_array<Word<LeakAction>>({
    {"ignore", LeakAction::Ignore},
    {"warn", LeakAction::Warn},
    {"kill", LeakAction::Kill},
    {"fail", LeakAction::Fail},
});
inline constexpr auto containments = std::to_array<Word<std::optional<Containment>>>({
    {"auto", std::nullopt},
    {"cgroup", Containment::Cgroup},
    {"subreaper", Containment::Subreaper},
});
inline constexpr auto log_formats = std::to_array<Word<LogFormat>>({
    {"raw", LogFormat::Raw},
    {"lines", LogFormat::Lines},
});
enum class Compat : std::uint8_t { Node, Env };
inline constexpr auto compat_modes = std::to_array<Word<Compat>>({
    {"node", Compat::Node},
    {"env", Compat::Env},
});
inline constexpr auto serializations = std::to_array<Word<Serialization>>({
    {"json", Serialization::Json},
    {"advanced", Serialization::Advanced},
});
inline constexpr auto yes_or_no = std::to_array<Word<bool>>({
    {"yes", true},
    {"no", false},
});
/// Node's main names; parse_encoding_value() also accepts the other ones.
inline constexpr auto encodings = std::to_array<Word<Encoding>>({
    {"utf8", Encoding::Utf8},
    {"buffer", Encoding::Buffer},
    {"hex", Encoding::Hex},
    {"base64", Encoding::Base64},
    {"base64url", Encoding::Base64Url},
    {"latin1", Encoding::Latin1},
    {"ascii", Encoding::Ascii},
    {"utf16le", Encoding::Utf16Le},
});
inline constexpr auto verbosities = std::to_array<Word<Verbosity>>({
    {"off", Verbosity::Off},
    {"info", Verbosity::Info},
    {"debug", Verbosity::Debug},
});

inline constexpr auto verdicts = std::to_array<Word<Verdict>>({
    {"exit", Verdict::Exit},
    {"signal", Verdict::Signal},
    {"timeout", Verdict::Timeout},
    {"idle-timeout", Verdict::IdleTimeout},
    {"max-buffer", Verdict::MaxBuffer},
    {"max-memory", Verdict::MaxMemory},
    {"spawn-error", Verdict::SpawnError},
    {"interrupted", Verdict::Interrupted},
    {"leak", Verdict::Leak},
    {"unknown", Verdict::Unknown},
});

/// The words of a list without their meanings.
template <typename T, std::size_t N>
constexpr std::array<std::string_view, N> words_of(const std::array<Word<T>, N>& list) {
  std::array<std::string_view, N> words;
  for (std::size_t i = 0; i < N; ++i) words[i] = list[i].word;
  return words;
}

/// The word for a meaning, which must be in the list.
template <typename T, std::size_t N>
constexpr std::string_view word_for(const T& meaning, const std::array<Word<T>, N>& list) {
  std::size_t i = 0;
  while (!(list[i].meaning == meaning)) ++i;
  return list[i].word;
}

/// \throws UsageError: `what` names the option or variable that the text came from
[[noreturn]] void refuse_word(std::string_view what, std::string_view text,
                              std::span<const std::string_view> words);

/// What a word of the list means. \throws UsageError
template <typename T, std::size_t N>
T parse_word(std::string_view what, std::string_view text, const std::array<Word<T>, N>& list) {
  for (const auto& [word, meaning] : list) {
    if (word == text) return meaning;
  }
  refuse_word(what, text, words_of(list));
}

}  // namespace cpr::cli
