// A process of Windows has an exit code alone.
#include "process/wait_status.hpp"

namespace cpr {

ExitStatus exit_status_of(int wait_status) {
  return {.kind = ExitStatus::Kind::Code, .value = wait_status};
}

}  // namespace cpr
