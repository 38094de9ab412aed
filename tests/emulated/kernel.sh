#!/usr/bin/env bash
# Boots a kernel of Debian in qemu and runs suites of tests in it; prints a line of the table for each.
#
#   kernel.sh BIN_DIR SOURCE_DIR CACHE ARCH SUITE_OF_KERNEL [SUITE...]
#
# ARCH is that of Debian: amd64, arm64. The image is made by image.sh and kept in CACHE; suites.sh
# describes the suites, of which all are run unless some are named. Without qemu and cpio, or without the
# packages, the status is 77. The whole output of the guest is in CACHE/ARCH-SUITE.log.
set -uo pipefail
bin=$(realpath "$1") source=$(realpath "$2") cache=$3 arch=$4 suite=$5
shift 5
[ $# -gt 0 ] || set -- tree unit terminal hostile e2e
here=$source/tests/emulated
skip() { echo "SKIPPED: kernel.sh needs $1"; exit 77; }

case $arch in
  arm64)
    qemu=(qemu-system-aarch64 -machine virt,gic-version=3 -cpu max,pauth-impdef=on)
    console=ttyAMA0 install='./bootstrap.sh --target aarch64'
    ;;
  amd64)
    # Emulated as well: KVM is often there but unusable where this machine is itself a guest.
    qemu=(qemu-system-x86_64 -machine q35 -cpu qemu64)
    console=ttyS0 install='./bootstrap.sh --target kernels'
    ;;
esac
for program in "${qemu[0]}" cpio; do
  command -v "$program" >/dev/null || skip "$program: $install"
done
mkdir -p "$cache"
"$here/image.sh" "$cache" "$arch" "$suite" >"$cache/$arch-$suite.image.log" 2>&1 ||
  skip "packages of Debian for $arch, $suite: $(tail -1 "$cache/$arch-$suite.image.log")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The tests know the paths of their programs and of the sources.
programs=("$bin/cpr")
for program in battery child deny pty trick unit worker; do programs+=("$bin/tests/$program"); done
mkdir "$work/modules"
cp "$cache/$arch/$suite"/modules/* "$work/modules"
{
  find "${programs[@]}" "$source"/{tests,man,completions,README.md} -print0
  # And the directories that lead there.
  for path in "$bin/tests" "$source"; do
    while [ "$path" != / ]; do printf '%s\0' "$path"; path=$(dirname "$path"); done
  done
} | sort -zu | (cd / && cpio --quiet -0 -o -H newc -R 0:0 2>/dev/null) >"$work/project.cpio"
(cd "$work" && find modules -print0 | cpio --quiet -0 -o -H newc -R 0:0) >"$work/modules.cpio"
# The kernel unpacks one archive after the other.
{ cat "$cache/$arch/root.cpio.gz"; cat "$work/modules.cpio" "$work/project.cpio" | gzip -1; } >"$work/initramfs"

log=$cache/$arch-$suite.log
timeout -k 5 "${KERNEL_LIMIT:-7200}" nice "${qemu[@]}" -smp 2 -m 2048 -nodefaults -no-reboot -display none -serial "file:$work/log" \
  -kernel "$cache/$arch/$suite/kernel" -initrd "$work/initramfs" \
  -append "console=$console quiet panic=-1 rdinit=$here/guest.sh BIN_DIR=$bin SOURCE_DIR=$source OMIT=$here/${KERNEL_OMIT:-kernel.omit} SUITES=$(IFS=,; echo "$*")" \
  </dev/null
tr -d '\r' <"$work/log" >"$log"

grep '^guest:\|^skipped: \|^failed: ' "$log"
kernel=$(cut -d- -f1 <"$cache/$arch/$suite/release")
sed -n 's/^table: //p' "$log" | awk -v where="$(uname -m) $arch $kernel" -v arch="$arch" -v kernel="$kernel" \
  '{ printf "%-8s %-10s %-10s %5d passed %5d skipped %5d failed\n", arch, kernel, $1, $2, $3, $4 }'
grep -q '^guest: status 0$' "$log" && exit
echo "The output of the guest is in $log; its end:"
tail -5 "$log"
exit 1
