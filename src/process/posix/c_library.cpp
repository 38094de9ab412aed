// Other C libraries. strerror of musl returns a constant.
#include "process/c_library.hpp"

#include <cstring>

namespace cpr {

void trim_heap() {}

const char* error_text(int error) {
  return std::strerror(error);
}

}  // namespace cpr
