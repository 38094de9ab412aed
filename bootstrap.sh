#!/bin/sh
# Installs missing packages, builds cpr, and runs it with the arguments of this script.
#
#   ./bootstrap.sh exec --timeout 5000 'ls'
#
#   ./bootstrap.sh --target TARGET
#
# Installs what TARGET needs besides: aarch64 (cross compiler, libraries for arm64, qemu: the presets
# release-aarch64 and aarch64; the former is built), kernels (qemu for x86-64: the preset kernels), windows (cross
# compiler, wine, and the source package of libuv, which is built: the presets release-windows and windows; the
# former is built).
#
# Only root can install packages: for other users it prints the missing packages and the command that
# installs them.
set -eu
cd "$(dirname "$0")"

packages='g++ cmake make pkg-config libcli11-dev libfmt-dev libspdlog-dev libuv1-dev doctest-dev nlohmann-json3-dev strace
  python3-jsonschema'

target= preset=release
if [ "${1:-}" = --target ]; then
  target=${2:-}
  case $target in
    aarch64)
      preset=release-aarch64
      packages="$packages g++-aarch64-linux-gnu libfmt-dev:arm64 libuv1-dev:arm64 qemu-user qemu-system-arm cpio"
      ;;
    kernels) packages="$packages qemu-system-x86 cpio" ;;
    windows)
      preset=release-windows
      packages="$packages g++-mingw-w64-x86-64-posix wine wine64 dpkg-dev groff-base"
      ;;
    *)
      echo "bootstrap: target '$target' is not one of aarch64, kernels, windows" >&2
      exit 2
      ;;
  esac
  shift 2
fi

native=$(dpkg --print-architecture)
installed() {  # PACKAGE[:ARCHITECTURE]; without one, that of this machine
  dpkg-query -W -f '${Architecture} ${Status}\n' "$1" 2>/dev/null |
    grep -qx "\($native\|all\|${1#*:}\) install ok installed"
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
  foreign=
  if [ "$target" = aarch64 ] && [ "$native" != arm64 ]; then
    foreign='dpkg --add-architecture arm64 && '
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "bootstrap: missing packages:$missing" >&2
    echo "bootstrap: run this as root: ${foreign}apt-get update && $install" >&2
    exit 1
  fi
  echo "bootstrap: installing packages:$missing" >&2
  {
    [ -z "$foreign" ] || dpkg --add-architecture arm64
    apt-get update
    DEBIAN_FRONTEND=noninteractive $install
  } >&2
fi

[ "$target" != kernels ] || exit 0

program=build/$preset/cpr run= targets='cpr compressed' libraries=:
if [ "$target" = windows ]; then
  program=$program.exe run=wine targets='cpr manual' libraries='cmake/windows/libuv.sh build/windows-libuv'
fi
[ -x $program ] ||
  echo "bootstrap: building $program; this takes about a minute of CPU time" >&2
jobs=$(nproc 2>/dev/null || echo 1)
build() {
  $libraries && { [ -f build/$preset/CMakeCache.txt ] || cmake --preset $preset; } &&
    cmake --build build/$preset --target $targets --parallel "$jobs"
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
  echo "bootstrap: built $program" >&2
  exit 0
fi
exec $run $program "$@"
