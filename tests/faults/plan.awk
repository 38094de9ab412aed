# Turns the trace of a run into the injections that are worth trying, one a line:
#
#   RUN WHO CALL NUMBER ERROR
#
# NUMBER counts the call in its process, as strace does; for `memory` it has the counts of brk and of
# mmap. WHO is `cpr` for the started process, `made` for its children before execve.
#
#   awk -v run=R -v who=W -v bound=N -v short=0|1 -f plan.awk ERRORS TRACE

function plan(call, number,    list, n, i, first_error) {
  n = split(errors[call], list, " ")
  # The short form takes one error of each call, two if there are many, and varies them.
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
    # Skip the calls of the C library before main.
    if (!main && $0 ~ /^fcntl\(0, F_GETFD/) main = 1
    if (!main) before_main[call] = number
    if (who == "made" || !main) next
  }
  if (who == "cpr" && (call == "brk" || call == "mmap")) {
    point("memory", (count[pid, "brk"] + (call != "brk")) ":" (count[pid, "mmap"] + (call != "mmap")))
  }
  if (!(call in errors)) next
  # A failure to write to stderr cannot be reported.
  if ($0 ~ /^write\(2, "cpr: /) next
  # Getting and setting the flags of an open fd cannot fail.
  if ($0 ~ /^fcntl\([0-9]+, F_[GS]ETF[DL]/) next
  # Only adding a watch allocates memory.
  if ($0 ~ /^epoll_ctl\([0-9]+, EPOLL_CTL_(DEL|MOD)/) next
  # strace counts in each process, so the call of cpr before main would fail as well; readlink is
  # harmless there.
  if (who == "made" && number <= before_main[call] && call != "readlink") next
  if ((call, number) in seen) next
  seen[call, number] = 1
  point(call, number)
}

END {
  for (call in total) {
    n = total[call] < bound ? total[call] : bound
    # Spread over the run.
    for (i = 0; i < n; i++) {
      plan(call, points[call, 1 + int((i + 0.5) * total[call] / n)])
    }
  }
}
