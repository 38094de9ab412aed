// A handle of the system with reads and writes that wait, one at a time, in a thread that may be
// kept waiting.
//
// What kind of file it is is asked once, before the first operation: while one is running that is
// not overlapped, the system keeps every question about the open file waiting, also those of other
// processes.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace cpr {

enum class HandleType : std::uint8_t { Disk, Pipe, Console, Device };

/// Of a file on a disk.
struct FileIdentity {
  std::uint32_t volume;
  std::uint64_t index;
  bool operator==(const FileIdentity&) const = default;
};

class BlockingHandle {
 public:
  /// \param handle of another owner, which keeps it open
  /// \param overlapped it was opened for overlapped operations, which can always be cancelled
  /// \throws std::system_error
  BlockingHandle(void* handle, bool overlapped);
  ~BlockingHandle();
  BlockingHandle(const BlockingHandle&) = delete;
  BlockingHandle& operator=(const BlockingHandle&) = delete;

  [[nodiscard]] bool is_overlapped() const { return overlapped_; }
  [[nodiscard]] HandleType type() const { return type_; }
  [[nodiscard]] const std::optional<FileIdentity>& identity() const { return identity_; }

  struct Outcome {
    std::uint32_t moved = 0;  ///< bytes
    std::uint32_t error = 0;  ///< of the system
  };
  Outcome read(char* room, std::size_t size);
  Outcome write(const char* bytes, std::size_t size);

  /// Ends an overlapped operation that is running, and all later ones until resume().
  void cancel();
  void resume();
  /// Ends what a thread is doing on a handle that is not overlapped, if that has begun.
  static void cancel_in(std::uint32_t thread_id);

  /// Bytes in a pipe; none: its writers are gone.
  [[nodiscard]] std::optional<std::size_t> in_pipe() const;

 private:
  Outcome finish(bool moved, void* running);
  [[nodiscard]] std::uint32_t why_nothing_came(unsigned interrupts_before) const;

  void* handle_;
  bool overlapped_;
  HandleType type_;
  std::optional<FileIdentity> identity_;
  void* ended_ = nullptr;  ///< events
  void* cancelled_ = nullptr;
};

/// As read(2): the bytes, 0 at the end, -1 and errno.
ssize_t as_read(BlockingHandle::Outcome outcome);
/// As write(2).
ssize_t as_write(BlockingHandle::Outcome outcome);

}  // namespace cpr
