# Sourced by the tests of this folder, with `bin` set to the directory of the build for Windows. Puts the
# commands `cpr` and `child` into PATH: the programs for Windows under wine.
#
# Exits with status 77 where wine is missing.
if ! command -v wine >/dev/null; then
  echo 'SKIPPED: needs wine: ./bootstrap.sh --target windows'
  exit 77
fi
for program in cpr.exe tests/windows/child.exe; do
  [ -e "$bin/$program" ] || { echo "no $program in $bin"; exit 2; }
done

# No display, no messages of wine, no question whether to download what programs for .NET and HTML need.
export WINEPREFIX=$bin/wine/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' LC_ALL=C.UTF-8
unset DISPLAY WAYLAND_DISPLAY
mkdir -p "$bin/wine/bin"
(
  flock 8
  # The first use of wine makes its directory, in ten seconds.
  [ -e "$WINEPREFIX/made" ] || { wine wineboot --init && touch "$WINEPREFIX/made"; } >"$bin/wine/log" 2>&1 || {
    cat "$bin/wine/log"
    exit 1
  }
  # The last descriptor is that of the process below.
  for name in cpr child; do
    program=$bin/cpr.exe
    # A test knows its processes by the copy of the child in its directory.
    [ $name = cpr ] || program='$HERE/child.exe'
    printf '#!/bin/sh\nexec wine "%s" "$@" 9>&-\n' "$program" >"$bin/wine/bin/$name.new"
    chmod +x "$bin/wine/bin/$name.new"
    mv "$bin/wine/bin/$name.new" "$bin/wine/bin/$name"
  done
) 8>"$bin/wine/lock" || exit 2
export PATH=$bin/wine/bin:$PATH CPR_EXE=$bin/cpr.exe

# The services of wine start with the first program, and inherit its streams: they would hold the pipe of a test
# open. This one keeps them running until the test is over.
exec 9> >(exec wine "$bin/tests/windows/child.exe" say up copy >"$bin/wine/up.$$" 2>/dev/null)
until [ -s "$bin/wine/up.$$" ]; do sleep 0.02; done
rm -f "$bin/wine/up.$$"
