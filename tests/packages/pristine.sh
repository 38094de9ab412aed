#!/usr/bin/env bash
# The first steps of a new user, in a minimal root of a distribution: installs the package, reads help,
# presses Tab, makes mistakes, removes the package, and prints all of that.
#
#   pristine.sh ROOT DEB PTY      ROOT: from debootstrap --variant=minbase; needs root
#
# PTY is tests/pty of the build. man and the shells are installed from the distribution later.
set -uo pipefail
root=$1 deb=$2 pty=$3
cp "$deb" "$root/tmp/cpr.deb"
cp "$pty" "$root/tmp/pty"
mount -t proc proc "$root/proc" && mount -t devpts devpts "$root/dev/pts" || exit 2
trap 'umount "$root/dev/pts" "$root/proc"' EXIT

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$root" /bin/bash -c "cd /tmp; $1"; }
see() {
  printf '\n# %s\n' "$1"
  inside "$1" 2>&1 | head -"${2:-12}" | cut -c1-160
  local status=${PIPESTATUS[0]}
  [ "$status" = 0 ] || echo "[$status]"
}
files() { (cd "$root" && find usr etc var/lib/dpkg/info opt home root -xdev ! -name '*.cache' | sort); }

see 'cat /etc/debian_version; ls /usr/bin/man /usr/bin/zsh'
files >/tmp/pristine-before.$$
see 'apt-get install -y ./cpr.deb | tail -4'
see 'cpr --version; cpr help | head -12' 14
see 'cpr help exec | head -6'
see "cpr exec --timeout 1s 'sleep 60 & setsid sleep 61 & sleep 62'; echo status \$?; ls /proc | grep -c '^[0-9]'"
see "cpr exec --max-buffer 1000 --max-buffer-action tail 'seq 1 100000; exit 3' | tail -3"
see "cpr exec --idle-timeout 1s 'echo compiling; sleep 60'"
see "cpr exec --json 'echo hi; kill -9 \$\$'"
see "cpr spawn --clear-env --env PATH=/usr/bin:/bin --stdio '</etc/hostname,>>cpr.log,&1' -- cat; cat cpr.log"
see 'cpr exce ls; cpr exec --timout 5s ls; cpr exec ls -l; cpr exec --timeout 5sec ls; cpr spawn --env A ls; cpr spawn --uid nobdy ls'
see 'cpr execFile no-such-program; cpr execFile /etc/passwd; cpr execFile --cwd /nope ls; cpr execFile --timeout 5 sleep 9; cpr execFile seq 99 >/dev/full'
see 'apt-get update >/dev/null; apt-get install -y --no-install-recommends man-db bash-completion zsh fish 2>&1 | tail -1'
see 'man cpr | sed -n 1,22p' 24
see 'man cpr exec-file | sed -n 1,8p; man -f cpr-spawn; man 7 cpr-events | sed -n 3,5p'
see 'apt-get install -y --reinstall ./cpr.deb >/dev/null 2>&1; man -k bounded'
see "printf 'source /usr/share/bash-completion/bash_completion; PS1=%s\n' \"'$ '\" >rc; ./pty show type 'cpr exec --kill-si\x09' expect 'signal ' type 'SIGK\x09' expect SIGKILL type '\x15' type 'exit\n' -- bash --rcfile rc -i"
see "./pty show type 'cpr spawn --lea\x09' expect leaks type 'f\x09' expect fail type '\x15exit\n' -- bash --rcfile rc -i"
see "printf 'autoload -U compinit; compinit -u; PS1=%s\n' \"'% '\" >.zshrc; ZDOTDIR=/tmp ./pty type 'cpr spawn --kill-si\x09' expect 'kill-signal' type '\x15exit\n' -- zsh -i"
see "fish -c \"complete -C 'cpr exec --kill-signal SIGK'; complete -C 'cpr spawn --lea'\""
see 'apt-get purge -y cpr | tail -2'
# Do not count the files of man and the shells.
inside 'apt-get purge -y --autoremove man-db bash-completion zsh fish >/dev/null 2>&1'
files >/tmp/pristine-after.$$
printf '\n# what is left of it\n'
comm -13 /tmp/pristine-before.$$ /tmp/pristine-after.$$ | grep -i -e cpr || echo nothing
rm -f /tmp/pristine-before.$$ /tmp/pristine-after.$$ "$root"/tmp/{cpr.deb,pty,rc,.zshrc,cpr.log}
