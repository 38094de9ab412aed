// Writes BYTES of plain text to stdout, or to both stdout and stderr at the same time.
//
//   bench_flood BYTES [both]
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { block_size = 65536, line_length = 64 };

static char block[block_size];

static int flood(int fd, unsigned long long bytes) {
  while (bytes > 0) {
    const size_t want = bytes < block_size ? (size_t)bytes : block_size;
    const ssize_t n = write(fd, block, want);
    if (n < 0 && errno != EINTR) return 1;
    if (n > 0) bytes -= (unsigned long long)n;
  }
  return 0;
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  for (int i = 0; i < block_size; ++i) {
    block[i] = i % line_length == line_length - 1 ? '\n' : (char)('a' + i % 26);
  }
  const unsigned long long bytes = strtoull(argv[1], NULL, 10);
  if (argc == 2) return flood(1, bytes);
  // One process for each stream, so that neither waits for the other's reader.
  const pid_t other = fork();
  if (other < 0) return 2;
  if (other == 0) _exit(flood(2, bytes));
  const int failed = flood(1, bytes);
  int status = 0;
  while (waitpid(other, &status, 0) < 0 && errno == EINTR) {
  }
  return failed || status != 0;
}
