# The warnings of the project's own code; the libraries' headers are not asked.
option(CPR_WERROR "Treat warnings as errors" OFF)

add_library(cpr_warnings INTERFACE)
target_compile_options(cpr_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${CPR_WERROR}>:-Werror>)
