// Debian has no static libfmt. In a static build this file is compiled with FMT_HEADER_ONLY and so
// contains the functions of fmt that all other files call; a dynamic build takes them from libfmt.
#include "format/fmt.hpp"

#include <fmt/format.h>

namespace cpr::cli {
namespace {

// An inline function is emitted only if its address is needed.
[[gnu::used]] std::string (*const emitted)(fmt::string_view, fmt::format_args) = &fmt::vformat;

}  // namespace
}  // namespace cpr::cli
