#!/usr/bin/env bash
# Runs the unit tests and the end-to-end tests of an aarch64 build with qemu's emulation of programs, in
# the kernel of this machine; prints a line of the table for each suite.
#
#   user.sh BIN_DIR SOURCE_DIR [SUITE...]
#
# The kernel starts qemu for each program of the build: where it is not set up to, root registers that for
# the time of the tests. user.omit lists what qemu cannot do. Without qemu the status is 77.
set -uo pipefail
bin=$(realpath "$1") source=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- unit e2e
here=$source/tests/emulated formats=/proc/sys/fs/binfmt_misc
install='./bootstrap.sh --target aarch64'
skip() { echo "SKIPPED: user.sh needs $1"; exit 77; }
qemu=$(command -v qemu-aarch64) || skip "qemu-aarch64: $install"

if ! "$bin/cpr" --version >/dev/null 2>&1; then
  name=cpr-tests-$$
  # ELF, 64 bits, little-endian, EM_AARCH64. F: open qemu now; C: set-user-ID as usual; P: keep argv[0].
  magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
  mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
  { echo ":$name:M::$magic:$mask:$qemu:FCP" >$formats/register; } 2>/dev/null ||
    skip "root, and binfmt_misc mounted on $formats"
  trap 'echo -1 >"$formats/$name"' EXIT
  "$bin/cpr" --version >/dev/null || skip "a qemu that can run $bin/cpr"
fi

log=$bin/user.log
"$here/suites.sh" "$bin" "$source" "$here/user.omit" "$@" >"$log" 2>&1
status=$?
grep '^skipped: \|^failed: ' "$log"
sed -n 's/^table: //p' "$log" |
  awk '{ printf "%-8s %-10s %-10s %5d passed %5d skipped %5d failed\n", "arm64", "qemu-user", $1, $2, $3, $4 }'
[ $status = 0 ] || echo "What failed is in $log."
exit $status
