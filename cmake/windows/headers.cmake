# Libraries for Windows that are headers alone: those of this machine, linked into one directory. Its other
# headers, glibc's, must not be found.
set(cpr_headers ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${cpr_headers})
foreach(library IN ITEMS CLI doctest fmt nlohmann spdlog)
  find_path(folder ${library} PATHS /usr/include /usr/local/include NO_CACHE NO_DEFAULT_PATH REQUIRED)
  file(CREATE_LINK ${folder}/${library} ${cpr_headers}/${library} SYMBOLIC)
  unset(folder)
endforeach()
include_directories(SYSTEM ${cpr_headers})
foreach(library IN ITEMS fmt::fmt doctest::doctest nlohmann_json::nlohmann_json)
  add_library(${library} INTERFACE IMPORTED GLOBAL)
endforeach()

# Windows 10, of whose functions Windows 8 has those that cpr calls; signals have names there.
add_compile_definitions(_WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN NOMINMAX UNICODE _UNICODE)
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include ${PROJECT_SOURCE_DIR}/src/core/windows/signal_numbers.hpp>")
