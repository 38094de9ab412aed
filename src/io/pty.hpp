// Pseudo-terminals for a child, and typing at them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/job.hpp"
#include "loop/fd.hpp"

struct termios;

namespace cpr {

struct Pty {
  Fd master;  ///< non-blocking
  Fd slave;
};

/// How much the new terminal has in common with that of cpr.
enum class PtyManner : std::uint8_t {
  Apart,  ///< cpr's input is not a terminal. Bytes are exact: no echo, no output processing; CR,
          ///< XON and XOFF are ordinary characters
  Typed,  ///< cpr's input is a terminal, of which the new one has the keys. Output is exact
  Whole,  ///< a person types, and sees all output on a terminal: it has all settings of that one
};

PtyManner pty_manner(const std::vector<StdioSpec>& specs);

/// Makes the pseudo-terminal of the entry that is a Pty, of the size of cpr's terminal, else with
/// 80 columns and 24 lines. It is the controlling terminal of no process. \returns none, and errno,
/// on failure
std::optional<Pty> make_pty(const std::vector<StdioSpec>& specs);

/// N of /dev/pts/N; -1 if the kernel does not say.
int pty_number(const Fd& master);

/// Makes the user the owner of the pseudo-terminal, if cpr may do that.
void give_to(std::uint32_t uid, const Fd& slave);

/// Gives the pseudo-terminal the size of cpr's own terminal. \returns whether it has changed
bool copy_own_size(const Fd& slave);

/// Writes to the master of a pseudo-terminal what cpr reads, and at its end the character for the
/// end of file.
class Typist {
 public:
  /// The descriptors belong to the caller.
  Typist(int master, int slave) : master_(master), slave_(slave) {}

  /// As write(2). In canonical mode the kernel discards what exceeds 4095 bytes of a line: the
  /// reader gets a longer line in pieces, as after VEOF in the middle of a line. Where it has no
  /// VEOF, the rest of such a line is lost.
  [[nodiscard]] ssize_t write(std::string_view bytes);

  /// Types the end of the input: VEOF, twice after an unfinished line. To be called again and
  /// again: unlike that of a pipe, the end of a terminal's input is gone once it has been read. It
  /// is typed anew when a program has taken it in canonical mode, or has left that mode since.
  /// \returns whether something was typed
  bool type_end();

 private:
  bool push(const termios& settings);

  int master_;
  int slave_;
  std::size_t line_ = 0;                  ///< bytes of the unfinished line
  std::optional<bool> end_in_canonical_;  ///< the mode in which the end was typed last
};

}  // namespace cpr
