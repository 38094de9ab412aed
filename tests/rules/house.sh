#!/usr/bin/env bash
# The rules of the house, checked on the sources themselves (CONTRIBUTING.md says why they are).
set -u
cd "$1" || exit 2
failures=0

fail() { echo "house: $1"; failures=$((failures + 1)); }

# FORBID PATTERN FILES... : no file may include what matches.
forbid() {
  local why=$1 pattern=$2 found
  shift 2
  found=$(grep -nE "^ *#include *[<\"]($pattern)[>\"]" "$@" /dev/null) && fail "$why"$'\n'"$found"
}

# The engine knows nothing of the command line.
cli_headers=$(cd cli && ls ./*.hpp | sed 's,^\./,,; s/\./\\./' | paste -sd'|')
forbid 'the engine includes the front end' "$cli_headers|CLI/.*|fmt/.*|spdlog/.*" src/*

# Pure rooms ask neither the loop nor the system.
pure='src/job.hpp src/result.hpp src/lifecycle.hpp src/lifecycle.cpp src/command.hpp src/command.cpp
      src/capture.hpp src/capture.cpp src/clock.hpp src/deadlines.hpp src/signals.hpp src/signals.cpp
      src/utf8.hpp src/utf8.cpp src/json_text.hpp src/json_text.cpp src/js_text.hpp src/js_text.cpp
      src/v8_format.hpp src/v8_tags.hpp src/v8_pieces.hpp src/v8_pieces.cpp src/v8_reader.cpp src/v8_writer.cpp
      src/ipc_frame.hpp src/ipc_frame.cpp src/ipc_message.hpp src/ipc_message.cpp src/message_line.hpp src/message_line.cpp'
# shellcheck disable=SC2086
forbid 'a pure room includes the system' 'uv\.h|unistd\.h|fcntl\.h|poll\.h|sys/(socket|stat|epoll|syscall)\.h' $pure

# The heavy libraries have one door each.
for library in CLI:cli/cli11.hpp spdlog:cli/log.cpp; do
  name=${library%%:*} door=${library#*:}
  users=$(grep -lE "^ *#include *<$name/" src/* cli/* | grep -vxF "$door")
  [ -z "$users" ] || fail "$name is included outside of $door: $users"
done
users=$(grep -lE '^ *#include *"cli11\.hpp"' src/* cli/* | grep -vxF cli/parse.cpp)
[ -z "$users" ] || fail "CLI11 is used outside of cli/parse.cpp: $users"
users=$(grep -lE '^ *#include *<uv\.h>' src/* cli/* | grep -vxF src/uv.hpp)
[ -z "$users" ] || fail "uv.h is included outside of src/uv.hpp: $users"

# One process, made in one place; one printer.
makers=$(grep -lE '\b(fork|vfork|posix_spawnp?|uv_spawn|SYS_clone3)\b *[(,]' src/* cli/* | grep -vxF -e src/process_linux.cpp -e src/stand_in_linux.cpp)
[ -z "$makers" ] || fail "processes are made outside of src/process_linux.cpp and src/stand_in_linux.cpp: $makers"
printers=$(grep -lE 'std::(cout|cerr|printf|puts)|fmt::print' src/* cli/*)
[ -z "$printers" ] || fail "printing past cli/say.cpp: $printers"

# No #ifdef: the platform is picked in CMakeLists.txt.
ifdefs=$(grep -nE '^ *# *if(def|ndef)?\b' src/* cli/*)
[ -z "$ifdefs" ] || fail "conditional compilation: $ifdefs"

# Every header says what it is for before anything else, and stands alone.
for header in src/*.hpp cli/*.hpp; do
  head -1 "$header" | grep -q '^// ' || fail "$header does not begin with what it is for"
done

# A file that has grown past this usually holds two concepts.
for file in src/* cli/*; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 400 ] || fail "$file has $lines lines"
done

# Every source is built, every room of the tests is run.
for file in src/*.cpp cli/*.cpp; do
  grep -qF "$file" CMakeLists.txt || fail "$file is not built"
done
for file in tests/unit/*.cpp; do
  grep -qF "unit/$(basename "$file")" tests/CMakeLists.txt || fail "$file is not built"
done

[ $failures = 0 ] && echo 'the house is in order'
[ $failures = 0 ]
