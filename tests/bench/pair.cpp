// Times two commands in turn and prints median, p99 and the ratio of the medians.
//
//   bench_pair RUNS NAME_A 'COMMAND A' NAME_B 'COMMAND B'
//
// The commands are split at blanks, nothing else. Turns, so that a machine whose speed drifts slows
// both; the median, so that what else runs there does not count.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Command {
  explicit Command(const std::string& text) {
    std::istringstream words(text);
    for (std::string word; words >> word;) storage.push_back(word);
    for (auto& word : storage) argv.push_back(word.data());
    argv.push_back(nullptr);
  }
  std::vector<std::string> storage;
  std::vector<char*> argv;
};

double run_ms(Command& command) {
  const auto start = std::chrono::steady_clock::now();
  pid_t pid = 0;
  if (::posix_spawnp(&pid, command.argv[0], nullptr, nullptr, command.argv.data(), environ) != 0) {
    std::fprintf(stderr, "bench_pair: cannot start %s\n", command.argv[0]);
    std::exit(2);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  if (status != 0) {
    std::fprintf(stderr, "bench_pair: %s ended with wait status %d\n", command.argv[0], status);
    std::exit(2);
  }
  return took.count();
}

double at(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share)];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: bench_pair RUNS NAME_A 'COMMAND A' NAME_B 'COMMAND B'\n");
    return 2;
  }
  const int runs = std::max(1, std::atoi(argv[1]));
  Command a(argv[3]);
  Command b(argv[5]);
  for (int i = 0; i < 10; ++i) {
    run_ms(a);
    run_ms(b);
  }
  std::vector<double> of_a;
  std::vector<double> of_b;
  for (int i = 0; i < runs; ++i) {
    of_a.push_back(run_ms(a));
    of_b.push_back(run_ms(b));
  }
  std::sort(of_a.begin(), of_a.end());
  std::sort(of_b.begin(), of_b.end());
  std::printf("%-28s median %8.3f ms  p99 %8.3f ms\n", argv[2], at(of_a, 0.5), at(of_a, 0.99));
  std::printf("%-28s median %8.3f ms  p99 %8.3f ms\n", argv[4], at(of_b, 0.5), at(of_b, 0.99));
  std::printf("ratio of the medians         %.3f\n", at(of_a, 0.5) / at(of_b, 0.5));
  return 0;
}
