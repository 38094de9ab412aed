#!/usr/bin/env bash
# The README's recipe for GNU parallel, on two machines: an sshd on this one, under two names.
#
#   parallel.sh BIN_DIR SOURCE_DIR
#
# Exit status: 77 if a program is missing.
set -uo pipefail
bin=$(realpath "$1") source=$2
# shellcheck source=engine.sh
. "$(dirname "$0")/engine.sh"
needs parallel parallel
needs openssh-server sshd ssh ssh-keygen
needs jq jq
cd "$scratch" || exit 2
export HOME=$scratch

# sshd wants this directory for itself, when it runs as root.
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
port=$(free_port)
ssh-keygen -q -t ed25519 -N '' -f host_key && ssh-keygen -q -t ed25519 -N '' -f user_key || exit 2
cat >sshd_config <<END
ListenAddress 127.0.0.1:$port
HostKey $scratch/host_key
AuthorizedKeysFile $scratch/user_key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
MaxStartups 100
SetEnv PATH=$PATH
END
cat >ssh_config <<END
Host node1 node2
  HostName 127.0.0.1
  Port $port
  User $(id -un)
  IdentityFile $scratch/user_key
  IdentitiesOnly yes
  UserKnownHostsFile $scratch/known_hosts
  StrictHostKeyChecking no
  LogLevel ERROR
END
"$(PATH=$PATH:/usr/sbin command -v sshd)" -D -e -f "$scratch/sshd_config" 2>sshd.log &
export PARALLEL_SSH="ssh -F $scratch/ssh_config"
if ! eventually $PARALLEL_SSH -o BatchMode=yes node1 cpr --version >version 2>messages; then
  cat sshd.log messages
  echo 'sshd does not accept the key'
  exit 1
fi

# One that succeeds and leaves a daemon, one that hangs beside a daemon, one that fails, one that computes.
# ssh ends when the daemon has closed its pipe, or cpr has killed it.
cat >tasks <<END
setsid sleep $mark.1 & echo done
setsid sleep $mark.1 & sleep $mark.2
exit 3
i=0; while [ \$i -lt 300000 ]; do i=\$((i + 1)); done
END
block_with 'parallel -S' | sed '/^jq/d; s/  *# exits [0-9]*$//' >recipe
grep -q '^parallel' recipe || fail 'the README has no recipe'
timeout -k 5 200 bash recipe 2>messages
[ $? = 2 ] || fail "the recipe: status $?, not the number of failed tasks: $(cat messages)"
for text in "$mark.1" "$mark.2"; do none_running "$text" || fail "left running: sleep $text"; done

# A reason for each, from two machines.
expect() {  # QUERY EXPECTED
  local seen
  seen=$(jq -r "$1" results 2>&1 | sort)
  [ "$seen" = "$2" ] || fail "$1: expected $2, not $seen"
}
expect '"\(.verdict) \(.code) \(.leaked | length)"' $'exit 0 0\nexit 0 1\nexit 3 0\ntimeout null 0'
expect 'select(.verdict == "timeout") | .tree | .peakMemory > 100000 and .peakProcesses > 2' true
block_with 'parallel -S' | grep '^jq' >queries
[ "$(wc -l <queries)" = 2 ] || fail 'the recipe has not two queries'
while IFS= read -r line; do
  bash -c "$line" >>answers || fail "$line: fails"
done <queries
jq -es '(map(.tree | .userCPUTime + .systemCPUTime) | add) > 50000' results >/dev/null || fail "CPU time: $(cat results)"

# The connection is lost: parallel sends HUP on the other machine, and cpr kills the tree, daemon included.
for launch in 'cpr exec --timeout 10m' 'sh -c'; do
  echo "setsid sleep $mark.1 & sleep $mark.2" >tasks
  parallel -S node1 -j 1 "$launch {}" <tasks >/dev/null 2>&1 &
  job=$!
  eventually some_running "$mark.1" || fail "$launch: the task does not start"
  eventually some_running "$mark.2" || fail "$launch: the task does not start"
  # shellcheck disable=SC2046
  kill -KILL $job $(running "$scratch/ssh_config") 2>/dev/null
  wait $job 2>/dev/null
  eventually none_running "$mark.2" || fail "$launch: still running after the connection was lost: sleep $mark.2"
  if [ "$launch" = 'sh -c' ]; then
    some_running "$mark.1" || fail 'without cpr: the daemon is gone as well; the test shows nothing'
  else
    eventually none_running "$mark.1" || fail 'still running after the connection was lost: the daemon'
  fi
done

[ $failures = 0 ] && cat answers
[ $failures = 0 ]
