// Windows asks for a privilege to make symbolic links, and cpr starts no child as another user
// there: a path is used as it is.
#include "files/output_file.hpp"

#include <fcntl.h>
#include <windows.h>

#include <cerrno>
#include <cstring>

#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "options.hpp"
#include "process/random_number.hpp"
#include "process/windows/open_file.hpp"
#include "process/windows/wide_text.hpp"
#include "process/windows/win32_error.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using windows::wide;

Fd open_path(const std::string& path, int flags) {
  return windows::open_fd(path, _O_WRONLY | _O_CREAT | flags);
}

}  // namespace

OutputFile::OutputFile(std::string_view what, const std::string& path) : name_(path) {
  const auto end = path.find_last_of("/\\");
  const std::string directory = end == path.npos ? "." : path.substr(0, end + 1);
  const DWORD attributes = ::GetFileAttributesW(wide(directory).c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return;
  throw UsageError(fmt::format("{}: cannot write '{}': {}", what, path, std::strerror(ENOENT)));
}

int OutputFile::replace(std::string_view text, std::optional<Duration> time_limit) const {
  const DWORD found = ::GetFileAttributesW(wide(name_).c_str());
  const bool is_regular = found == INVALID_FILE_ATTRIBUTES ||
                          (found & (FILE_ATTRIBUTE_DEVICE | FILE_ATTRIBUTE_DIRECTORY)) == 0;
  if (is_regular) return replace_by_rename(text, nullptr);
  const Fd fd = open_path(name_, 0);
  return fd ? write_all(fd.get(), text, time_limit) : errno;
}

int OutputFile::replace_by_rename(std::string_view text, const struct stat* /*old*/) const {
  const std::string temporary = fmt::format("{}.{:016x}", name_, random_number().value_or(0));
  Fd fd = open_path(temporary, _O_EXCL);
  if (!fd) return errno;
  int error = write_all(fd.get(), text);
  fd.reset();
  const DWORD how = MOVEFILE_REPLACE_EXISTING;
  if (error == 0 && ::MoveFileExW(wide(temporary).c_str(), wide(name_).c_str(), how) == 0) {
    error = windows::errno_of(::GetLastError());
  }
  if (error != 0) ::DeleteFileW(wide(temporary).c_str());
  return error;
}

Fd OutputFile::open(TimePoint /*deadline*/, Existing existing) const {
  return open_path(name_, existing == Existing::Append ? _O_APPEND : _O_TRUNC);
}

Fd open_output(std::string_view option, const std::string& path, TimePoint deadline,
               OutputFile::Existing existing) {
  Fd fd = OutputFile(option, path).open(deadline, existing);
  if (fd) return fd;
  throw UsageError(
      fmt::format("{}: cannot write '{}': {}", option, path, describe_write_error(errno)));
}

}  // namespace cpr::cli
