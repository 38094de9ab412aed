#!/usr/bin/env bash
# Makes the zip for Windows, checks its contents and SHA256SUMS, and runs the program in it.
#
#   zip.sh BUILD_DIR
set -euo pipefail
tests=$(dirname "$(readlink -f "$0")") bin=$(realpath "$1")
. "$tests/setup.sh"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "$1"; exit 1; }

cmake --build "$bin" --target manual >/dev/null
for copy in first second; do
  cpack --config "$bin/CPackConfig.cmake" -B "$out/$copy" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
done
cmp "$out"/first/*.zip "$out"/second/*.zip
(cd "$out/first" && sha256sum --check --quiet SHA256SUMS)

zip=$(echo "$out"/first/*.zip)
(cd "$out" && cmake -E tar xf "$zip")
# One folder, named as the zip.
folder=$out/$(basename "$zip" .zip)
for file in cpr.exe LICENSE.txt result.schema.json manual/cpr.txt manual/cpr-exec.txt manual/cpr-events.txt \
  completions/cpr.ps1 licenses/{CLI11,fmt,gcc,libuv,mingw-w64,spdlog}.txt; do
  [ -s "$folder/$file" ] || fail "the zip lacks $file"
done
# Text without the letters of a terminal, with the line ends of Windows.
! grep -lP '\x08|\x1b' "$folder"/manual/*.txt || fail 'these have control characters'
! grep -LP '\r$' "$folder"/manual/*.txt | grep . || fail 'these have the line ends of another system'
# Only libraries that every Windows has.
libraries=$(x86_64-w64-mingw32-objdump -p "$folder/cpr.exe" | sed -n 's/.*DLL Name: //p' | tr a-z A-Z | sort)
for library in $libraries; do
  case $library in
    ADVAPI32.DLL | BCRYPT.DLL | IPHLPAPI.DLL | KERNEL32.DLL | MSVCRT.DLL | NTDLL.DLL | OLE32.DLL | PSAPI.DLL | SHELL32.DLL | \
      USER32.DLL | USERENV.DLL | WS2_32.DLL | DBGHELP.DLL) ;;
    *) fail "cpr.exe needs $library" ;;
  esac
done
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$bin/CMakeCache.txt")
printed=$(on_windows "$folder/cpr.exe" --version | tr -d "\r")
case $printed in
  *"$version"*) ;;
  *) fail "cpr.exe --version prints '$printed'" ;;
esac
