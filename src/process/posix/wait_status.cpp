#include "process/wait_status.hpp"

#include <sys/wait.h>

namespace cpr {

ExitStatus exit_status_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    return {ExitStatus::Kind::Signal, WTERMSIG(wait_status), WCOREDUMP(wait_status) != 0};
  }
  return {ExitStatus::Kind::Code, WEXITSTATUS(wait_status), false};
}

}  // namespace cpr
