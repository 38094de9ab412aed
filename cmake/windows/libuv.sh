#!/bin/sh
# Builds the static libuv for Windows from Debian's source package; apt verifies its signature.
#
#   libuv.sh DIR
#
# Writes DIR/include and DIR/lib, with lib/pkgconfig/libuv-static.pc. Does nothing if they exist. Needs
# dpkg-dev, cmake and mingw-w64. The lists of apt are in DIR as well: the system's are not changed.
set -eu
toolchain=$(realpath "$(dirname "$0")/../toolchains/windows-x86_64.cmake")
mkdir -p "$1"
cd "$1"
dir=$PWD
[ ! -e lib/pkgconfig/libuv-static.pc ] || exit 0

# The sources of the packages that this machine takes its binaries from.
mkdir -p apt/lists/partial apt/archives/partial apt/sources
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -e "$file" ] || continue
  sed -n 's/^deb /deb-src /p' "$file" >"apt/sources/$(basename "$file" .list).list"
done
for file in /etc/apt/sources.list.d/*.sources; do
  [ -e "$file" ] || continue
  sed 's/^Types:.*/Types: deb-src/' "$file" >"apt/sources/${file##*/}"
done
apt() {
  apt-get -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$dir/apt/sources" \
    -o Dir::State::Lists="$dir/apt/lists" -o Dir::Cache="$dir/apt" -o APT::Sandbox::User= "$@"
}
apt update
rm -rf libuv1-*
apt source --only-source libuv1

cmake -S "$(find . -maxdepth 1 -type d -name 'libuv1-*')" -B build --toolchain "$toolchain" \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-w -DLIBUV_BUILD_TESTS=OFF \
  -DCMAKE_INSTALL_PREFIX="$dir" -DCMAKE_INSTALL_LIBDIR=lib
cmake --build build --target uv_a --parallel "$(nproc)"

rm -rf include lib
mkdir -p lib/pkgconfig
cp -R libuv1-*/include .
cp build/libuv*.a lib
# The last step: with it everything is there.
cp build/libuv-static.pc lib/pkgconfig
