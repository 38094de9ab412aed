# Sourced by ../e2e/run.sh: what is different for programs for Windows under wine.

# Programs are found in the current directory and in Windows' PATH.
cp "$CHILD_EXE" "$HERE/child.exe"
windows_here="Z:${HERE//\//\\}"
export WINEPATH=$windows_here
# In strings of JSON a backslash is two; lines of cmd.exe end in \r\n; wine pads the command line of a process.
separator='[\\]{1,2}'
system_edit="s/\r\$//; s|Z:${HERE//\//$separator}|HERE|g; /^HERE.child.exe/s/ +\$//"

# Processes of wine that execute the child of this file, or cmd.exe in its directory.
pids_of() {
  local file pid
  for file in $(grep -lE "$HERE/child.exe|/cmd.exe" /proc/[0-9]*/maps 2>/dev/null); do
    pid=${file#/proc/} pid=${pid%/maps}
    if grep -q "$HERE/child.exe" "$file" 2>/dev/null || [ "$(readlink "/proc/$pid/cwd")" = "$HERE" ]; then echo "$pid"; fi
  done
}
export -f pids_of
