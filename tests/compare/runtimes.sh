#!/usr/bin/env bash
# The message channel with other runtimes: Node 18, 20, 22, 24, Bun and Deno, from npm. Prints a row for each
# runtime, as in cpr-fork(1).
#
#   runtimes.sh CPR [DIR]      DIR: where the runtimes are installed, and stay; else a temporary directory
#
# A cell is `yes`, or what was seen instead. Exits with 77 where npm or a registry is missing. Takes a minute, and
# 1 GB of disk.
set -uo pipefail
cpr=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'cd /; rm -rf "$scratch"' EXIT
directory=$(readlink -f "${2:-$scratch}")
cd "$scratch" || exit 2

program() {  # RUNTIME: prints the program; installs it where it is missing
  local home=$directory/$1 version
  # In its directory: beside a folder of that name npm installs the folder.
  [ -d "$home/node_modules" ] ||
    (mkdir -p "$home" && cd "$home" && npm install --silent --no-audit --no-fund "$1" >/dev/null 2>&1)
  for program in "$home"/node_modules/.bin/{node,bun,deno}; do
    version=$("$program" --version 2>/dev/null) && [ -n "$version" ] && readlink -f "$program" && return
  done
  return 1
}

# Echoes messages. Uses a handle before it replies with its type: a server and a datagram socket hear from themselves.
cat >echo.cjs <<'END'
const use = {
  Server: (server, done) => {
    server.on('connection', (socket) => { socket.destroy(); server.close(); done(); });
    require('net').connect(server.address().port, '127.0.0.1').on('error', () => {});
  },
  Socket: (socket, done) => {
    if (socket.end) return socket.end('hello', done);
    socket.on('message', () => { socket.close(); done(); });
    socket.send('hello', socket.address().port, '127.0.0.1');
  },
};
process.on('message', (message, handle) => {
  if (!handle) return process.send(message === 'map' ? new Map([[1, 2n]]) : message);
  const type = handle.constructor.name;
  use[type](handle, () => process.send(type, () => process.disconnect()));
});
END
# The runtime as the parent of cpr. Not with fork(): Deno puts arguments of its own in front of those for execPath.
cat >parent.cjs <<'END'
const [, , cpr, ...command] = process.argv;
const child = require('child_process').spawn(cpr, ['spawn', '--compat', 'env', '--', ...command, 'echo.cjs'],
  { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
child.on('message', (message) => { console.log(JSON.stringify(message)); child.disconnect(); });
child.on('exit', (code, signal) => console.log(code, signal));
child.send({ a: [1, 'ä'] });
END

seq 3 >lines

cell() {  # EXPECTED COMMAND...: prints the cell for its output
  local expected=$1 seen status
  shift
  seen=$(timeout -k 1 30 "$@" 2>"$scratch/err" </dev/null)
  status=$?
  if [ "$seen" = "$expected" ] && [ $status = 0 ]; then printf ' yes |'; return; fi
  printf ' no: %s, exit %s |' "$(head -1 <<<"${seen:-$(grep -v '^ *$' "$scratch/err" | head -1)}" | cut -c1-60)" $status
}

command -v npm >/dev/null || { echo 'SKIPPED: npm is not installed'; exit 77; }
echo '| runtime | json | advanced | Map, BigInt | lockstep | server | socket | datagram | parent of cpr |'
echo '|---|---|---|---|---|---|---|---|---|'
rows=0
for runtime in node@18 node@20 node@22 node@24 bun deno; do
  if ! program=$(program $runtime); then
    echo "| $runtime | SKIPPED: npm cannot install it |"
    continue
  fi
  rows=$((rows + 1))
  fork=("$cpr" fork --timeout 20s --linger 2s --exec-path "$program")
  run=()
  [ $runtime != deno ] || run=(run -A)
  for word in "${run[@]}"; do fork+=("--exec-arg=$word"); done
  printf '| %s |' "$("$program" --version | head -1 | sed 's/^v/node /; s/ (.*//; s/^[0-9]/bun &/')"
  cell '{"a":[1,"ä"]}' "${fork[@]}" --send '{"a":[1,"ä"]}' --replies 1 echo.cjs
  cell '{"a":[1,"ä"]}' "${fork[@]}" --serialization advanced --send '{"a":[1,"ä"]}' --replies 1 echo.cjs
  cell '[[1,"2"]]' "${fork[@]}" --serialization advanced --send '"map"' --replies 1 echo.cjs
  cell $'1\n2\n3' "${fork[@]}" --messages lines --lockstep echo.cjs
  cell '"Server"' "${fork[@]}" --send 0 --send-handle tcp-server:127.0.0.1:0 --replies 1 echo.cjs
  # Accepts the connection that cpr opens for the child.
  exec {listener}< <(python3 -c 'import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    server.settimeout(60)
    with server.accept()[0] as connection:
        assert connection.makefile().read() == "hello"
print("hello")')
  read -r port <&$listener
  cell $'"Socket"\nhello' bash -c '"$@" && cat <&'"$listener" cell \
    "${fork[@]}" --send 0 --send-handle "tcp-socket:127.0.0.1:$port" --replies 1 echo.cjs
  exec {listener}<&-
  cell '"Socket"' "${fork[@]}" --send 0 --send-handle udp4:127.0.0.1:0 --replies 1 echo.cjs
  cell $'{"a":[1,"ä"]}\n0 null' "$program" "${run[@]}" parent.cjs "$cpr" "$program" "${run[@]}"
  echo
done
[ $rows -gt 0 ] || exit 77
