#!/usr/bin/env bash
# Makes a kernel and the root of a guest from Debian's packages: CACHE/ARCH/SUITE/{kernel,release} and
# CACHE/ARCH/root.cpio.gz. What is there already is kept.
#
#   image.sh CACHE ARCH SUITE      ARCH: amd64, arm64; SUITE: that of the kernel, such as bullseye
#
# The packages come from the archive that apt is configured with. Nothing is installed: apt works on
# lists of its own, and the packages are only unpacked.
set -euo pipefail
cache=$1 arch=$2 suite=$3
mkdir -p "$cache"
cache=$(realpath "$cache")

# What the tests use, from one release for all kernels.
userland='base-files base-passwd bash bsdutils busybox-static coreutils dash diffutils findutils gawk grep gzip
  libc-bin libpython3.11-stdlib libstdc++6 mount ncurses-base ncurses-bin netcat-openbsd perl-base procps python3-minimal sed strace util-linux'
userland_suite=bookworm

download() {  # DIR SUITE PACKAGE...
  local dir=$1 suite=$2 archive
  shift 2
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -1)
  [ -n "$archive" ] || { echo 'image: apt knows no archive of Debian' >&2; return 1; }
  rm -rf "$dir"
  mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  : >"$dir/status"
  echo "deb [arch=$arch] $archive $suite main" >"$dir/sources"
  local apt=(apt-get -qq -o "Dir::Etc::SourceList=$dir/sources" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::lists=$dir/lists" -o "Dir::State::status=$dir/status" -o "Dir::Cache=$dir"
    -o "Dir::Cache::archives=$dir/archives" -o "APT::Architecture=$arch" -o "APT::Architectures=$arch"
    -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=true)
  "${apt[@]}" update
  case $1 in
    # Without what it needs to be installed; the meta package names the version.
    linux-image-*)
      set -- "$(apt-cache "${apt[@]:2}" depends "$1" | sed -n 's/^  Depends: \(linux-image-[^ ]*\)$/\1/p')"
      (cd "$dir/archives" && "${apt[@]}" download "$1")
      ;;
    *) "${apt[@]}" --download-only -y install "$@" >/dev/null ;;
  esac
}
unpack() {  # DIR ROOT
  local package
  for package in "$1"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink --no-same-owner -C "$2"
  done
}

make_kernel() {
  local work=$cache/$arch/$suite.new root=$cache/$arch/$suite.new/root release
  rm -rf "$work"
  mkdir -p "$root"
  download "$work/packages" "$suite" "linux-image-cloud-$arch"
  unpack "$work/packages" "$root"
  release=$(basename "$root"/boot/vmlinuz-*)
  mkdir "$work/modules"
  # What the snapshot of a tree asks: which process is at the other end of a socket.
  find "$root" -name '*_diag.ko*' -exec cp {} "$work/modules" \;
  cp "$root/boot/$release" "$work/kernel"
  cp "$root"/boot/config-* "$work/config"
  echo "${release#vmlinuz-}" >"$work/release"
  rm -rf "$root" "$work/packages"
  rm -rf "${work%.new}"
  mv "$work" "${work%.new}"
}

make_root() {
  local work=$cache/$arch/root.new root=$cache/$arch/root.new/root folder
  rm -rf "$work"
  mkdir -p "$root"/usr/{bin,sbin,lib} "$root"/{proc,sys,dev,run,tmp,root,etc,mnt}
  for folder in bin sbin lib; do ln -s "usr/$folder" "$root/$folder"; done
  # shellcheck disable=SC2086
  download "$work/packages" $userland_suite $userland
  unpack "$work/packages" "$root"
  # What the scripts of the packages would do.
  cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
  cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
  ln -sf dash "$root/bin/sh"
  ln -sf gawk "$root/usr/bin/awk"
  for folder in nc:nc.openbsd python3:python3.11; do
    [ ! -e "$root/bin/${folder#*:}" ] || ln -sf "${folder#*:}" "$root/bin/${folder%:*}"
  done
  chmod 1777 "$root/tmp"
  rm -rf "$root"/usr/share/{doc,man,locale,info,lintian,bug,zoneinfo}
  (cd "$root" && find . -print0 | LC_ALL=C sort -z | cpio --quiet -0 -o -H newc -R 0:0) | gzip -1 >"$work/root.cpio.gz"
  mv "$work/root.cpio.gz" "$cache/$arch/"
  rm -rf "$work"
}

mkdir -p "$cache/$arch"
[ -f "$cache/$arch/$suite/release" ] || make_kernel
[ -f "$cache/$arch/root.cpio.gz" ] || make_root
