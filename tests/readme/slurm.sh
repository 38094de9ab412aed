#!/usr/bin/env bash
# The README's recipe for Slurm, on a cluster of one node: munged, slurmctld and slurmd of the test's own.
#
#   slurm.sh BIN_DIR SOURCE_DIR
#
# Slurm tracks processes by their parents (proctrack/linuxproc), which a daemon leaves. Slurm's time limit is
# at least a minute, and so is this test. Exit status: 77 if a program is missing, or slurmd does not run here.
set -uo pipefail
bin=$(realpath "$1") source=$2
# shellcheck source=engine.sh
. "$(dirname "$0")/engine.sh"
needs 'slurmctld slurmd slurm-client munge' munged slurmctld slurmd sbatch srun scancel sinfo
needs jq jq
if [ "$(id -u)" != 0 ]; then
  echo 'skipped: slurmd needs root'
  rmdir "$scratch"
  exit 77
fi
PATH=$PATH:/usr/sbin
cd "$scratch" || exit 2
mkdir state spool
host=$(hostname -s)
export SLURM_CONF=$scratch/slurm.conf

cat >slurm.conf <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge.socket
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
MpiDefault=none
ReturnToService=2
KillWait=10
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
# slurmd wants a plugin, though nothing uses cgroups here.
if [ -d /sys/fs/cgroup/freezer ]; then
  echo 'CgroupPlugin=cgroup/v1' >cgroup.conf
else
  printf '%s\n' 'CgroupPlugin=cgroup/v2' 'IgnoreSystemd=yes' >cgroup.conf
fi
head -c 128 /dev/urandom >munge.key
chmod 600 munge.key

munged --foreground --force --socket="$scratch/munge.socket" --key-file="$scratch/munge.key" \
  --pid-file="$scratch/munged.pid" --seed-file="$scratch/munged.seed" >munged.log 2>&1 &
eventually test -S munge.socket || { cat munged.log; exit 1; }
slurmctld -D -i -f "$scratch/slurm.conf" >slurmctld.log 2>&1 &
slurmd -D -f "$scratch/slurm.conf" >slurmd.log 2>&1 &
slurmd=$!
idle() { ! kill -0 $slurmd 2>/dev/null || sinfo -h -o %t 2>/dev/null | grep -qx idle; }
eventually idle || { tail slurmctld.log slurmd.log; exit 1; }
if ! kill -0 $slurmd 2>/dev/null; then
  echo "skipped: slurmd does not run here: $(grep -E 'error|fatal' slurmd.log | head -1)"
  exit 77
fi

# submit NAME OPTIONS COMMAND: one CPU; prints the number of the job.
submit() { sbatch --parsable -n 1 -o "$1.out" $2 --wrap "$3"; }
# A daemon whose parent has gone, and a process; each job has its own mark.
tree() { echo "'(setsid sleep $1 &); sleep $1'"; }
started() { [ "$(running "$1" | wc -l)" -ge 2 ]; }
ended() { ! squeue -h -j "$1" 2>/dev/null | grep -q .; }
expect() {  # FILE QUERY EXPECTED
  local seen
  seen=$(jq -c "$2" "$1" 2>&1)
  [ "$seen" = "$3" ] || fail "$1: $2: expected $3, not $seen"
}

# Slurm's own time limit, in the background: with cpr, and without.
limited=$(submit limited --time=1 "exec cpr exec --result limited.json $(tree "$mark.1")")
bare=$(submit bare --time=1 "exec sh -c $(tree "$mark.2")")
eventually started "$mark.1" || fail "the limited job does not start: $(cat limited.out)"
eventually started "$mark.2" || fail "the bare job does not start: $(cat bare.out)"

# The recipe: a job array.
block_with SBATCH >job.sh
timeout -k 5 60 sbatch --wait job.sh >/dev/null || fail "the job array: status $?"
for task in 1 2 3; do expect "result-$task.json" '[.verdict, .code]' '["exit",0]'; done
[ "$(cat slurm-*_*.out | sort)" = $'task 1\ntask 2\ntask 3' ] || fail "output of the array: $(cat slurm-*_*.out)"

# cpr's limit: the job fails with 124, and nothing of it is left.
timeout -k 5 60 srun -n 1 cpr exec --timeout 500ms --result timeout.json "setsid sleep $mark.3 & sleep $mark.3" 2>/dev/null
[ $? = 124 ] || fail 'a step whose limit has expired does not exit with 124'
expect timeout.json '[.verdict, (.tree.userCPUTime | type)]' '["timeout","number"]'
none_running "$mark.3" || fail 'a daemon is left after the timeout'

# A daemon that is still running after its step.
timeout -k 5 60 srun -n 1 cpr exec --leaks kill --result leak.json "setsid sleep $mark.4 & exit 0" || fail "a step with a daemon: status $?"
expect leak.json '[.verdict, .code, (.leaked | length)]' '["exit",0,1]'
none_running "$mark.4" || fail 'the daemon of a step is left'

# scancel.
canceled=$(submit canceled '' "exec cpr exec --result canceled.json $(tree "$mark.5")")
eventually started "$mark.5" || fail "the canceled job does not start: $(cat canceled.out)"
scancel "$canceled"
eventually ended "$canceled" || fail 'the canceled job goes on'
eventually none_running "$mark.5" || fail 'a daemon is left after scancel'
# Slurm sends SIGTERM to cpr and to its child: either may be first.
expect canceled.json '.verdict | . == "interrupted" or . == "signal"' true

# Slurm's limit, which it looks at twice a minute.
eventually ended "$limited" || eventually ended "$limited" || eventually ended "$limited" || fail "Slurm's limit does not end the job"
eventually none_running "$mark.1" || fail "a daemon is left after Slurm's limit"
expect limited.json '.verdict | . == "interrupted" or . == "signal"' true
eventually ended "$bare" || fail "Slurm's limit does not end the job without cpr"
[ "$(running "$mark.2" | wc -l)" = 1 ] || fail "without cpr: $(running "$mark.2" | wc -l) processes are left, not the daemon; the test shows nothing"

[ $failures = 0 ] && echo 'array, timeout, leftover daemon, scancel, time limit of Slurm'
[ $failures = 0 ]
