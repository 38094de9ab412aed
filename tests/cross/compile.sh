#!/bin/sh
# Compiles cpr for another processor, compiler or C++ library, without linking it.
#
#   compile.sh SOURCE_DIR BUILD_DIR riscv64|32-bit|libc++
#
# A 32-bit system has to be refused by CMake. Without the compiler the status is 77.
set -eu
source=$1 build=$2 target=$3
skip() { echo "SKIPPED: compile.sh $target needs $1: apt-get install $2"; exit 77; }
rm -rf "$build"
configure() { cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCPR_TESTS=OFF "$@"; }

case $target in
  32-bit)
    [ "$(uname -m)" = x86_64 ] || { echo "SKIPPED: compile.sh 32-bit needs an x86-64 machine"; exit 77; }
    if configure -DCMAKE_CXX_FLAGS=-m32 -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY >"$build.log" 2>&1; then
      echo 'a 32-bit system is not refused'
      exit 1
    fi
    grep -q '64-bit systems only' "$build.log" && exit
    cat "$build.log"
    exit 1
    ;;
  riscv64)
    command -v riscv64-linux-gnu-g++ >/dev/null || skip riscv64-linux-gnu-g++ g++-riscv64-linux-gnu
    configure "-DCMAKE_TOOLCHAIN_FILE=$source/cmake/toolchains/riscv64.cmake" -DCPR_WERROR=ON \
      "-Dfmt_DIR=$(dirname "$(find /usr/lib -name fmt-config.cmake | head -1)")"
    ;;
  libc++)
    command -v clang++ >/dev/null || skip clang++ clang
    echo '#include <vector>' | clang++ -stdlib=libc++ -x c++ -fsyntax-only - 2>/dev/null || skip libc++ libc++-dev
    configure -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS=-stdlib=libc++
    ;;
esac
cmake --build "$build" --target cpr_engine cpr_cli --parallel 2
