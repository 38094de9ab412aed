#!/usr/bin/env bash
# First step of action.yml: puts cpr into PATH for this and later steps.
#
# Downloads the tarball of a release of the repository that the action comes from, and verifies its checksum.
# INPUT_VERSION: a version, `installed` for a cpr in PATH, or empty for the version of this checkout.
set -euo pipefail
fail() { echo "::error title=cpr::$1"; exit 125; }

version=${INPUT_VERSION:-}
if [ "$version" = installed ]; then
  command -v cpr >/dev/null || fail 'version: installed: there is no cpr in PATH'
  exit
fi
if [ -z "$version" ]; then
  version=$(sed -n 's/^project(cpr VERSION \([^ ]*\).*/\1/p' "$(dirname "$0")/../../CMakeLists.txt")
fi
version=${version#v}
# It becomes a part of a URL and of a path.
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail 'version: is not a version: write 0.2.0, or installed'
case ${RUNNER_OS:-Linux}-${RUNNER_ARCH:-} in
  Linux-X64) processor=x86_64 ;;
  Linux-ARM64) processor=aarch64 ;;
  *) fail "there is no release for ${RUNNER_OS:-} on ${RUNNER_ARCH:-}: cpr runs on Linux, on X64 and ARM64" ;;
esac

release=cpr-$version-linux-$processor
directory=$RUNNER_TEMP/$release
# A local action (uses: ./) has no repository.
url=$GITHUB_SERVER_URL/${ACTION_REPOSITORY:-$GITHUB_REPOSITORY}/releases/download/v$version
rm -rf "$directory"
mkdir -p "$directory"
cd "$directory"
for file in "$release.tar.gz" SHA256SUMS; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$url/$file" || fail "cannot download $url/$file"
done
# The line of this file alone; --check fails if there is none.
grep -F "  $release.tar.gz" SHA256SUMS | sha256sum --check --strict --quiet || fail "$release.tar.gz does not have the checksum of SHA256SUMS"
tar -xzf "$release.tar.gz" --no-same-owner
mkdir bin
mv "$(find . -path '*/bin/cpr' -type f)" bin/cpr
bin/cpr --version
echo "$directory/bin" >>"$GITHUB_PATH"
