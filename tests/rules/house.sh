#!/usr/bin/env bash
# The rules of the house, checked on the sources (CONTRIBUTING.md has the reasons).
set -u
cd "$1" || exit 2
failures=0

fail() { echo "house: $1"; failures=$((failures + 1)); }

sources=$(find src cli -name '*.cpp' -o -name '*.hpp' | sort)

# The rooms, from the bottom up: a room includes itself and the rooms before it.
engine_rooms='core text loop process io ipc run'
cli_rooms='format files options report runs'
# A portable header holds a part of its system as "system/X.hpp", which is in the folder of each system.
full_path() {  # PATH, as in an #include
  local twin
  case $1 in system/*) for twin in src/*/*/"$1"; do echo "${twin#src/}"; return; done ;; esac
  echo "$1"
}
room_of() {  # PATH, as in an #include: prints the room, or nothing for the top of cli/
  case $1 in linux/* | portable/* | windows/*) ;; */*) echo "${1%%/*}" ;; esac
}
may_include() {  # FROM TO ROOMS
  local room
  for room in $3; do
    [ "$room" = "$2" ] && return 0
    [ "$room" = "$1" ] && return 1
  done
  return 1
}
while IFS=: read -r file line; do
  included=${line#*\"} included=${included%\"*}
  case $included in system/*) included=$(full_path "$included") ;; esac
  from=$(room_of "${file#*/}") to=$(room_of "$included")
  case $file in
    src/*)
      [ -e "src/$included" ] || fail "$file includes $included, which is not in src/"
      may_include "$from" "$to" "$engine_rooms" || fail "$file: $from may not include $included"
      ;;
    cli/*)
      [ -e "src/$included" ] && continue
      [ -e "cli/$included" ] || fail "$file includes $included, which does not exist"
      # Data shared by the rooms is at the top of cli/.
      case $included in options.hpp | usage_error.hpp | verbs.hpp) continue ;; esac
      [ -z "$from" ] || may_include "$from" "$to" "$cli_rooms" || fail "$file: $from may not include $included"
      ;;
  esac
done < <(grep -oE '^ *#include *"[^"]+"' $sources)

# No cycle of includes.
circles=$(
  grep -oE '^ *#include *"[^"]+"' $(find src cli -name '*.hpp') |
    sed -E 's,^(src|cli)/([^:]*):.*"([^"]+)"$,\2 \3,; s,(^| )[^ ]*/system/,\1system/,g' | tsort 2>&1 >/dev/null
)
[ -z "$circles" ] || fail "headers include each other: $circles"

# Every source has a header of its name, or implements one in the folder of a system or processor.
for file in $(find src cli -name '*.cpp'); do
  base=${file%.cpp}
  [ -e "$base.hpp" ] && continue
  case $file in
    cli/main.cpp) continue ;;
    */linux/* | */portable/* | */posix/* | */windows/*) [ -e "$(dirname "$(dirname "$file")")/$(basename "$base").hpp" ] && continue ;;
  esac
  fail "$file has no header of its name"
done

# forbid MESSAGE PATTERN FILES... : fails if a file includes a match.
forbid() {
  local why=$1 pattern=$2 found
  shift 2
  found=$(grep -nE "^ *#include *[<\"]($pattern)[>\"]" "$@" /dev/null) && fail "$why"$'\n'"$found"
}

# The engine does not depend on the command line.
forbid 'the engine includes a library of the front end' 'CLI/.*|fmt/.*|spdlog/.*' $(find src -type f)

# Pure rooms ask neither the loop nor the system.
pure=$(find src/core src/text src/ipc -maxdepth 1 -type f)
# shellcheck disable=SC2086
forbid 'a pure room includes the system' 'uv\.h|unistd\.h|fcntl\.h|poll\.h|sys/(socket|stat|epoll|syscall)\.h' $pure

# Each large library is included by one file.
for library in CLI:cli/options/cli11.hpp spdlog:cli/log.cpp; do
  name=${library%%:*} door=${library#*:}
  users=$(grep -lE "^ *#include *<$name/" $sources | grep -vxF "$door")
  [ -z "$users" ] || fail "$name is included outside of $door: $users"
done
users=$(grep -lE '^ *#include *"options/cli11\.hpp"' $sources | grep -vxF cli/options/parse.cpp)
[ -z "$users" ] || fail "CLI11 is used outside of cli/options/parse.cpp: $users"
users=$(grep -lE '^ *#include *<uv\.h>' $sources | grep -v '^src/loop/')
[ -z "$users" ] || fail "uv.h is included outside of src/loop: $users"

# Processes are created in one place, and messages printed in one.
makers=$(grep -lE '\b(fork|vfork|posix_spawnp?|uv_spawn|SYS_clone3)\b *[(,]' $sources | grep -vxF -e src/process/linux/spawn.cpp -e src/process/linux/shim.cpp -e src/process/linux/keeper.cpp -e src/process/linux/supervisor.cpp -e src/process/portable/spawn.cpp -e src/process/portable/supervisor.cpp)
[ -z "$makers" ] || fail "processes are made outside of spawn.cpp, shim.cpp, keeper.cpp and supervisor.cpp in src/process: $makers"
printers=$(grep -lE 'std::(cout|cerr|printf|puts)|fmt::print' $sources)
[ -z "$printers" ] || fail "printing past cli/report/say.cpp: $printers"

# No #ifdef: CMakeLists.txt selects the platform.
ifdefs=$(grep -nE '^ *# *if(def|ndef)?\b' $sources)
[ -z "$ifdefs" ] || fail "conditional compilation: $ifdefs"

# Every header begins with its purpose.
for header in $(find src cli -name "*.hpp"); do
  head -1 "$header" | grep -q '^// ' || fail "$header does not begin with a comment on its purpose"
done

# A longer file usually has two concepts.
for file in $sources; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 400 ] || fail "$file has $lines lines"
done

# Every source and every unit test is built.
for file in $(find src cli -name "*.cpp"); do
  grep -qF "$file" CMakeLists.txt || fail "$file is not built"
done
for file in tests/unit/*.cpp; do
  grep -qF "unit/$(basename "$file")" tests/CMakeLists.txt || fail "$file is not built"
done

[ $failures = 0 ] && echo 'the house is in order'
[ $failures = 0 ]
