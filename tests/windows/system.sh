# shellcheck shell=bash disable=SC2154
# Sourced by ../e2e/run.sh: what is different for programs for Windows. Programs are found in the current directory.
# WINDOWS_HERE is HERE in Windows' spelling.
cp "$CHILD_EXE" "$HERE/child.exe"
case $(uname -s) in
  MINGW* | MSYS*)
    WINDOWS_HERE=$(cygpath -w "$HERE")
    all_processes() {
      powershell.exe -NoProfile -Command 'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ExecutablePath)" }'
    }
    pids_of() { all_processes | grep -F "$WINDOWS_HERE\\child.exe" | cut -d ' ' -f 1; }
    leftovers() { pids_of | sed 's/.*/HERE\\child.exe forever/'; }
    end_all() {
      local pid
      for pid in $(pids_of); do taskkill.exe /F /PID "$pid" >/dev/null 2>&1; done
    }
    export -f all_processes leftovers end_all
    ;;
  *)
    WINDOWS_HERE=Z:${HERE//\//\\}
    # Processes of wine that execute the child of this file, or cmd.exe in its directory.
    pids_of() {
      local file pid
      for file in $(grep -lE "$HERE/child.exe|/cmd.exe" /proc/[0-9]*/maps 2>/dev/null); do
        pid=${file#/proc/} pid=${pid%/maps}
        if grep -q "$HERE/child.exe" "$file" 2>/dev/null || [ "$(readlink "/proc/$pid/cwd")" = "$HERE" ]; then
          echo "$pid"
        fi
      done
    }
    ;;
esac
export WINDOWS_HERE
export -f pids_of

# In strings of JSON a backslash is two; lines of cmd.exe end in \r\n; wine pads the command line of a process.
escaped=${WINDOWS_HERE//./[.]}
system_edit="s/\r\$//; s|${escaped//\\/[\\\\]\{1,2\}}|HERE|g; /^HERE.child.exe/s/ +\$//"
