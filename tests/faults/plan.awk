# From what strace saw of a run to the injections that are worth a try, one a line:
#
#   RUN WHO CALL NUMBER ERROR
#
# NUMBER is the count of the call in its process, the way strace counts; for `memory` it is that of
# brk and of mmap. WHO is `cpr` for the process that was started, `made` for those that it has made,
# as long as they have not become another program.
#
#   awk -v run=R -v who=W -v bound=N -v short=0|1 -f plan.awk ERRORS TRACE

function plan(call, number,    list, n, i, first_error) {
  n = split(errors[call], list, " ")
  # The short form takes one error of each call, two where there are many, not always the same.
  first_error = (length(run) + length(call)) % n
  for (i = 0; i < n; i++) {
    if (short && i != 0 && !(n >= 6 && i == int(n / 2))) continue
    print run, who, call, number, list[(first_error + i) % n + 1]
  }
}

function point(call, number) {
  points[call, ++total[call]] = number
}

FNR == NR {
  call = $1
  $1 = ""
  errors[call] = $0
  next
}

{
  pid = 0
  if ($1 ~ /^[0-9]+$/) {
    pid = $1
    sub(/^[0-9]+ +/, "")
  }
  if (first == "") first = pid
}

match($0, /^[a-z_0-9]+\(/) {
  call = substr($0, 1, RLENGTH - 1)
  number = ++count[pid, call]
  if (pid == first) {
    # What the C library does before main is not ours.
    if (!main && $0 ~ /^fcntl\(0, F_GETFD/) main = 1
    if (!main) before_main[call] = number
    if (who == "made" || !main) next
  }
  if (who == "cpr" && (call == "brk" || call == "mmap")) {
    point("memory", (count[pid, "brk"] + (call != "brk")) ":" (count[pid, "mmap"] + (call != "mmap")))
  }
  if (!(call in errors)) next
  # That stderr cannot be written to is the one thing that cannot be said.
  if ($0 ~ /^write\(2, "cpr: /) next
  # The flags of a descriptor that is there can be read and set.
  if ($0 ~ /^fcntl\([0-9]+, F_[GS]ETF[DL]/) next
  # Only a new watch costs the kernel something.
  if ($0 ~ /^epoll_ctl\([0-9]+, EPOLL_CTL_(DEL|MOD)/) next
  # strace counts in each process: what cpr itself has done before main would fail as well. That
  # one does no harm.
  if (who == "made" && number <= before_main[call] && call != "readlink") next
  if ((call, number) in seen) next
  seen[call, number] = 1
  point(call, number)
}

END {
  for (call in total) {
    n = total[call] < bound ? total[call] : bound
    # Spread over the whole run.
    for (i = 0; i < n; i++) {
      plan(call, points[call, 1 + int((i + 0.5) * total[call] / n)])
    }
  }
}
