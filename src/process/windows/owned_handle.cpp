#include "process/windows/owned_handle.hpp"

#include <windows.h>

namespace cpr::windows {

OwnedHandle::OwnedHandle(RawHandle handle)
    : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}

OwnedHandle::~OwnedHandle() {
  if (handle_ != nullptr) ::CloseHandle(handle_);
}

}  // namespace cpr::windows
