// The command line that cpr was started with.
#pragma once

#include <span>

namespace cpr {

/// The arguments as UTF-8 where the system has them as UTF-16, else those of main(). Valid until
/// the process ends.
std::span<char* const> own_arguments(int argc, char** argv);

}  // namespace cpr
