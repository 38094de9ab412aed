#include "process/windows/child_handles.hpp"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "process/windows/open_file.hpp"
#include "process/windows/win32_error.hpp"

namespace cpr::windows {
namespace {

// Flags of the C runtime, in its table of descriptors.
constexpr unsigned char open_flag = 0x01;
constexpr unsigned char pipe_flag = 0x08;
constexpr unsigned char device_flag = 0x40;

// The size of the table is a WORD.
constexpr std::size_t most_fds = 255;

/// \returns none: it is not open
OwnedHandle inheritable(RawHandle handle) {
  // As a handle it would mean this process.
  if (handle == INVALID_HANDLE_VALUE) return {};
  HANDLE copy = nullptr;
  const HANDLE self = ::GetCurrentProcess();
  if (!::DuplicateHandle(self, handle, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS)) copy = nullptr;
  return OwnedHandle(copy);
}

unsigned char flags_of(RawHandle handle) {
  switch (::GetFileType(handle)) {
    case FILE_TYPE_DISK: return open_flag;
    case FILE_TYPE_PIPE: return open_flag | pipe_flag;
    default: return open_flag | device_flag;
  }
}

}  // namespace

/// \returns errno if that fails
std::optional<int> ChildHandles::add(const FdAction& action) {
  auto& handle = handles_[static_cast<std::size_t>(action.target)];
  switch (action.kind) {
    case FdAction::Kind::Close: return std::nullopt;
    case FdAction::Kind::Open: handle = open_file(action.path, action.flags, Inherited::Yes); break;
    case FdAction::Kind::Dup: {
      const auto own = reinterpret_cast<RawHandle>(::_get_osfhandle(action.source));
      handle = inheritable(own);
      if (!handle) return EBADF;
      break;
    }
    case FdAction::Kind::Same: {
      const auto& other = handles_[static_cast<std::size_t>(action.source)];
      if (!other) return EBADF;
      handle = inheritable(other.get());
      break;
    }
  }
  return handle ? std::nullopt : std::optional(last_errno());
}

std::optional<StartFailure> ChildHandles::make(const std::vector<FdAction>& actions) {
  handles_.clear();
  handles_.resize(std::max<std::size_t>(actions.size(), 3));
  if (handles_.size() > most_fds) {
    return StartFailure{.step = StartStep::Stdio, .error = EMFILE, .fd = int{most_fds}};
  }
  for (const auto& action : actions) {
    if (const auto error = add(action)) {
      return StartFailure{.step = StartStep::Stdio,
                          .error = *error,
                          .fd = action.target,
                          .culprit = action.path != nullptr ? action.path : ""};
    }
  }
  return std::nullopt;
}

std::vector<RawHandle> ChildHandles::inherited() const {
  std::vector<RawHandle> all;
  for (const auto& handle : handles_) {
    if (handle) all.push_back(handle.get());
  }
  return all;
}

std::vector<std::byte> ChildHandles::runtime_table() const {
  const std::size_t count = handles_.size();
  std::vector<std::byte> table(sizeof(int) + count * (1 + sizeof(RawHandle)));
  const int number = static_cast<int>(count);
  std::memcpy(table.data(), &number, sizeof number);
  std::byte* const flags = table.data() + sizeof number;
  std::byte* const handles = flags + count;
  for (std::size_t fd = 0; fd < count; ++fd) {
    const RawHandle handle = handles_[fd] ? handles_[fd].get() : INVALID_HANDLE_VALUE;
    if (handles_[fd]) flags[fd] = static_cast<std::byte>(flags_of(handle));
    std::memcpy(handles + fd * sizeof handle, &handle, sizeof handle);
  }
  return table;
}

}  // namespace cpr::windows
