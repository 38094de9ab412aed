// A tree of N descendants that sleep until they are killed, with ten branches at every fork.
//
//   bench_forest N [M]
//
// With M, its root starts a process every M ms that exits at once.
#include <stdlib.h>
#include <sys/wait.h>
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
  if (argc != 2 && argc != 3) return 2;
  const pid_t root = getpid();
  grow(strtol(argv[1], NULL, 10));
  const long pause_ms = argc == 3 && getpid() == root ? strtol(argv[2], NULL, 10) : 0;
  for (;;) {
    if (pause_ms == 0) {
      pause();
      continue;
    }
    usleep((useconds_t)pause_ms * 1000);
    const pid_t pid = fork();
    if (pid == 0) _exit(0);
    if (pid > 0) waitpid(pid, NULL, 0);
  }
}
