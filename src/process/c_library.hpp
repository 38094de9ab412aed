// Functions that glibc has and other C libraries do not. CMakeLists.txt selects the twin.
#pragma once

namespace cpr {

/// Returns memory that is free, but still allocated from the kernel. Only glibc keeps much of it.
void trim_heap();

/// `Cannot allocate memory` for ENOMEM. Safe in a signal handler.
const char* error_text(int error);

}  // namespace cpr
