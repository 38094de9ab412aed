// The option table as manual pages and completions. Pure: texts with slots become whole texts.
//
// A slot is a line `@WORD@` or `@WORD ARGUMENT@`; prose stands around it as it is. What the table
// knows is written by nobody else.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace cpr::cli {

/// Texts by name.
using Texts = std::map<std::string, std::string, std::less<>>;

/// Cuts a text at its lines `@@ NAME`, each of which names what follows it. \throws UsageError when
/// something stands before the first of them
Texts parse_blocks(std::string_view text);

/// A manual page. Slots: `@OPTIONS VERB@` all options of a verb, `@ENVIRONMENT@`, `@VERBS@`, and
/// `@PART NAME@` one of `parts`. Lines from `@EXAMPLE@` to `@END@` are shown byte for byte.
/// `@VERSION@` may stand anywhere.
/// \param details more prose for single options, by their names
/// \throws UsageError for a slot that there is not, and for details of an option that there is not
std::string fill_manual(std::string_view prose, const Texts& parts, const Texts& details);

/// A completion script. Slots: `@SHELL WHAT@`, which each of the scripts has its own of.
/// \throws UsageError for a slot that there is not
std::string fill_completion(std::string_view script);

/// Text as roff shows it byte for byte.
std::string roff(std::string_view text);

}  // namespace cpr::cli
