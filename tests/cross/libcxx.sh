#!/usr/bin/env bash
# Builds cpr with clang and libc++, static as a release, and runs its unit tests and some commands.
#
#   libcxx.sh SOURCE_DIR WORK_DIR
#
# Exit status: 77 if clang or libc++ is missing.
set -euo pipefail
source=$(realpath "$1") work=$(realpath -m "$2")
mkdir -p "$work"

if ! echo 'int main() {}' | clang++ -stdlib=libc++ -include vector -static-pie -x c++ -o "$work/probe" - 2>"$work/probe.log"; then
  cat "$work/probe.log"
  echo 'skipped: needs clang and libc++: apt-get install clang libc++-dev libc++abi-dev libunwind-14-dev'
  exit 77
fi

cmake -S "$source" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DCPR_STATIC=ON \
  -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS=-stdlib=libc++ >"$work/configure.log"
cmake --build "$work/build" --parallel "$(nproc)" --target cpr unit child pty deny trick >"$work/build.log" 2>&1 ||
  { grep -m 20 -A 5 'error' "$work/build.log"; exit 1; }

# Exceptions of libstdc++ would show that its code is in the file.
if strings -a "$work/build/tests/unit" | grep -q 'GLIBCXX_3'; then echo 'linked with libstdc++'; exit 1; fi
"$work/build/tests/unit" --no-version
for file in exit-status streams limits fallbacks; do
  "$source/tests/e2e/run.sh" "$work/build" "$source/tests/e2e/cpr/$file.t"
done
