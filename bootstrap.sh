#!/bin/sh
# Installs what is missing, builds cpr, and runs it with the arguments given here.
#
#   ./bootstrap.sh exec --timeout 5000 'ls'
#
# Without root nothing is installed: what is missing is named, with the one line that installs it.
set -eu
cd "$(dirname "$0")"

packages='g++ cmake make pkg-config libcli11-dev libfmt-dev libspdlog-dev libuv1-dev doctest-dev nlohmann-json3-dev strace'

installed() {
  status=$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) || return 1
  [ "$status" = 'install ok installed' ]
}

missing=
for package in $packages; do
  # pkgconf provides pkg-config on later releases.
  if [ "$package" = pkg-config ] && command -v pkg-config >/dev/null; then continue; fi
  installed "$package" || missing="$missing $package"
done

if [ -n "$missing" ]; then
  install="apt-get install -y --no-install-recommends$missing"
  if [ "$(id -u)" -ne 0 ]; then
    echo "bootstrap: missing packages:$missing" >&2
    echo "bootstrap: as root: apt-get update && $install" >&2
    exit 1
  fi
  echo "bootstrap: installing$missing" >&2
  {
    apt-get update
    DEBIAN_FRONTEND=noninteractive $install
  } >&2
fi

[ -x build/release/cpr ] || echo 'bootstrap: building, this takes about half a minute' >&2
jobs=$(nproc 2>/dev/null || echo 1)
{
  [ -f build/release/CMakeCache.txt ] || cmake --preset release
  cmake --build --preset cpr --parallel "$jobs"
} >build-bootstrap.log 2>&1 || {
  cat build-bootstrap.log >&2
  echo 'bootstrap: the build failed' >&2
  exit 1
}
rm -f build-bootstrap.log

if [ $# -eq 0 ]; then
  echo 'bootstrap: built build/release/cpr' >&2
  exit 0
fi
exec build/release/cpr "$@"
