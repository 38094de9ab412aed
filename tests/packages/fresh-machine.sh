#!/usr/bin/env bash
# Runs the README's two commands in a minimal Debian 12, as root and as an ordinary user, each with
# and without a cgroup v2 mount, and prints the test results.
#
#   fresh-machine.sh SOURCE_DIR [CACHE_DIR]      needs root, debootstrap and a Debian mirror
#
# The checkout, including uncommitted changes, is copied below /root, which only root may enter. There
# are no user namespaces (the kernel refuses them in a chroot), no Node, zsh or fish. The ordinary user
# has the same directory as home, so that all configurations use one build.
# CACHE_DIR (default: cpr-fresh-machine in TMPDIR) keeps the minimal root, the downloaded packages
# and the logs. ONLY=PATTERN runs only the configurations whose name matches. MIRROR is the URL of another mirror.
# The status is 0 if no test failed, 1 if one failed, 2 if no test could be run.
set -uo pipefail
configurations=(root root-cgroup user user-cgroup)

# --- inside: PID 1 of a pid namespace, in a mount namespace ------------------------------------------

inside() {  # COMMAND [USER]: run by a shell in the checkout, with the environment of a login
  local as=()
  [ -z "${2:-}" ] || as=(setpriv --reuid "$2" --regid "$2" --init-groups)
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    "${as[@]}" /bin/bash -c "cd /root/cpr && $1" </dev/null
}

mount_all() {
  # A bind mount, because `unshare -m` needs / to be a mount point.
  mount --bind "$root" "$root" && mount -t proc proc "$root/proc" &&
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts" &&
    mount -t tmpfs tmpfs "$root/tmp" && chmod 1777 "$root/tmp" &&
    mount --bind "$cache/archives" "$root/var/cache/apt/archives"
}

configuration() {  # NAME: prints its line of the table
  local log=$cache/$1.log user='' line total failed
  case $1 in
    user*)
      user=visitor
      inside 'id visitor >/dev/null 2>&1 || useradd --home-dir /root --shell /bin/bash visitor' &&
        chown -hR --from=0:0 "$(inside 'id -u visitor'):$(inside 'id -g visitor')" "$root/root" || return 2
      ;;
  esac
  case $1 in
    *-cgroup)
      mkdir -p "$root/sys/fs/cgroup" && mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" || return 2
      ;;
  esac
  inside './bootstrap.sh exec --timeout 5000 ls && cmake --workflow --preset test' $user >"$log" 2>&1
  if mountpoint -q "$root/sys/fs/cgroup"; then umount "$root/sys/fs/cgroup"; fi

  line=$(grep -E '% tests passed, [0-9]+ tests failed out of [0-9]+' "$log") || {
    printf '%s: the tests did not run; the end of %s:\n' "$1" "$log"
    tail -20 "$log"
    return 1
  }
  read -r failed total < <(sed -E 's/.* ([0-9]+) tests failed out of ([0-9]+)/\1 \2/' <<<"$line")
  printf '%-16s%8d%8d%8d\n' "$1" "$total" "$failed" "$(grep -c '\*\*\*Skipped' "$log")"
  sed -n '/^The following tests FAILED:/,/^Errors while/s/^[[:space:]]*[0-9]* - /  /p' "$log"
  [ "$failed" = 0 ]
}

if [ "${1:-}" = --inside ]; then
  root=$2 cache=$3
  shift 3
  mount_all || exit 2
  status=0
  printf '%-16s%8s%8s%8s\n' configuration tests failed skipped
  for name; do configuration "$name" || status=1; done
  exit $status
fi

# --- outside ------------------------------------------------------------------------------------------

fail() { echo "fresh-machine: $1" >&2; exit 2; }
[ $# -ge 1 ] || fail 'usage: fresh-machine.sh SOURCE_DIR [CACHE_DIR]'
source=$1 cache=${2:-${TMPDIR:-/tmp}/cpr-fresh-machine}
self=$(readlink -f "$0")
[ "$(id -u)" = 0 ] || fail 'needs root'
command -v debootstrap >/dev/null || fail 'debootstrap is missing: apt-get install debootstrap'
git -C "$source" rev-parse >/dev/null || fail "$source is not a git checkout"

# Files in the cache are executed as root.
mkdir -p -m 700 "$cache" && [ -O "$cache" ] && [ ! -L "$cache" ] || fail "$cache is not a directory of root's own"
cache=$(readlink -f "$cache")
if [ ! -d "$cache/base" ]; then
  rm -rf "$cache/base.new"
  debootstrap --variant=minbase bookworm "$cache/base.new" "${MIRROR:-http://deb.debian.org/debian}" \
    >"$cache/debootstrap.log" 2>&1 || fail "debootstrap failed, see $cache/debootstrap.log"
  mv "$cache/base.new" "$cache/base"
fi
mkdir -p "$cache/archives/partial"

# A new cgroup, which is the root of its cgroup namespace: the names of the tests' cgroups contain pids,
# which could clash with those of another pid namespace.
group='' group_option=()
hierarchy=$(awk '$4 == "/" && / - cgroup2 / { print $5; exit }' /proc/self/mountinfo)
if [ -n "$hierarchy" ]; then
  own=$hierarchy$(sed -n 's,^0::/*,/,p' /proc/self/cgroup)
  group=${own%/}/cpr-fresh-machine-$$
  mkdir "$group" || fail "cannot create the cgroup $group"
  group_option=(--cgroup)
else
  echo 'fresh-machine: no cgroup v2 hierarchy here: skipping the configurations with one' >&2
  for i in "${!configurations[@]}"; do
    case ${configurations[i]} in *-cgroup) unset "configurations[i]" ;; esac
  done
fi
for i in "${!configurations[@]}"; do
  # shellcheck disable=SC2053
  [[ ${configurations[i]} == ${ONLY:-*} ]] || unset "configurations[i]"
done
[ ${#configurations[@]} -gt 0 ] || fail 'no configuration to run'

root=$(mktemp -d "$cache/root-XXXXXX")
namespace=
clean_up() {
  # When PID 1 of the namespace dies, the kernel kills all its processes and removes the mounts.
  [ -z "$namespace" ] || { kill -KILL "$namespace" && wait "$namespace"; } 2>/dev/null
  rm -rf --one-file-system "$root"
  [ -z "$group" ] || find "$group" -depth -type d -exec rmdir {} +
}
trap clean_up EXIT
trap 'exit 2' INT TERM HUP

cp -a "$cache/base/." "$root" || fail "cannot copy $cache/base"
chmod 700 "$root/root" && mkdir "$root/root/cpr"
# All tracked and untracked files that git does not ignore.
(cd "$source" && git ls-files -coz --exclude-standard | while IFS= read -r -d '' file; do
  if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\0' "$file"; fi
done | tar --null --no-recursion -T - -c) | tar -x --no-same-owner -C "$root/root/cpr" || fail "cannot copy $source"

(
  [ -z "$group" ] || echo $BASHPID >"$group/cgroup.procs" || exit 2
  exec unshare --mount --pid --fork --kill-child "${group_option[@]}" \
    "$self" --inside "$root" "$cache" "${configurations[@]}"
) &
namespace=$!
wait "$namespace"
status=$?
namespace=
exit $status
