#!/usr/bin/env bash
# Compiles every source of cpr with the headers of musl, and of libc++ for the C++ library.
#
#   musl.sh SOURCE_DIR WORK_DIR
#
# Debian has no C++ library for musl, and no libuv: the objects are not linked. The build is CMake's, so
# that its checks choose the sources. No header of glibc may be read.
# Exit status: 77 if a compiler or headers are missing.
set -euo pipefail
source=$(realpath "$1") work=$(realpath -m "$2")

musl=/usr/include/$(uname -m)-linux-musl
glibc=/usr/include/$(uname -m)-linux-gnu
libcxx=$(echo | clang++ -stdlib=libc++ -x c++ -E -v - 2>&1 | sed -n 's,^ \(/.*/c++/v1\)$,\1,p') || libcxx=
if [ ! -d "$musl" ] || [ ! -e "$libcxx/vector" ]; then
  echo 'skipped: needs clang, libc++ and musl: apt-get install clang libc++-dev musl-dev'
  exit 77
fi

# Those of the kernel are in a directory of glibc.
mkdir -p "$work/kernel"
ln -sfn "$glibc/asm" "$work/kernel/asm"
flags="-nostdlibinc -D_LIBCPP_HAS_MUSL_LIBC -isystem $libcxx -isystem $musl -isystem $work/kernel -idirafter /usr/include"
cmake -S "$source" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DCPR_STATIC=ON -DCPR_TESTS=OFF \
  -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY "-Dfmt_DIR=/usr/lib/${glibc##*/}/cmake/fmt" \
  -DCMAKE_CXX_COMPILER=clang++ "-DCMAKE_CXX_FLAGS=$flags" >"$work/configure.log"
cmake --build "$work/build" --parallel "$(nproc)" --target cpr_engine cpr_cli cpr_generate >"$work/build.log" 2>&1 ||
  { grep -m 20 -A 5 'error' "$work/build.log"; exit 1; }

headers=$(find "$work/build" -name '*.d' -exec cat {} + | tr -s ' \\' '\n' | sort -u)
grep -qxF "$musl/unistd.h" <<<"$headers"
foreign=$(grep '^/usr/include/' <<<"$headers" |
  grep -vE "^($musl|/usr/include/(CLI|fmt|spdlog|uv|linux|asm-generic)/|/usr/include/uv\.h$)" || true)
[ -z "$foreign" ] || { echo "not headers of musl: $foreign"; exit 1; }
echo "$(find "$work/build" -name '*.o' | wc -l) objects, $(grep -c "^$musl" <<<"$headers") headers of musl"
