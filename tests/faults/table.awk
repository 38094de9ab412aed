# One line for each run, one column for each class.
{
  count[$2, $1]++
  count["all", $1]++
}
END {
  n = split("OK CLEAR HANG SILENT WRONG ORPHAN CRASH MISSED", classes, " ")
  m = split(runs " all", names, " ")
  printf "%-12s", "run"
  for (c = 1; c <= n; c++) printf "%8s", classes[c]
  print ""
  for (r = 1; r <= m; r++) {
    printf "%-12s", names[r]
    for (c = 1; c <= n; c++) printf "%8d", count[names[r], classes[c]]
    print ""
  }
}
