// The cases, in Node's terms. Names are unique; each case varies one thing.
import { chmodSync, copyFileSync } from 'node:fs';

export function cases({ child, here }) {
  const list = [];
  const add = (name, method, file, args, options) => list.push({ name, method, file, args, options });
  const execCase = (name, command, options) => add(`exec: ${name}`, 'exec', command, undefined, options);
  const fileCase = (name, words, options) => add(`execFile: ${name}`, 'execFile', child, words, options);
  const spawnCase = (name, words, options) => add(`spawnSync: ${name}`, 'spawnSync', child, words, options);

  // Exit statuses.
  for (const code of [0, 1, 2, 42, 124, 125, 126, 127, 128, 137, 254, 255]) {
    fileCase(`exits with ${code}`, ['exit', String(code)]);
    spawnCase(`exits with ${code}`, ['exit', String(code)]);
    execCase(`exits with ${code}`, `exit ${code}`);
  }
  fileCase('exits with 256, which is 0', ['exit', '256']);
  fileCase('exits with 300, which is 44', ['exit', '300']);
  fileCase('exits with -1, which is 255', ['exit', '-1']);
  for (const signal of ['HUP', 'INT', 'QUIT', 'ABRT', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'TERM']) {
    fileCase(`dies of SIG${signal}`, ['die', signal]);
    spawnCase(`dies of SIG${signal}`, ['die', signal]);
    execCase(`the shell dies of SIG${signal}`, `kill -${signal} $$; sleep 9`);
  }
  execCase('a child of the shell dies of a signal', `${child} die TERM; exit $?`);
  execCase('a failing pipeline', 'false | true; exit $?');

  // Output.
  fileCase('stdout', ['out', 'hello']);
  fileCase('stderr', ['err', 'hello']);
  fileCase('both, and a failure', ['out', 'a', 'err', 'b', 'exit', '3']);
  fileCase('nothing', []);
  fileCase('a line without its end', ['out', 'x\ny']);
  fileCase('characters', ['out', 'äöü 中文 😀', 'err', 'ß', 'exit', '1']);
  for (const size of [1, 4095, 4096, 4097, 65535, 65536, 65537, 204799, 204800]) {
    fileCase(`${size} bytes`, ['spew', String(size)]);
    spawnCase(`${size} bytes`, ['spew', String(size)]);
  }
  fileCase('many bytes on both', ['spew', '150000', 'spew-err', '150000']);
  fileCase('many bytes and a failure', ['spew-err', '100000', 'exit', '9']);
  execCase('bytes that are no text', "printf '\\377\\000\\200'");
  execCase('two writers', 'echo a; echo b >&2; echo c');
  execCase('output after the shell has ended', '(sleep 0.1; echo late) & echo early');
  execCase('an unknown command', 'no-such-command-at-all 2>/dev/null');
  execCase('a command that may not be executed', './plain 2>/dev/null');
  execCase('several lines', 'echo one\necho two\nexit 3');
  execCase('quotes', `echo "a  b" 'c  d' e\\ \\ f`);
  execCase('variables and globs', 'X=1; echo $X plai*');
  execCase('blanks', '   ');
  execCase('a comment', '# nothing');
  execCase('a here-document', 'cat <<E\nhere\nE');
  execCase('redirections', 'echo x >file-by-shell; cat file-by-shell');
  execCase('bad syntax', '( 2>/dev/null');

  // maxBuffer.
  for (const [limit, size] of [[0, 0], [1, 1], [10, 10], [4096, 4096], [65536, 65536]]) {
    fileCase(`maxBuffer ${limit}, ${size} bytes`, ['spew', String(size)], { maxBuffer: limit });
  }
  for (const limit of [0, 1, 10, 4095, 65536, 100000]) {
    fileCase(`maxBuffer ${limit}, more bytes`, ['flood'], { maxBuffer: limit });
    fileCase(`maxBuffer ${limit}, more bytes on stderr`, ['spew-err', String(limit + 1), 'forever'], { maxBuffer: limit });
  }
  fileCase('maxBuffer holds for each stream by itself', ['spew', '10', 'spew-err', '10'], { maxBuffer: 10 });
  fileCase('maxBuffer 0 and no output', ['exit', '3'], { maxBuffer: 0 });
  fileCase('maxBuffer Infinity', ['spew', '1000000'], { maxBuffer: Infinity });
  fileCase('maxBuffer with another signal', ['flood'], { maxBuffer: 10, killSignal: 'SIGKILL' });
  fileCase('maxBuffer and a child that handles the signal', ['handle', 'TERM', 'spew', '11', 'await', 'exit', '0'], { maxBuffer: 11 - 1 });

  // Timeouts.
  fileCase('timeout', ['forever'], { timeout: 150 });
  spawnCase('timeout', ['forever'], { timeout: 150 });
  fileCase('timeout that is not reached', ['exit', '3'], { timeout: 30000 });
  spawnCase('timeout that is not reached', ['out', 'x'], { timeout: 30000 });
  for (const signal of ['SIGKILL', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'sigterm']) {
    fileCase(`timeout with ${signal}`, ['forever'], { timeout: 150, killSignal: signal });
    spawnCase(`timeout with ${signal}`, ['forever'], { timeout: 150, killSignal: signal });
  }
  fileCase('timeout, and the child exits with 7', ['handle', 'TERM', 'await-quietly', 'exit', '7'], { timeout: 400 });
  spawnCase('timeout, and the child exits with 7', ['handle', 'TERM', 'await-quietly', 'exit', '7'], { timeout: 400 });
  spawnCase('timeout, and the child exits with 0', ['handle', 'TERM', 'await-quietly', 'exit', '0'], { timeout: 400 });
  fileCase('timeout keeps what was written', ['out', 'before', 'forever'], { timeout: 400 });
  spawnCase('timeout keeps what was written', ['out', 'before', 'forever'], { timeout: 400 });
  spawnCase('timeout of a child without pipes', ['close', '1', 'close', '2', 'forever'], { timeout: 150 });
  execCase('timeout of a shell', 'exec sleep 60', { timeout: 150 });
  fileCase('timeout 0 is none', ['exit', '0'], { timeout: 0 });

  // Failed starts.
  const failures = (name, file, args, options) => {
    add(`execFile: ${name}`, 'execFile', file, args, options);
    add(`spawnSync: ${name}`, 'spawnSync', file, args, options);
  };
  failures('no such program', 'no-such-program', ['a', 'b']);
  failures('no such path', './no/such/program', []);
  failures('an absolute path', '/no/such/program', ['x']);
  failures('not executable', './plain', []);
  failures('a directory', '/usr', []);
  failures('a missing interpreter', './bad-interpreter', []);
  failures('a file as directory', './plain/x', []);
  failures('no such cwd', child, ['exit', '0'], { cwd: '/no/such/directory' });
  failures('a file as cwd', child, ['exit', '0'], { cwd: './plain' });
  failures('a name that is too long', 'x'.repeat(300), []);
  failures('a path that is too long', `/${'x/'.repeat(3000)}`, []);
  failures('found but not executable in PATH', 'tool', [], { env: { PATH: `${here}/locked` } });
  failures('the shell is missing', 'echo', [], { shell: '/no/such/shell' });
  execCase('the shell is missing', 'echo x', { shell: '/no/such/shell' });
  execCase('no such cwd', 'echo x', { cwd: '/no/such/directory' });

  // Unusual starts.
  failures('a script without #!', './bare-script', ['one']);
  failures('a script with #!', './shell-script', ['one', 'two']);
  failures('relative to cwd', 'bin/tool', [], { cwd: 'sub' });
  failures('a relative PATH, from cwd', 'tool', [], { cwd: 'sub', env: { PATH: 'bin' } });
  failures('later in PATH', 'basename', ['/a/b'], { env: { PATH: `${here}/locked:/nowhere:/usr/bin` } });
  failures('no PATH at all', 'basename', ['/a/b'], { env: { A: '1' } });
  failures('the root as cwd', child, ['cwd'], { cwd: '/' });

  // Arguments and variables.
  fileCase('odd words', ['args', '', ' ', '*', '$HOME', '`id`', '"', "'", '\\', '\n', '-', '--', '-x', '--help', '[1,2]', '%%']);
  fileCase('a long word', ['args', 'x'.repeat(100000)]);
  fileCase('many words', ['args', ...Array.from({ length: 5000 }, (_, i) => String(i))]);
  fileCase('a clean environment', ['env'], { env: {} });
  fileCase('one variable', ['env'], { env: { A: '1' } });
  fileCase('odd values', ['env'], { env: { A: '', B: 'x=y', C: ' ', D: 'a\nb', E: 'ä' } });
  fileCase('a variable that is undefined', ['env'], { env: { A: '1', B: undefined } });
  spawnCase('argv0', ['args', 'x'], { argv0: 'other' });
  spawnCase('an empty argv0 word', ['args', 'x'], { argv0: ' ' });
  add('spawnSync: a shell', 'spawnSync', 'echo $0; exit 3', [], { shell: true });
  add('spawnSync: another shell', 'spawnSync', 'echo ${BASH_VERSION:+bash}', [], { shell: '/bin/bash' });
  add('execFile: a shell', 'execFile', 'echo a; exit 3', [], { shell: true });

  // File descriptors.
  spawnCase('stdin is closed at once', ['cat'], {});
  spawnCase('input', ['cat'], { input: 'some input' });
  spawnCase('input of characters', ['cat'], { input: 'äöü 😀\n' });
  spawnCase('more input than a pipe takes', ['cat'], { input: 'y'.repeat(100000) });
  spawnCase('stdout ignored', ['out', 'x', 'err', 'y'], { stdio: ['pipe', 'ignore', 'pipe'] });
  spawnCase('stderr ignored', ['out', 'x', 'err', 'y'], { stdio: ['pipe', 'pipe', 'ignore'] });
  spawnCase('stdin ignored', ['cat'], { stdio: ['ignore', 'pipe', 'pipe'] });
  spawnCase('all ignored', ['out', 'x', 'exit', '3'], { stdio: 'ignore' });
  spawnCase('/dev/null is read from', ['read-byte', 'exit', '4'], { stdio: ['ignore', 'pipe', 'pipe'] });

  // Identity and environment.
  spawnCase('no signal is ignored, none blocked', ['signals']);
  if (process.getuid() === 0) {
    // Another user may be unable to enter the build directory.
    copyFileSync(child, 'child');
    chmodSync('.', 0o755);
    const idsCase = (name, options) => add(`spawnSync: ${name}`, 'spawnSync', './child', ['ids'], options);
    idsCase('uid and gid', { uid: 65534, gid: 65533 });
    idsCase('uid alone', { uid: 65534 });
    idsCase('gid alone', { gid: 65533 });
  }
  return list;
}
