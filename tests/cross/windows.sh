#!/usr/bin/env bash
# Compiles for Windows, with mingw-w64, every source that is not the twin of one system. Nothing is linked.
#
#   windows.sh SOURCE_DIR WORK_DIR
#
# Prints a table of the rooms, and why a source does not compile. Fails if one that is not listed in
# windows.not-yet does not compile, and if one that is listed does.
# Exit status: 77 if the compiler or headers are missing.
set -euo pipefail
source=$1 work=$2
list=$(dirname "$(readlink -f "$0")")/windows.not-yet

compiler=x86_64-w64-mingw32-g++-posix
if ! command -v $compiler >/dev/null || [ ! -e /usr/include/uv/win.h ]; then
  echo 'skipped: needs mingw-w64: apt-get install g++-mingw-w64-x86-64-posix'
  exit 77
fi

# Only these: a header of glibc must not be found.
mkdir -p "$work/include" "$work/log"
for header in uv.h uv CLI fmt spdlog; do ln -sfn "/usr/include/$header" "$work/include/$header"; done

cd "$source"
compile() {  # SOURCE
  local log=$work/log/${1//\//+}
  if $compiler -std=c++20 -fsyntax-only -w -D_WIN32_WINNT=0x0A00 -DSPDLOG_FMT_EXTERNAL '-DCPR_VERSION="0"' \
    -include src/core/windows/signal_numbers.hpp -Isrc -Icli -isystem "$work/include" \
    -MMD -MF "$log.d" -MT "$1" "$1" 2>"$log"; then
    # A header of another system may compile as well; the table shows it.
    grep -oE '(src|cli)/[^ ]*/(linux|posix)/[^ ]*' "$log.d" | sed 's/^/reads /' >"$log" || true
  else
    echo "error: $(grep -m 1 -E 'error: ' "$log")" >"$log.first" && mv "$log.first" "$log"
  fi
}
export -f compile
export compiler work
mapfile -t sources < <(find src cli -name '*.cpp' | grep -vE '/(linux|posix)/' | sort)
printf '%s\0' "${sources[@]}" | xargs -0 -P "$(nproc)" -n 1 bash -c "set -euo pipefail; compile \"\$1\"" -

declare -A reasons all good mixed
while read -r file reason; do reasons[$file]=$reason; done < <(grep -v '^#' "$list")
failures=0
for file in "${sources[@]}"; do
  room=$(cut -d / -f 1-2 <<<"${file%/*}") log=$work/log/${file//\//+}
  all[$room]=$((${all[$room]:-0} + 1))
  if grep -q '^error: ' "$log"; then
    [ -n "${reasons[$file]:-}" ] && { unset "reasons[$file]"; continue; }
    echo "$file does not compile: $(cut -d ' ' -f 2- "$log")"
    failures=$((failures + 1))
  else
    good[$room]=$((${good[$room]:-0} + 1))
    [ ! -s "$log" ] || mixed[$room]=$((${mixed[$room]:-0} + 1))
  fi
done
for file in "${!reasons[@]}"; do
  echo "$file compiles, or does not exist: remove it from $(basename "$list")"
  failures=$((failures + 1))
done

row() { printf '%-14s %8s %8s %8s %8s\n' "$@"; }
row room sources compile 'not yet' mixed
for room in $(printf '%s\n' "${!all[@]}" | sort); do
  compiled=${good[$room]:-0}
  row "$room" "${all[$room]}" "$compiled" $((${all[$room]} - compiled)) "${mixed[$room]:-0}"
done
echo "mixed: they read $(cat "$work"/log/*.cpp | sed -n 's/^reads //p' | sort -u | tr '\n' ' ')"
echo
grep -v '^#' "$list" | sort
[ $failures = 0 ]
