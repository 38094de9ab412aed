// CLI11, included by parse.cpp alone.
//
// CLI11 gets the options that argv names or the environment has a default for, each with its
// values, its policy for repeated use, what it needs and what it excludes; it calls the row that
// applies the option. It does not get
//  * all options: building them would cost more than the rest of cpr's start,
//  * the child's words: CLI11 unpacks `[1,2]`, so scan() cuts argv before,
//  * the names of variables: CLI11 ignores an empty variable, which cpr refuses,
//  * subcommands and help: scan() has to know them first, to say where the options end.
// Its <iostream> initialises the standard streams before main: about 2 % of a short run, measured.
#pragma once

#include <CLI/CLI.hpp>
