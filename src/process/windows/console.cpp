#include "process/windows/console.hpp"

#include <windows.h>

namespace cpr::windows {

bool has_console() {
  DWORD process = 0;
  return ::GetConsoleProcessList(&process, 1) > 0;
}

}  // namespace cpr::windows
