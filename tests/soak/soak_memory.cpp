// Readers of every speed for everything that cpr queues, while the child floods it: the peak memory
// of cpr stays below 8 MiB.
//
//   soak_memory [RUNS]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <vector>

#include "soak.hpp"

namespace {

using namespace soak;

constexpr double bound_kib = 8192;
constexpr Ms bound{15'000};

struct Flood {
  std::string name;
  Words options;
  Words words;
};

const std::vector<Flood> floods{
    {"events", {"--stdio", "pipe", "--events", "-"}, {"flood"}},
    {"events in hex", {"--stdio", "pipe", "--events", "-", "--encoding", "hex"}, {"flood"}},
    {"events of two streams",
     {"--stdio", "pipe", "--events", "-"},
     {"fork", "spew-err", "1000000000", "--", "flood"}},
    {"messages", {"--stdio", "ignore,ignore,ignore,ipc"}, {"ipc-flood", "1000000000"}},
    {"messages as events",
     {"--stdio", "ignore,pipe,pipe,ipc", "--events", "-"},
     {"fork", "flood", "--", "ipc-flood", "1000000000"}},
    {"output", {"--stdio", "pipe"}, {"flood"}},
    {"output with a tail",
     {"--stdio", "pipe", "--max-buffer", "1MiB", "--max-buffer-action", "ends"},
     {"flood"}},
};

/// VmHWM; 0 when the process is gone.
double peak_kib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  constexpr const char* key = "VmHWM:";
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(key, 0) == 0) return std::stod(line.substr(6));
  }
  return 0;
}

/// A command whose stdout is a pipe.
pid_t start_into_pipe(const Words& words, int& reader) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return -1;
  const int before = ::fcntl(1, F_DUPFD_CLOEXEC, 3);
  ::dup2(ends[1], 1);
  const pid_t pid = start(words);
  ::dup2(before, 1);
  ::close(before);
  ::close(ends[1]);
  reader = ends[0];
  return pid;
}

/// A sanitizer alone needs more than the bound.
bool is_sanitized() {
  std::ostringstream text;
  text << std::ifstream(cpr(), std::ios::binary).rdbuf();
  return text.str().find("__asan_init") != std::string::npos;
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 400);
  if (is_sanitized()) {
    std::printf("skipped: a binary with sanitizers\n");
    return skipped;
  }
  Dice dice;
  Series peaks;
  std::vector<char> buffer(std::size_t{1} << 20U);
  for (int i = 0; i < runs; ++i) {
    const Flood& flood = floods[static_cast<std::size_t>(i) % floods.size()];
    Words options{"--timeout", "1s", "--kill-after", "3s"};
    options.insert(options.end(), flood.options.begin(), flood.options.end());
    // From very slow to full speed.
    const auto piece = static_cast<std::size_t>(std::exp2(dice.between(9, 20)));
    const Ms pause(i % 4 == 0 ? 0 : dice.between(0, 3));
    int reader = -1;
    const pid_t pid = start_into_pipe(spawn(options, flood.words), reader);
    double peak = 0;
    std::size_t bytes = 0;
    const auto end = Clock::now() + bound;
    while (Clock::now() < end) {
      const ssize_t n = ::read(reader, buffer.data(), std::min(piece, buffer.size()));
      peak = std::max(peak, peak_kib(pid));
      if (n <= 0) break;
      bytes += static_cast<std::size_t>(n);
      if (pause > Ms(0)) sleep_for(pause);
    }
    ::close(reader);
    const int status = shell_status(finish(pid, bound));
    peaks.add(peak);
    const std::string what =
        text("%s, %zu bytes every %.2f ms", flood.name.c_str(), piece, pause.count());
    if (peak >= bound_kib) violation(what + text(": peak of %.0f KiB", peak));
    if (bytes == 0) violation(what + ": no output");
    if (status != 124) violation(what + text(": status %d", status));
    if (!await_no_leftovers(bound)) violation(what + ": leftovers");
  }
  std::printf("%zu runs, peak memory in KiB: median %.0f, max %.0f\n", peaks.size(), peaks.at(0.5),
              peaks.at(1));
  return conclude();
}
