// Takes memory at a constant rate, page by page, until it is killed or has taken 4 GiB.
//
//   bench_hog MIB_PER_SECOND
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { page = 4096, forgotten_s = 60 };
static const size_t most = (size_t)4 << 30;

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const double pages_per_ns = strtod(argv[1], NULL) * (1 << 20) / page / 1e9;
  // In case a test fails.
  alarm(forgotten_s);
  char* memory = mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  madvise(memory, most, MADV_NOHUGEPAGE);
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (size_t taken = 0; taken < most;) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double passed =
        (double)(now.tv_sec - start.tv_sec) * 1e9 + (double)(now.tv_nsec - start.tv_nsec);
    const size_t due = (size_t)(passed * pages_per_ns) * page;
    for (; taken < due && taken < most; taken += page) memory[taken] = 1;
    usleep(1000);
  }
  for (;;) pause();
}
