#!/usr/bin/env bash
# cmake --install puts every file into the right directory below DESTDIR, and cpr works there.
#
#   install.sh BUILD_DIR
set -euo pipefail
build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

cmake --build "$build" --target compressed >/dev/null
DESTDIR=$root cmake --install "$build" --prefix /opt/cpr >/dev/null
DESTDIR=$root/deb cmake --install "$build" --prefix /usr >/dev/null

failures=0
have() { [ -f "$root/opt/cpr/$1" ] || { echo "missing: $1"; failures=$((failures + 1)); }; }
have bin/cpr
for page in man1/cpr.1 man1/cpr-exec.1 man1/cpr-execFile.1 man1/cpr-exec-file.1 man1/cpr-spawn.1 man7/cpr-events.7; do
  have "share/man/$page.gz"
done
have share/bash-completion/completions/cpr
have share/zsh/site-functions/_cpr
have share/fish/vendor_completions.d/cpr.fish
have share/cpr/result.schema.json
for file in README.md copyright changelog.gz; do have share/doc/cpr/$file; done
[ ! -e /etc/debian_version ] || [ -f "$root/deb/usr/share/zsh/vendor-completions/_cpr" ] || {
  echo 'below /usr a Debian zsh would not find its completion'
  failures=$((failures + 1))
}
[ "$("$root/opt/cpr/bin/cpr" exec 'echo works')" = works ]
version=$("$root/opt/cpr/bin/cpr" --version)
gzip -dc "$root/opt/cpr/share/man/man1/cpr.1.gz" | grep -q "\"$version\"" || {
  echo "the man page is not of version $version"
  failures=$((failures + 1))
}
if command -v man >/dev/null && MANPATH=$root/opt/cpr/share/man man -w cpr >/dev/null 2>&1; then
  for page in 'exec-file' exec spawn; do
    MANPATH=$root/opt/cpr/share/man man "cpr-$page" 2>/dev/null | grep -q 'DIFFERENCES FROM NODE' || {
      echo "man cpr-$page prints nothing"
      failures=$((failures + 1))
    }
  done
else
  echo 'not checked: man is not installed'
fi
[ $failures = 0 ] && echo 'every file is installed'
[ $failures = 0 ]
