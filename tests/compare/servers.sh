#!/usr/bin/env bash
# Starting a server, testing it, and killing it: a script with `kill $!`, start-server-and-test, and cpr.
#
#   servers.sh CPR [DIR]        DIR: where `npm install start-server-and-test` was run
#
# The server is what `npm start` is: a shell that runs a server and has started a daemon. Printed are the
# number of its processes that are running afterwards, of 3; what is tested if another server has the port;
# and the time from the start to the end of the test, which takes none itself: the median of 5. Takes a minute.
set -uo pipefail
cpr=$(readlink -f "$1") tool=${2:-}/node_modules/.bin/start-server-and-test
scratch=$(mktemp -d)
trap 'cd /; rm -rf "$scratch"' EXIT
mkdir "$scratch/here" "$scratch/other" && cd "$scratch/here" || exit 2
export CPR_RUNTIME_DIR=$scratch/runs
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
server="setsid sleep 600 & python3 -m http.server --bind 127.0.0.1 $port; :"
url=http://127.0.0.1:$port/
touch of-this-server ../other/of-another-server

cat >../test <<END
#!/bin/sh
date +%s%3N >../tested-at
curl -fsS $url | grep -o 'of-[a-z-]*<' >../tested
END
cat >../kill <<END
#!/bin/sh
sh -c '$server' >../log 2>&1 &
until curl -fsS $url >/dev/null 2>&1; do sleep 0.1; done
../test
kill \$!
END
cat >../cpr <<END
#!/bin/sh
run=\$($cpr exec --background --timeout 1m --log ../log --ready tcp:127.0.0.1:$port '$server') || exit
trap '$cpr kill "\$run"' EXIT
../test
END
cat >../tool <<END
#!/bin/sh
exec $tool "$server" $url ../test
END
chmod +x ../test ../kill ../cpr ../tool

processes() {  # DIRECTORY: of a server
  local process command
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/cwd" 2>/dev/null)" = "$scratch/$1" ] || continue
    command=$(tr '\0' ' ' 2>/dev/null <"$process/cmdline")
    case $command in *'sh -c setsid '* | 'sleep 600 ' | *'python3 -m http.server '*) echo "${process#/proc/}" ;; esac
  done
}
end() { processes "$1" | xargs -r kill -KILL; }
row() {  # NAME SCRIPT
  local left tested start times=()
  for _ in 1 2 3 4 5; do
    start=$(date +%s%3N)
    timeout 60 "../$2" >../output 2>&1
    times+=($(($(cat ../tested-at) - start)))
    sleep 0.5
    left=$(processes here | wc -l)
    end here
  done
  (cd ../other && exec python3 -m http.server --bind 127.0.0.1 "$port" >/dev/null 2>&1) &
  disown
  until curl -fsS "$url" >/dev/null 2>&1; do sleep 0.1; done
  rm ../tested
  timeout 20 "../$2" >../output 2>&1
  tested=$(cat ../tested 2>/dev/null || echo 'nothing; an error')
  end here
  end other
  while [ -n "$(processes other)" ]; do sleep 0.1; done
  printf '| %s | %s | %s | %s ms |\n' "$1" "$left" "${tested%<}" "$(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p)"
}
echo '| tool | left running, of 3 | tested if the port is in use | time to the test |'
echo '|---|---|---|---|'
# shellcheck disable=SC2016
row 'curl in a loop, `kill $!`' kill
if [ -x "$tool" ]; then
  row "start-server-and-test $(sed -n 's/.*"version": "\(.*\)".*/\1/p' "${2:-}/node_modules/start-server-and-test/package.json")" tool
else
  echo '| start-server-and-test | not installed | | |'
fi
row "$("$cpr" --version)" cpr
