# shellcheck shell=bash disable=SC2154
# Sourced by the tests of this folder, with `bin` set to the directory of the build for Windows. Puts the
# commands `cpr` and `child` into PATH: cpr.exe and child.exe, on Windows itself (in the bash of Git) and
# elsewhere under wine. `on_windows PROGRAM ARG...` runs another one.
#
# Exits with status 77 where wine is missing.
for program in cpr.exe tests/windows/child.exe; do
  [ -e "$bin/$program" ] || { echo "no $program in $bin"; exit 2; }
done
commands=$bin/wine/bin
mkdir -p "$commands"
write_commands() {  # PREFIX SUFFIX
  local name program
  for name in cpr child; do
    program=$bin/cpr.exe
    # A test knows its processes by the copy of the child in its directory.
    [ $name = cpr ] || program='$HERE/child.exe'
    printf '#!/bin/sh\nLC_ALL=C.UTF-8 exec %s "%s" "$@" %s\n' "$1" "$program" "$2" >"$commands/$name.new"
    chmod +x "$commands/$name.new"
    mv "$commands/$name.new" "$commands/$name"
  done
}

case $(uname -s) in
  MINGW* | MSYS*)
    # Arguments are not paths of another system.
    export MSYS_NO_PATHCONV=1 MSYS2_ARG_CONV_EXCL='*' LC_ALL=C.UTF-8
    write_commands '' ''
    on_windows() { "$@"; }
    ;;
  *)
    if ! command -v wine >/dev/null; then
      echo 'SKIPPED: needs wine: ./bootstrap.sh --target windows'
      exit 77
    fi
    # No display, no messages of wine, no question whether to download what programs for .NET and HTML need.
    export WINEPREFIX=$bin/wine/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' LC_ALL=C.UTF-8
    unset DISPLAY WAYLAND_DISPLAY
    (
      flock 8
      # The first use of wine makes its directory, in ten seconds.
      [ -e "$WINEPREFIX/made" ] || { wine wineboot --init && touch "$WINEPREFIX/made"; } >"$bin/wine/log" 2>&1 || {
        cat "$bin/wine/log"
        exit 1
      }
      # The descriptor is that of the process below.
      write_commands wine '9>&-'
    ) 8>"$bin/wine/lock" || exit 2
    on_windows() { wine "$@" 9>&-; }

    # The services of wine start with the first program, and inherit its streams: they would hold the pipe of a
    # test open. This one keeps them running until the test is over.
    exec 9> >(exec wine "$bin/tests/windows/child.exe" say up copy >"$bin/wine/up.$$" 2>/dev/null)
    until [ -s "$bin/wine/up.$$" ]; do sleep 0.02; done
    rm -f "$bin/wine/up.$$"
    ;;
esac
export PATH=$commands:$PATH CPR_EXE=$bin/cpr.exe
