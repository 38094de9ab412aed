# Warnings for the project's own code, not for the headers of libraries.
option(CPR_WERROR "Treat warnings as errors" OFF)

add_library(cpr_warnings INTERFACE)
target_compile_options(cpr_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    # GCC 12 reports a moved std::optional inside of a std::variant.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<BOOL:${CPR_WERROR}>:-Werror>)
