#!/usr/bin/env bash
# Makes the packages, checks their contents and SHA256SUMS, and runs lintian.
#
#   contents.sh BUILD_DIR
set -euo pipefail
build=$1
command -v dpkg-deb >/dev/null || { echo 'SKIPPED: dpkg-deb is missing'; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

cmake --build "$build" --target compressed linked >/dev/null
cpack --config "$build/CPackConfig.cmake" -B "$out" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
deb=$(echo "$out"/*.deb) tarball=$(echo "$out"/*.tar.gz)

fail() { echo "$1"; exit 1; }
fields=$(dpkg-deb -f "$deb")
grep -q '^Package: cpr$' <<<"$fields" || fail "$fields"
# One static binary, without dependencies that another release may lack.
! grep -q '^Depends:' <<<"$fields" || fail 'the package depends on something'
# The same path, another program.
grep -q '^Conflicts: node-cpr$' <<<"$fields" || fail "$fields"
dpkg-deb -x "$deb" "$out/root"
[ "$("$out/root/usr/bin/cpr" exec 'echo works')" = works ]
if command -v readelf >/dev/null; then
  ! readelf -l "$out/root/usr/bin/cpr" | grep -q INTERP || fail 'the program needs a loader'
fi
common='bin/cpr share/man/man1/cpr.1.gz share/man/man7/cpr-events.7.gz share/doc/cpr/copyright share/doc/cpr/changelog.gz
  share/doc/cpr/cpr.cdx.json share/bash-completion/completions/cpr share/fish/vendor_completions.d/cpr.fish
  share/cpr/result.schema.json'
have() {  # DIR FILE...
  local dir=$1 file
  shift
  for file; do [ -s "$dir/$file" ] || fail "the package lacks ${dir#"$out"/}/$file"; done
}
have "$out/root/usr" $common share/doc/cpr/changelog.Debian.gz share/zsh/vendor-completions/_cpr

# The tarball has one folder, named as it is.
tar -xzf "$tarball" -C "$out"
unpacked=${tarball%.tar.gz}
have "$unpacked" $common share/zsh/site-functions/_cpr
[ ! -e "$unpacked/share/lintian" ] || fail 'the tarball has files that are for Debian'

packages=2
if command -v rpmbuild >/dev/null && command -v rpm >/dev/null; then
  packages=3
  files=$(rpm -qlp --nosignature "$out"/*.rpm)
  for file in $common share/zsh/site-functions/_cpr; do
    grep -qx "/usr/$file" <<<"$files" || fail "the rpm lacks $file: $files"
  done
  ! grep -qE 'lintian|changelog.Debian|^/usr/share/man/man1$' <<<"$files" || fail "the rpm has too much: $files"
else
  echo 'not checked: rpm is not installed'
fi

# SHA256SUMS covers the packages and the list of linked libraries.
(cd "$out" && sha256sum --quiet -c SHA256SUMS) || fail 'SHA256SUMS is wrong'
[ "$(wc -l <"$out/SHA256SUMS")" = $((packages + 1)) ] || fail "$(cat "$out/SHA256SUMS")"
# That list is about the program that is in the packages.
grep -q "$(sha256sum "$unpacked/bin/cpr" | cut -d' ' -f1)" "$unpacked/share/doc/cpr/cpr.cdx.json" ||
  fail 'cpr.cdx.json has the checksum of another program'

if command -v lintian >/dev/null; then
  # A container builds as root.
  said=$(lintian --allow-root --fail-on none --display-info "$deb" 2>&1 | grep -v '^N:' || true)
  [ -z "$said" ] || fail "$said"
  echo 'lintian: no complaints'
else
  echo 'not checked: lintian is not installed'
fi
