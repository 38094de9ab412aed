// A tree of N descendants that sleep until they are killed, with ten branches at every fork.
//
//   bench_forest N
#include <stdlib.h>
#include <unistd.h>

enum { branches = 10, forgotten_s = 120 };

static void grow(long descendants) {
  // In case a test fails.
  alarm(forgotten_s);
  const long here = descendants < branches ? descendants : branches;
  const long deeper = descendants - here;
  for (long i = 0; i < here; ++i) {
    const pid_t pid = fork();
    if (pid < 0) return;  // the result has the number of processes
    if (pid == 0) {
      grow(deeper / here + (i < deeper % here ? 1 : 0));
      return;
    }
  }
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  grow(strtol(argv[1], NULL, 10));
  for (;;) pause();
}
