// Windows has no SIGPIPE: a write to a pipe without a reader fails.
#include "process/no_sigpipe.hpp"

namespace cpr {

NoSigpipe::NoSigpipe() = default;
NoSigpipe::~NoSigpipe() = default;

}  // namespace cpr
