// The system calls that a process can wait in, by number.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cpr {

struct BlockingCall {
  /// What the arguments say about the wait.
  enum class Waits : std::uint8_t {
    Somehow,
    OnFd,           ///< argument 0
    ForLock,        ///< argument 0; fcntl(2) only with F_SETLKW
    ForConnection,  ///< argument 0, to the address in argument 1
    ToOpen,         ///< path in argument 0
    ToOpenAt,       ///< path in argument 1
    OnPollSet,      ///< struct pollfd[] in argument 0, its length in argument 1
    OnFdSets,       ///< number of bits in argument 0, fd_set in arguments 1 and 2
    ForChildren,
    OnFutex,
    ForTime,
    ForMemoryMap,  ///< it holds the mmap_lock of its memory for writing, or waits for it
  };

  std::string_view name;
  std::array<std::int16_t, 2> numbers;  ///< of x86-64, and of aarch64; -1: no such call there
  Waits waits = Waits::Somehow;
};

/// Every call that is known.
std::span<const BlockingCall> blocking_calls();

/// By its number on this machine; null when it is not known.
const BlockingCall* blocking_call(long number);

}  // namespace cpr
