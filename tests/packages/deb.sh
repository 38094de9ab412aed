#!/usr/bin/env bash
# Checks the contents of the .deb and the tarball, and runs lintian.
#
#   deb.sh BUILD_DIR
set -euo pipefail
build=$1
command -v dpkg-deb >/dev/null || { echo 'SKIPPED: dpkg-deb is missing'; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

cpack --config "$build/CPackConfig.cmake" -G 'DEB;TGZ' -B "$out" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
deb=$(echo "$out"/*.deb) tarball=$(echo "$out"/*.tar.gz)

fail() { echo "$1"; exit 1; }
fields=$(dpkg-deb -f "$deb")
grep -q '^Package: cpr$' <<<"$fields" || fail "$fields"
# One static binary, without dependencies that another release may lack.
! grep -q '^Depends:' <<<"$fields" || fail 'the package depends on something'
dpkg-deb -x "$deb" "$out/root"
[ "$("$out/root/usr/bin/cpr" exec 'echo works')" = works ]
if command -v readelf >/dev/null; then
  ! readelf -l "$out/root/usr/bin/cpr" | grep -q INTERP || fail 'the program needs a loader'
fi
for file in usr/share/man/man1/cpr.1.gz usr/share/doc/cpr/copyright usr/share/doc/cpr/changelog.gz \
  usr/share/bash-completion/completions/cpr usr/share/zsh/vendor-completions/_cpr \
  usr/share/fish/vendor_completions.d/cpr.fish usr/share/cpr/result.schema.json; do
  [ -f "$out/root/$file" ] || fail "the package lacks $file"
done
tar -tzf "$tarball" | grep -q '/bin/cpr$' || fail 'the tarball lacks the program'
if command -v lintian >/dev/null; then
  # A container builds as root.
  said=$(lintian --allow-root --fail-on none --display-info "$deb" 2>&1 | grep -v '^N:' || true)
  [ -z "$said" ] || fail "$said"
  echo 'lintian: no complaints'
else
  echo 'not checked: lintian is not installed'
fi
