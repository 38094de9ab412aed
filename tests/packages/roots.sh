#!/usr/bin/env bash
# Installs a package in a root of its system, tries it there, and removes it.
#
#   roots.sh BUILD_DIR bookworm|trixie|rpm|tarball [CACHE_DIR]
#
# bookworm, trixie: a minimal Debian by debootstrap, from the mirror of this machine or MIRROR. CACHE_DIR
# (default: cpr-roots in TMPDIR) keeps it. rpm: an empty root with a database of its own. tarball: an empty
# root, in which cpr is PID 1. Needs root.
set -uo pipefail
build=$1 system=$2 cache=${3:-${TMPDIR:-/tmp}/cpr-roots}
skip() { echo "SKIPPED: $1"; exit 77; }
fail() { echo "$1"; exit 1; }
[ "$(id -u)" = 0 ] || skip 'needs root'
unshare --mount --pid --fork --kill-child true 2>/dev/null || skip 'no namespaces'

out=$(mktemp -d)
trap 'rm -rf --one-file-system "$out"' EXIT
root=$out/root
mkdir "$root"
cmake --build "$build" --target compressed linked >"$out/log" 2>&1 &&
  cpack --config "$build/CPackConfig.cmake" -B "$out" >>"$out/log" 2>&1 || { cat "$out/log"; exit 1; }

# COMMAND ARG...: in the root, with /proc of a new PID namespace, so that leftover processes are seen.
inside() {
  mkdir -p "$root/proc"
  unshare --mount --pid --fork --kill-child bash -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@" </dev/null
}
# As inside, without env(1), for a root that has nothing but cpr, /proc and /dev/null.
alone() {
  mkdir -p "$root/proc"
  [ -e "$root/dev/null" ] || { mkdir -p "$root/dev" && mknod -m 666 "$root/dev/null" c 1 3; }
  unshare --mount --pid --fork --kill-child bash -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" "$@" </dev/null
}
files() { (cd "$root" && find . -xdev ! -type d | sort); }
# The database of the package manager and what it caches are not the package's.
same_files() { diff <(grep -vE '^\./(var|proc|dev)/' "$1") <(files | grep -vE '^\./(var|proc|dev)/') || fail 'not everything was removed'; }

try_alone() {  # CPR: a program that waits for a minute is cpr itself, before its second attempt
  local said status
  [[ $(alone "$1" --version) == 'cpr '* ]] || fail 'cpr does not run'
  said=$(alone "$1" exec-file --timeout 500ms "$1" spawn --retries 1 --retry-delay 1m "$1" nonsense 2>&1)
  status=$?
  [ $status = 124 ] && [[ $said == *'timed out after 500 ms'* ]] || fail "exits $status: $said"
}

try_debian() {
  local said
  files >"$out/before"
  cp "$out"/*.deb "$root/tmp/cpr.deb"
  inside apt-get install -y /tmp/cpr.deb >"$out/log" 2>&1 || fail "$(cat "$out/log")"

  said=$(inside bash -c "cpr exec --timeout 1s 'sleep 60 & setsid sleep 61 & sleep 62'; echo \$?
    cat /proc/[0-9]*/comm | grep -x sleep" 2>&1)
  [[ $said == *"timed out after 1 s; sent SIGTERM to 4 processes"* && ${said##*$'\n'} = 124 ]] || fail "$said"
  for page in man1/cpr.1 man1/cpr-exec.1 man7/cpr-events.7; do
    inside gzip -dc "/usr/share/man/$page.gz" | grep -q '^\.TH' || fail "no man page $page"
  done
  # As bash-completion loads it.
  inside bash -c '. /usr/share/bash-completion/completions/cpr && complete -p cpr' >/dev/null || fail 'no completion of bash'
  for file in zsh/vendor-completions/_cpr fish/vendor_completions.d/cpr.fish cpr/result.schema.json doc/cpr/copyright; do
    inside test -s "/usr/share/$file" || fail "no file $file"
  done
  inside dpkg --verify cpr || fail 'files differ from the checksums of the package'

  inside apt-get purge -y cpr >"$out/log" 2>&1 || fail "$(cat "$out/log")"
  rm "$root/tmp/cpr.deb"
  same_files "$out/before"

  # node-cpr has a program of the same path: dpkg refuses to install both.
  mkdir -p "$out/node-cpr/DEBIAN"
  printf '%s\n' 'Package: node-cpr' 'Version: 1' 'Architecture: all' 'Maintainer: test <test@localhost>' 'Description: test' \
    >"$out/node-cpr/DEBIAN/control"
  dpkg-deb --build "$out/node-cpr" "$root/tmp/node-cpr.deb" >/dev/null && cp "$out"/*.deb "$root/tmp/cpr.deb"
  inside dpkg -i /tmp/node-cpr.deb >/dev/null 2>&1 || fail 'cannot install the package that conflicts'
  said=$(inside dpkg -i /tmp/cpr.deb 2>&1) && fail 'installed beside node-cpr'
  [[ $said == *'conflicting packages'* ]] || fail "$said"
}

case $system in
  bookworm | trixie)
    command -v debootstrap >/dev/null || skip 'debootstrap is missing: apt-get install debootstrap'
    mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep '/debian/*$' | head -1)}
    [ -n "$mirror" ] || skip 'no mirror of Debian is configured: set MIRROR'
    # Files in the cache are executed as root.
    mkdir -p -m 700 "$cache" && [ -O "$cache" ] && [ ! -L "$cache" ] || fail "$cache is not a directory of root's own"
    if [ ! -d "$cache/$system" ]; then
      rm -rf "$cache/$system.new"
      debootstrap --variant=minbase "$system" "$cache/$system.new" "$mirror" >"$cache/$system.log" 2>&1 ||
        skip "debootstrap failed, see $cache/$system.log"
      mv "$cache/$system.new" "$cache/$system"
    fi
    cp -a "$cache/$system/." "$root"
    try_debian
    ;;
  rpm)
    ls "$out"/*.rpm >/dev/null 2>&1 && command -v rpm >/dev/null || skip 'rpm is missing: apt-get install rpm, and configure again'
    rpm --root "$root" --initdb
    files >"$out/before"
    rpm --root "$root" --install --nodeps "$out"/*.rpm || fail 'rpm does not install the package'
    try_alone /usr/bin/cpr
    rpm --root "$root" --verify --nodeps cpr || fail 'files differ from the checksums of the package'
    gzip -dc "$root/usr/share/man/man1/cpr.1.gz" | grep -q '^\.TH' || fail 'no man page'
    for file in bash-completion/completions/cpr zsh/site-functions/_cpr fish/vendor_completions.d/cpr.fish; do
      [ -s "$root/usr/share/$file" ] || fail "no completion $file"
    done
    rpm --root "$root" --erase --nodeps cpr || fail 'rpm does not remove the package'
    same_files "$out/before"
    ;;
  tarball)
    # As the README says, below another prefix.
    mkdir -p "$root/usr/local"
    tar -xzf "$out"/*.tar.gz -C "$root/usr/local" --strip-components=1
    try_alone /usr/local/bin/cpr
    gzip -dc "$root/usr/local/share/man/man1/cpr.1.gz" | grep -q '^\.TH' || fail 'no man page'
    ;;
  *) fail "$system is not one of bookworm, trixie, rpm, tarball" ;;
esac
echo "installed, tried and removed: $system"
