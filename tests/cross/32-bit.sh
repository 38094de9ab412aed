#!/bin/sh
# A 32-bit system is refused by CMake.
#
#   32-bit.sh SOURCE_DIR WORK_DIR
#
# Exit status: 77 if this is not an x86-64 machine.
set -eu
source=$(realpath "$1") work=$(realpath -m "$2")
[ "$(uname -m)" = x86_64 ] || { echo 'skipped: needs an x86-64 machine'; exit 77; }
rm -rf "$work"
mkdir -p "$work"
if cmake -S "$source" -B "$work" -DCPR_TESTS=OFF -DCMAKE_CXX_FLAGS=-m32 \
  -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY >"$work/configure.log" 2>&1; then
  echo 'a 32-bit system is not refused'
  exit 1
fi
grep '64-bit systems only' "$work/configure.log" || { cat "$work/configure.log"; exit 1; }
