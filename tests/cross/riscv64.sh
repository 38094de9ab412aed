#!/bin/sh
# Compiles every source of cpr for 64-bit RISC-V, with warnings as errors, without linking.
#
#   riscv64.sh SOURCE_DIR WORK_DIR
#
# Exit status: 77 if the compiler is missing.
set -eu
source=$(realpath "$1") work=$(realpath -m "$2")
command -v riscv64-linux-gnu-g++ >/dev/null || {
  echo 'skipped: needs a compiler for RISC-V: apt-get install g++-riscv64-linux-gnu'
  exit 77
}
rm -rf "$work"
cmake -S "$source" -B "$work" "-DCMAKE_TOOLCHAIN_FILE=$source/cmake/toolchains/riscv64.cmake" \
  -DCMAKE_BUILD_TYPE=Debug -DCPR_TESTS=OFF -DCPR_WERROR=ON \
  "-Dfmt_DIR=$(dirname "$(find /usr/lib -name fmt-config.cmake | head -1)")"
cmake --build "$work" --target cpr_engine cpr_cli --parallel "$(nproc)"
