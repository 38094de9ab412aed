// The C runtime of Windows, whose strerror knows the first errors alone.
#include "process/c_library.hpp"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace cpr {
namespace {

struct Row {
  int error;
  const char* text;
};

constexpr auto rows = std::to_array<Row>({
    {EADDRINUSE, "Address already in use"},
    {EADDRNOTAVAIL, "Cannot assign requested address"},
    {EAFNOSUPPORT, "Address family not supported by protocol"},
    {EALREADY, "Operation already in progress"},
    {ECANCELED, "Operation canceled"},
    {ECONNABORTED, "Software caused connection abort"},
    {ECONNREFUSED, "Connection refused"},
    {ECONNRESET, "Connection reset by peer"},
    {EHOSTUNREACH, "No route to host"},
    {EINPROGRESS, "Operation now in progress"},
    {ELOOP, "Too many levels of symbolic links"},
    {ENETUNREACH, "Network is unreachable"},
    {ENOBUFS, "No buffer space available"},
    {ENOTCONN, "Transport endpoint is not connected"},
    {ENOTSOCK, "Socket operation on non-socket"},
    {ENOTSUP, "Operation not supported"},
    {EOPNOTSUPP, "Operation not supported"},
    {EOVERFLOW, "Value too large for defined data type"},
    {EPROTO, "Protocol error"},
    {ETIMEDOUT, "Connection timed out"},
    {EWOULDBLOCK, "Resource temporarily unavailable"},
});

}  // namespace

void trim_heap() {
  ::_heapmin();
}

const char* error_text(int error) {
  const auto* const row =
      std::find_if(rows.begin(), rows.end(), [=](const Row& one) { return one.error == error; });
  return row != rows.end() ? row->text : std::strerror(error);
}

}  // namespace cpr
