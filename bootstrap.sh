#!/bin/sh
# Installs missing packages, builds cpr, and runs it with the arguments of this script.
#
#   ./bootstrap.sh exec --timeout 5000 'ls'
#
# Only root can install packages: for other users it prints the missing packages and the command that
# installs them.
set -eu
cd "$(dirname "$0")"

packages='g++ cmake make pkg-config libcli11-dev libfmt-dev libspdlog-dev libuv1-dev doctest-dev nlohmann-json3-dev strace
  python3-jsonschema'

installed() {
  status=$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) || return 1
  [ "$status" = 'install ok installed' ]
}

missing=
for package in $packages; do
  # pkgconf provides pkg-config on later releases.
  if [ "$package" = pkg-config ] && command -v pkg-config >/dev/null; then continue; fi
  installed "$package" && continue
  # pip may have installed it.
  if [ "$package" = python3-jsonschema ] && python3 -c 'import jsonschema' 2>/dev/null; then continue; fi
  missing="$missing $package"
done

if [ -n "$missing" ]; then
  install="apt-get install -y --no-install-recommends$missing"
  if [ "$(id -u)" -ne 0 ]; then
    echo "bootstrap: missing packages:$missing" >&2
    echo "bootstrap: run this as root: apt-get update && $install" >&2
    exit 1
  fi
  echo "bootstrap: installing packages:$missing" >&2
  {
    apt-get update
    DEBIAN_FRONTEND=noninteractive $install
  } >&2
fi

[ -x build/release/cpr ] ||
  echo 'bootstrap: building build/release/cpr; this takes about a minute of CPU time' >&2
jobs=$(nproc 2>/dev/null || echo 1)
build() {
  { [ -f build/release/CMakeCache.txt ] || cmake --preset release; } &&
    cmake --build --preset cpr --parallel "$jobs"
}
# Shows the percentage that make prints; on a terminal, in one line that is rewritten.
show_progress() {
  while IFS= read -r line; do
    printf '%s\n' "$line"
    percent=$(expr "$line" : '\[ *\([0-9]*\)%\]') || continue
    if [ -t 2 ]; then
      printf '\rbootstrap: %s %%' "$percent" >&2
    elif [ "$percent" -ge "$next" ]; then
      echo "bootstrap: $percent %" >&2
      next=$((next + 25))
    fi
  done
}
next=25
status=$({ { build 2>&1 && echo 0 >&3 || echo 1 >&3; } | show_progress >build-bootstrap.log; } 3>&1)
[ ! -t 2 ] || printf '\r\033[K' >&2
if [ "$status" != 0 ]; then
  cat build-bootstrap.log >&2
  echo 'bootstrap: the build failed; the output is above' >&2
  exit 1
fi
rm -f build-bootstrap.log

if [ $# -eq 0 ]; then
  echo 'bootstrap: built build/release/cpr' >&2
  exit 0
fi
exec build/release/cpr "$@"
