// CLI11 without <iostream>, which it includes for the default arguments of functions that cpr does
// not call. Merely including that header has the C++ library set up all its streams before main,
// and that would be a tenth of the instructions of a whole run.
#pragma once

#include <istream>
#include <ostream>

#define _GLIBCXX_IOSTREAM 1  // what that header of libstdc++ defines, so that it says nothing more
namespace std {
extern istream cin;
extern ostream cout;
extern ostream cerr;
}  // namespace std

#include <CLI/CLI.hpp>
