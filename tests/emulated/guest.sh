#!/bin/bash
# The first process of a guest: mounts what the tests need, runs suites.sh, and turns the machine off.
# The kernel passes BIN_DIR, SOURCE_DIR, OMIT and SUITES (separated by commas) from its command line.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=linux LC_ALL=C
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm /dev/mqueue
mount -t devpts -o mode=0620,ptmxmode=0666,gid=5 devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t mqueue mqueue /dev/mqueue
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs tmpfs /run
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ln -sf /proc/self/fd /dev/fd
for n in 0:stdin 1:stdout 2:stderr; do ln -sf "/proc/self/fd/${n%:*}" "/dev/${n#*:}"; done
exec </dev/null >/dev/console 2>&1
busybox hostname guest
busybox ip link set lo up
# Those with a dependency succeed in the second round.
for _ in 1 2; do for module in /modules/*; do busybox insmod "$module" 2>/dev/null; done; done
echo 1 >/proc/sys/kernel/printk
ulimit -c 0
ulimit -n 1024
echo "guest: $(uname -srm), $(nproc) processors"
cd /tmp
# Members of the root cgroup cannot be limited.
mkdir -p /sys/fs/cgroup/tests && echo $$ >/sys/fs/cgroup/tests/cgroup.procs
# What no guest can do, and what a kernel of this version cannot.
version=$(uname -r | cut -d . -f 1,2)
cat "$OMIT" "${OMIT%.omit}-$version.omit" >/tmp/omit 2>/dev/null
"$SOURCE_DIR/tests/emulated/suites.sh" "$BIN_DIR" "$SOURCE_DIR" /tmp/omit ${SUITES//,/ }
echo "guest: status $?"
sync
busybox poweroff -f
