#!/usr/bin/env bash
# The image: a root file system is made from the Dockerfile, and cpr is PID 1 in namespaces, in that root alone and
# copied into another one.
#
#   image.sh BUILD_DIR SOURCE_DIR
#
# Needs root, and a build whose cpr is static. An instruction that this script does not know is an error.
set -uo pipefail
build=$(readlink -f "$1") source=$(readlink -f "$2")
skip() { echo "SKIPPED: $1"; exit 77; }
[ "$(id -u)" = 0 ] || skip 'needs root, for chroot and mounts'
unshare -pfm true 2>/dev/null || skip 'there are no namespaces here'
! readelf -l "$build/cpr" 2>/dev/null | grep -q INTERP || skip 'cpr is not static: the image is for the release'
case $(uname -m) in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=arm64 ;;
  *) skip "there is no image for $(uname -m)" ;;
esac
scratch=$(mktemp -d)
trap 'rm -rf --one-file-system "$scratch"' EXIT
count=0 failures=0
check() {  # TITLE CONDITION...
  count=$((count + 1))
  "${@:2}" && return
  failures=$((failures + 1))
  echo "FAILED: $1: ${*:2}"
}

# --- a build of the Dockerfile --------------------------------------------------------------------------------
words() {  # a JSON array of strings without escapes, one in each line
  [[ $1 =~ ^\[\"[^\"\\]*\"(,\ *\"[^\"\\]*\")*\]$ ]] || return 1
  grep -o '"[^"]*"' <<<"$1" | tr -d '"'
}
image() {  # CONTEXT ROOT ARCHITECTURE: makes ROOT; sets entrypoint and command
  local line instruction rest from to known=0 first=1
  entrypoint=() command=()
  mkdir -p "$2"
  while IFS= read -r line; do
    case $line in '' | '#'*) continue ;; esac
    instruction=${line%% *} rest=${line#* }
    [ $first = 0 ] || [ "$line" = 'FROM scratch' ] || { echo "the first instruction is $line"; return 1; }
    case $instruction in
      FROM) [ $first = 1 ] || { echo 'more than one stage'; return 1; } ;;
      ARG) [ "$rest" = TARGETARCH ] || { echo "unknown argument $rest"; return 1; }; known=1 ;;
      COPY)
        [ $known = 1 ] || [[ $rest != *TARGETARCH* ]] || { echo 'TARGETARCH is used before ARG'; return 1; }
        rest=${rest//'${TARGETARCH}'/$3}
        [[ $rest != *'$'* && $rest != --* && $rest =~ ^[^\ ]+\ /[^\ ]+$ ]] || { echo "unknown form: $line"; return 1; }
        from=${rest% *} to=${rest#* }
        [[ /$from/ != */../* ]] || { echo "outside of the context: $from"; return 1; }
        mkdir -p "$2$(dirname "$to")" && cp "$1/$from" "$2$to" || return 1
        ;;
      ENTRYPOINT) mapfile -t entrypoint < <(words "$rest"); [ ${#entrypoint[@]} -gt 0 ] || { echo "not a list: $rest"; return 1; } ;;
      CMD) mapfile -t command < <(words "$rest"); [ ${#command[@]} -gt 0 ] || { echo "not a list: $rest"; return 1; } ;;
      *) echo "unknown instruction: $line"; return 1 ;;
    esac
    first=0
  done <"$1/Dockerfile"
}
refused() {  # LINE: of a Dockerfile
  cp -r "$scratch/context" "$scratch/wrong"
  echo "$1" >>"$scratch/wrong/Dockerfile"
  ! (image "$scratch/wrong" "$scratch/root-wrong" $architecture) >/dev/null
  local status=$?
  rm -rf "$scratch/wrong" "$scratch/root-wrong"
  return $status
}

other=$([ $architecture = amd64 ] && echo arm64 || echo amd64)
"$source/packaging/docker/context.sh" "$scratch/context" "$architecture=$build/cpr" || exit 1
check 'a program for another processor' bash -c '! "$@" 2>/dev/null' - "$source/packaging/docker/context.sh" "$scratch/x" "$other=$build/cpr"
root=$scratch/root
image "$scratch/context" "$root" $architecture || exit 1
check 'the image of an architecture without a program' bash -c '! test -e "$1"' - "$scratch/context/$other/cpr"
for line in 'RUN true' 'ADD x /x' 'COPY --chmod=755 copyright /x' 'COPY copyright x' 'FROM debian' 'ENTRYPOINT /cpr' 'ARG OTHER' 'USER 1' 'COPY ${OTHER} /x'; do
  check "this test refuses $line" refused "$line"
done

# --- PID 1 ----------------------------------------------------------------------------------------------------
in_root() {  # ROOT COMMAND...: as PID 1 of new namespaces, with /proc, as a container starts
  local at=$1
  shift
  mkdir -p "$at/proc"
  # The shell mounts and executes: unshare --root would look for programs before.
  exec unshare --pid --mount --fork --kill-child --propagation private \
    sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$at" "$@"
}
run() { (in_root "$@"); }

check 'the files of the image' [ "$(cd "$root" && find . -type f | sort | tr '\n' ' ')" = './cpr ./usr/share/doc/cpr/copyright ' ]
check 'the version' [ "$(run "$root" "${entrypoint[@]}" --version)" = "$("$build/cpr" --version)" ]
check 'the default command' grep -q 'Usage' <<<"$(run "$root" "${entrypoint[@]}" "${command[@]}")"
run "$root" "${entrypoint[@]}" execFile /no/such 2>/dev/null
check 'a program that is not in the image' [ $? = 127 ]
run "$root" "${entrypoint[@]}" execFile /cpr execFile /no/such 2>/dev/null
check 'a status of a child' [ $? = 127 ]

# Another image, with the programs of this machine: COPY --from=cpr /cpr /usr/local/bin/cpr.
derived=$scratch/derived
mkdir -p "$derived"/{tmp,proc,usr,dev}
for folder in bin sbin lib lib64; do [ ! -L /$folder ] || cp -P /$folder "$derived"; done
in_derived() {
  local mounts='mount --bind /dev "$0/dev"'
  for folder in /usr /bin /sbin /lib /lib64; do
    [ ! -d $folder ] || [ -L $folder ] || { mkdir -p "$derived$folder"; mounts+=" && mount --bind $folder \"\$0$folder\""; }
  done
  # /usr is that of this machine: cpr is copied to /opt instead of /usr/local.
  exec unshare --pid --mount --fork --kill-child --propagation private \
    sh -c "$mounts"' && mount -t proc proc "$0/proc" && PATH=/opt:/usr/sbin:/usr/bin:/sbin:/bin exec chroot "$0" "$@"' "$derived" "$@"
}
mkdir "$derived/opt"
cp "$root/cpr" "$derived/opt/cpr"
serve=(cpr spawn --kill-after 8s --)

(in_derived "${serve[@]}" sh -c 'exit 42')
check 'the status of the command' [ $? = 42 ]
check 'cpr is PID 1' [ "$(in_derived "${serve[@]}" sh -c 'tr "\0" " " </proc/1/cmdline')" = "${serve[*]} sh -c tr \"\\0\" \" \" </proc/1/cmdline " ]
# An orphan whose parent has exited is a child of PID 1, and is a zombie until that reaps it.
check 'orphans are reaped' [ "$(in_derived "${serve[@]}" sh -c '
  sh -c "setsid sh -c \"echo \\\$\\\$ >/tmp/orphan; exit 3\" &"
  until [ -s /tmp/orphan ]; do sleep 0.01; done
  tries=0
  while [ -e /proc/$(cat /tmp/orphan) ] && [ $tries -lt 1000 ]; do sleep 0.01; tries=$((tries + 1)); done
  [ -e /proc/$(cat /tmp/orphan) ] || echo reaped')" = reaped ]

stop() {  # SIGNAL COMMAND: what docker stop does: a signal to PID 1; prints the status
  rm -f "$derived/tmp/ready"
  (in_derived "${serve[@]}" sh -c "$2") >/dev/null 2>"$scratch/errors" &
  local outer=$! inner='' status=0
  until [ -e "$derived/tmp/ready" ]; do
    kill -0 $outer 2>/dev/null || { cat "$scratch/errors" >&2; return 1; }
    sleep 0.02
  done
  read -r inner </proc/$outer/task/$outer/children
  kill "-$1" "$inner"
  wait $outer || status=$?
  echo $status
}
check 'TERM kills the tree' [ "$(stop TERM 'sleep 60 & setsid sleep 61 & >/tmp/ready; sleep 62')" = 143 ]
check 'a command that handles TERM has its own status' [ "$(stop TERM 'trap "exit 5" TERM; >/tmp/ready; while :; do sleep 0.05; done')" = 5 ]
check 'HUP is sent to the command alone' [ "$(stop HUP 'trap "kill -0 \$p && exit 6" HUP; sleep 60 & p=$!; >/tmp/ready; while :; do sleep 0.05; done')" = 6 ]

echo "$count checks, $failures failed"
[ $count -gt 15 ] && [ $failures = 0 ]
