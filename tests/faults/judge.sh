# Classifies a run with an injected error by comparing it with the same run without.
# shellcheck shell=bash

# Replaces what differs between equivalent runs; including how descendants were tracked, because a
# fallback is another way that works as well; and what the processes were doing.
normalised() {  # PLACE FILE
  sed -E "s,$1/here,HERE,g" "$1/$2" | sed -E 's/"(pid|pids|atMs|emptyAtMs|durationMs|ageMs|userCPUTime|systemCPUTime|maxRSS|peakMemory|peakProcesses|oomKills)":([0-9.]+|null)/"\1":N/g
          s/"startedAt":"[^"]*"/"startedAt":W/g
          s/"by":"[a-z]*"/"by":W/g; s/"snapshot":\[.*\],"hook"/"snapshot":W,"hook"/
          /^cpr:   ([0-9]+ |and [0-9]+ more process)/d
          s/[0-9.]+ (ms|s|us)? ?old/T old/; s/pid [0-9]+/pid N/; s/ to [0-9]+ process(es)?/ to N/g
          s/[0-9]+ bytes/N bytes/; s/127\.0\.0\.1:[0-9]+/127.0.0.1:N/'
}

messages_of() {  # PLACE: cpr's messages, on one line
  {
    grep -ao 'cpr: .*' "$1/err"
    grep -ao '"error":{"message":"[^"]*"' "$1/out"
  } | tr '\n' ' ' | cut -c1-300
}

# Processes of the run that are still running; all were started in its directory.
leftovers_of() {  # PLACE
  find /proc -maxdepth 2 -name cwd -lname "$1/here" 2>/dev/null | cut -d/ -f3
}

kill_leftovers_of() {  # PLACE
  local pid
  while [ -n "$(leftovers_of "$1")" ]; do
    for pid in $(leftovers_of "$1"); do kill -KILL "$pid" 2>/dev/null; done
  done
}

# No process and no cgroup is left. An exit takes some time.
is_empty() {  # PLACE
  local i
  for ((i = 0; i < 20; i++)); do
    [ -n "$(leftovers_of "$1")$(compgen -G "$(box_of "$1")/cpr-*")" ] || return 0
    sleep 0.02
  done
  return 1
}

same_in() {  # FILE PLACE AS_IS
  cmp -s <(normalised "$2" "$1") <(normalised "$3" "$1")
}

# cpr prints something that it does not print without the injection.
says_more() {  # FILE PATTERN PLACE AS_IS
  local now
  now=$(normalised "$3" "$1" | grep -ao "$2") && [ "$now" != "$(normalised "$4" "$1" | grep -ao "$2")" ]
}

class_of() {  # PLACE AS_IS ERROR
  local status usual said='' same=''
  status=$(<"$1/status")
  usual=$(<"$2/status")
  if [ "$status" = 137 ] && [ "$usual" != 137 ]; then
    kill_leftovers_of "$1"
    echo HANG
    return
  fi
  # These are not errors: a child that reads no input; a lost stderr, which cannot be reported; changing
  # a watch, which cannot fail. The injection may have hit one of them instead of another call.
  if ! grep INJECTED "$1/trace" |
    grep -qvE 'splice\((0|[0-9]+, NULL, 2), .*EPIPE|epoll_ctl\([0-9]+, EPOLL_CTL_(DEL|MOD)'; then
    kill_leftovers_of "$1"
    echo MISSED
    return
  fi
  if ! is_empty "$1"; then
    kill_leftovers_of "$1"
    # A process that cannot be killed or found, but is reported, is not an orphan: without a subreaper and
    # a cgroup cpr tracks only the process group (e2e/cpr/fallbacks).
    if ! grep -qE 'cannot kill|cannot signal|may have descendants that are still' "$1/err" &&
      ! grep -rqaE '"by":"(group|process)"' "$1"; then
      echo ORPHAN
      return
    fi
  fi
  same_in out "$@" && same=yes
  if [ "$status" = "$usual" ] && [ -n "$same" ] && same_in err "$@"; then echo OK; return; fi
  says_more err 'cpr: .*' "$@" && said=yes
  says_more out '"error":{.*' "$@" && said=yes
  case $status in
    "$usual")
      # Only stdout and the messages may differ.
      if [ -n "$same" ]; then
        [ -n "$said" ] && echo OK || echo SILENT
      elif [ "$status" = 0 ]; then
        echo WRONG
      else
        [ -n "$said" ] && echo CLEAR || echo SILENT
      fi
      ;;
    # When the reader is gone a pipeline ends without a message.
    141) [ "$3" = EPIPE ] && echo CLEAR || echo CRASH ;;
    125 | 126 | 127) [ -n "$said" ] && echo CLEAR || echo SILENT ;;
    131 | 132 | 134 | 135 | 136 | 139) echo CRASH ;;
    *) echo WRONG ;;
  esac
}
