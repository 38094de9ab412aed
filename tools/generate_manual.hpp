// Manual pages from the option table. Pure: fills the slots of a text.
//
// A slot is a line `@WORD@` or `@WORD ARGUMENT@`; the text around it is copied. Facts of the table
// are written nowhere else.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace cpr::cli {

/// Texts by name.
using Texts = std::map<std::string, std::string, std::less<>>;

/// Splits a text at its lines `@@ NAME`, each of which names the block after it.
/// \throws UsageError if there is text before the first of them
Texts parse_blocks(std::string_view text);

/// A manual page. Slots: `@OPTIONS VERB@` for the options of a verb, `@ENVIRONMENT@`,
/// `@VERBS commands@` and `@VERBS runs@`, `@MISSING windows@` for what Windows refuses, and
/// `@PART NAME@` for one of `parts`. Lines from `@EXAMPLE@` to `@END@` are shown byte for byte.
/// `@VERSION@` may be anywhere in a line.
/// \param details additional text for options, by name
/// \throws UsageError for a slot, a part or an option that does not exist
std::string fill_manual(std::string_view prose, const Texts& parts, const Texts& details);

/// Text escaped so that roff shows it byte for byte.
std::string roff(std::string_view text);

}  // namespace cpr::cli
