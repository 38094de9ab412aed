// Random command lines through the installed timeout(1) and through `cpr timeout`: exit status or
// signal, output, the signals that -v reports, and how many processes are left have to be the same,
// but for what timeout-differences.mjs lists.
//
//   node timeout.mjs CPR CHILD [COUNT] [SEED]
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { generator } from './random.mjs';
import { differences } from './timeout-differences.mjs';

const [cpr, child, countText = '100', seedText = '1'] = process.argv.slice(2);
if (!cpr || !child) throw new Error('usage: timeout.mjs CPR CHILD [COUNT] [SEED]');
const random = generator(Number(seedText));
const pick = (list) => list[Math.floor(random() * list.length)];
const chance = (p) => random() < p;

// Commands that end within some milliseconds, and those that only a time limit or a signal ends.
const short = {
  true: ['true'],
  code: ['sh', '-c', 'exit 3'],
  'code of timeout': ['sh', '-c', 'exit 124'],
  output: ['sh', '-c', 'echo out; echo more'],
  TERM: ['sh', '-c', 'kill -TERM $$'],
  KILL: ['sh', '-c', 'kill -KILL $$'],
  USR1: ['sh', '-c', 'kill -USR1 $$'],
  missing: ['/no/such/program'],
  'missing in PATH': ['no-such-program'],
  directory: ['/'],
  empty: [''],
  'looks like options': ['printf', '%s\n', '-k', '--help'],
};
const long = {
  sleep: ['sleep', '60'],
  handler: [child, 'handle', 'TERM', 'handle', 'INT', 'handle', 'HUP', 'handle', 'QUIT', 'say', 'ready', 'await-quietly', 'exit', '6'],
  // It ends by itself, so that timeout(1) without -k ends as well.
  deaf: [child, 'ignore', 'TERM', 'ignore', 'INT', 'ignore', 'HUP', 'ignore', 'QUIT', 'nap', '900', 'exit', '7'],
  descendant: [child, 'fork', '--', 'forever'],
  'setsid descendant': ['sh', '-c', 'setsid -f sleep 60; exec sleep 60'],
  stopped: [child, 'stop', 'exit', '4'],
  'output before the limit': ['sh', '-c', 'echo before; exec sleep 60'],
};
const badDurations = ['x', '5x', '', '-1', '1 s', 'nan', '1e', '5ss', '--', '0x'];

function randomLine() {
  const line = { options: [], signal: null, killAfter: null, foreground: false };
  const option = (words, apply = () => {}) => {
    line.options.push(...words);
    apply();
  };
  if (chance(0.3)) {
    line.signal = pick(['INT', 'HUP', 'TERM', '0', '9', 'KILL', 'SIGQUIT', 'int', '15', 'EXIT']);
    option(pick([['-s', line.signal], [`-s${line.signal}`], [`--signal=${line.signal}`], [`--sig=${line.signal}`], ['--s', line.signal]]));
    if (line.signal === 'EXIT') line.signal = '0';
  }
  // Without a signal only SIGKILL ends the command.
  if (line.signal === '0' || chance(0.3)) {
    line.killAfter = pick(line.signal === '0' ? ['.1', '0.1s'] : ['.1', '0.1s', '1e-1', '60', '0', '1h']);
    option(pick([['-k', line.killAfter], [`-k${line.killAfter}`], [`--kill-after=${line.killAfter}`], [`--kill=${line.killAfter}`]]));
  }
  if (chance(0.2)) option(pick([['--foreground'], ['--fore'], ['--f']]), () => { line.foreground = true; });
  if (chance(0.2)) option(pick([['--preserve-status'], ['--pres'], ['--p']]));
  if (chance(0.3)) option(pick([['-v'], ['--verbose'], ['--verb']]), () => { line.verbose = true; });
  if (chance(0.03)) option([pick(['--ver', '--nope', '-Z', '--signal', '-k', '--foreground=1', '-sFOO', '-k1x', '-s99'])], () => { line.invalid = true; });
  if (chance(0.1)) option(['--']);

  const isLong = chance(0.6);
  line.command = pick(Object.keys(isLong ? long : short));
  // timeout(1) would wait forever.
  if (line.command === 'stopped' && line.foreground) line.command = 'sleep';
  line.words = (isLong ? long : short)[line.command];
  line.from = isLong && chance(0.4) ? pick(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGALRM']) : null;
  line.duration = line.from ? pick(['60', '0', '1d', 'inf', '1e3', '0x3c'])
    : isLong ? pick(['.3', '0.3s', '3e-1', '0.005m', '+.3', ' .3'])
    : pick(['60', '0', '1d', '1e100', '99999999999999999999d', '0.5h', '1e-5000', ...badDurations]);
  line.ended = isLong;
  return line;
}

/** Pids of the processes with this variable in their environment. */
function marked(mark) {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'latin1').includes(mark)
        && !/^State:\s+Z/m.test(readFileSync(`/proc/${name}/status`, 'latin1'));
    } catch {
      return false;
    }
  }).map(Number);
}

/** The same with longer times, for a machine on which processes are not ready in time. A deaf command still ends
 * before the grace period of cpr. */
function slower(line) {
  const longer = (word) => word
    .replace(/(^|\D)0?\.([13])(s?)$/, '$1$2.$2$3')
    .replace(/(^|\D)([13])e-1$/, '$1$2$2e-1')
    .replace(/^0\.005m$/, '0.055m')
    .replace(/^900$/, '6000');
  return { ...line, options: line.options.map(longer), duration: longer(line.duration), words: line.words.map(longer), pace: 10 };
}

let runs = 0;
async function run(program, line) {
  const pace = line.pace ?? 1;
  const mark = `TIMEOUT_CASE=${process.pid}-${runs += 1}.`;  // no beginning of another
  const [name, value] = mark.split('=');
  const started = spawn(program[0], [...program.slice(1), ...line.options, line.duration, ...line.words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', [name]: value },
    detached: true,
  });
  let out = '';
  let err = '';
  started.stdout.on('data', (data) => { out += data; });
  started.stderr.on('data', (data) => { err += data; });
  const exit = new Promise((resolve) => { started.on('exit', (code, signal) => resolve({ code, signal })); });
  const closed = new Promise((resolve) => { started.on('close', resolve); });
  if (line.from) {
    // The command runs and has installed its handlers when it sleeps.
    const runs_command = () => marked(mark).some((pid) => pid !== started.pid);
    const ready = () => (line.command === 'handler' ? out.includes('ready') : runs_command());
    for (let i = 0; i < 4000 && !ready(); i += 1) await pause(5);
    await pause(100 * pace);
    started.kill(line.from);
  }
  const bound = setTimeout(() => { err += 'bounded by the test'; started.kill('SIGKILL'); }, 20000);
  const { code, signal } = await exit;
  clearTimeout(bound);
  let left = marked(mark);
  for (let i = 0; i < 10 * pace && left.length > 0; i += 1, left = marked(mark)) await pause(10);
  for (const pid of left) {
    try { process.kill(pid, 'SIGKILL'); } catch { /* gone */ }
  }
  await closed;  // whatever was left has held the pipes open
  const sent = [...err.matchAll(/sending signal (\w+) to command/g)].map((match) => match[1]);
  return { code, signal, out, sent: sent.join(), left: left.length, err };
}

const visible = ({ err, ...seen }) => JSON.stringify(seen);

const listed = new Map();
/** @returns null when both do the same, else both outcomes */
async function compare(line) {
  const [theirs, ours] = await Promise.all([run(['timeout'], line), run([cpr, 'timeout'], line)]);
  let expected = theirs;
  for (const difference of differences) {
    if (expected === null || !difference.applies(line)) continue;
    const changed = difference.change(expected);
    if (changed === null || visible(changed) !== visible(expected)) listed.set(difference.name, (listed.get(difference.name) ?? 0) + 1);
    expected = changed;
  }
  return expected === null || visible(expected) === visible(ours) ? null : { theirs, ours };
}

let different = 0;
async function check(line) {
  const outcomes = (await compare(line)) && (await compare(slower(line)));
  if (!outcomes) return;
  const { theirs, ours } = outcomes;
  different += 1;
  console.log(`timeout ${[...line.options, line.duration, ...line.words].map((word) => JSON.stringify(word)).join(' ')}${line.from ? `  (receives ${line.from})` : ''}`);
  console.log(`  timeout(1): ${visible(theirs)} ${JSON.stringify(theirs.err)}`);
  console.log(`  cpr:        ${visible(ours)} ${JSON.stringify(ours.err)}`);
}

const lines = Array.from({ length: Number(countText) }, randomLine);
const at = lines.values();
await Promise.all(Array.from({ length: 4 }, async () => {
  for (const line of at) await check(line);
}));
for (const [name, count] of listed) console.log(`listed, ${count} times: ${name}`);
console.log(`${lines.length} command lines (seed ${seedText}), ${different} differences that are not listed; ${spawnSync('timeout', ['--version']).stdout.toString().split('\n')[0]}`);
process.exit(different === 0 ? 0 : 1);
