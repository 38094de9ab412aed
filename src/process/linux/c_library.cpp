// glibc, whose manual calls strerrordesc_np AS-Safe; strerror is not, as it may translate.
#include "process/c_library.hpp"

#include <malloc.h>

#include <cstring>

namespace cpr {

void trim_heap() {
  ::malloc_trim(0);
}

const char* error_text(int error) {
  const char* text = ::strerrordesc_np(error);
  return text != nullptr ? text : "unknown error";
}

}  // namespace cpr
