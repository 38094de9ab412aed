// Random programs, options and limits through Node and through cpr --compat node.
//
//   node fuzz.mjs CPR CHILD [COUNT] [SEED]
//
// The seed makes a run repeatable; it and the case are printed with every difference.
import { compare, listDifferences } from './compare.mjs';
import { here } from './place.mjs';
import { generator } from './random.mjs';

const [cpr, child, countText = '150', seedText = '1'] = process.argv.slice(2);
if (!cpr || !child) throw new Error('usage: fuzz.mjs CPR CHILD [COUNT] [SEED]');
const count = Number(countText);

let random = generator(1);
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;

const texts = ['', 'x', 'a b', '\n', 'line\n', 'äöü', '😀', '"', "'", '\\', '$HOME', '*', '-', '--', '--help', '[1,2]', '%%', '\t', '\u0001'];
const signals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2', 'SIGTERM', 'SIGPIPE', 'sigterm'];
const sizes = [0, 1, 2, 7, 100, 4095, 4096, 4097, 65535, 65536, 65537, 100000, 150000];
const codes = [0, 0, 0, 1, 2, 3, 42, 124, 125, 126, 127, 128, 130, 137, 254, 255, 256, 257, 300];

/** Words that write to one stream or to both. */
function writing(words) {
  for (let i = below(4); i > 0; i -= 1) {
    if (chance(0.5)) words.push(pick(['out', 'err']), pick(texts));
    else words.push(pick(['spew', 'spew-err']), String(pick(sizes)));
  }
  return words;
}

function ending(words) {
  if (chance(0.6)) return [...words, 'exit', String(pick(codes))];
  if (chance(0.6)) return [...words, 'die', pick(['HUP', 'INT', 'KILL', 'USR1', 'TERM', 'PIPE', 'SEGV', 'ABRT'])];
  return words;
}

function plainOptions(options) {
  if (chance(0.2)) options.env = Object.fromEntries(Array.from({ length: below(4) }, (_, i) => [`V${i}`, pick(texts)]));
  if (chance(0.1)) options.cwd = pick(['/', 'sub', '.', '/no/such', './plain']);
  if (chance(0.2)) options.timeout = 60000;
  if (chance(0.2)) options.killSignal = pick(signals);
  return options;
}

const kinds = {
  execFile: () => ({ method: 'execFile', file: child, args: ending(writing([])), options: plainOptions({}) }),
  spawnSync: () => {
    const options = plainOptions({});
    if (chance(0.3)) options.input = pick(texts.filter(Boolean));
    else if (chance(0.3)) options.stdio = [pick(['pipe', 'ignore']), pick(['pipe', 'ignore']), pick(['pipe', 'ignore'])];
    if (chance(0.2)) options.argv0 = pick(['other', '-dash', 'a b']);
    return { method: 'spawnSync', file: child, args: ending(writing(chance(0.3) ? ['cat'] : [])), options };
  },
  words: () => ({
    method: pick(['execFile', 'spawnSync']), file: child,
    args: ['args', ...Array.from({ length: below(8) }, () => pick(texts))], options: plainOptions({}),
  }),
  environment: () => ({ method: pick(['execFile', 'spawnSync']), file: child, args: ['env'],
    options: { env: Object.fromEntries(Array.from({ length: below(6) }, (_, i) => [`${pick(['A', 'lower', 'X_'])}${i}`, pick(texts)])) } }),
  // Only one stream: at the limit Node closes the other one at an arbitrary point.
  maxBuffer: () => {
    const limit = pick(sizes);
    const size = pick([0, limit, limit + 1, limit + 5000]);
    const stream = pick(['spew', 'spew-err']);
    const words = [stream, String(size), ...(size > limit ? ['forever'] : ['exit', String(pick(codes))])];
    return { method: 'execFile', file: child, args: words, options: { maxBuffer: limit, killSignal: pick(signals) } };
  },
  timeout: () => {
    const method = pick(['execFile', 'spawnSync']);
    const killSignal = pick(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGKILL']);
    const before = chance(0.5) ? ['out', pick(texts)] : [];
    const handled = killSignal !== 'SIGKILL' && chance(0.5);
    // Node reports success when an asynchronous child exits 0 after its timeout, cpr never does.
    const code = method === 'spawnSync' ? pick(codes) : 1 + below(100);
    const words = handled
      ? ['handle', killSignal.slice(3), ...before, 'await-quietly', 'exit', String(code)]
      : [...before, 'forever'];
    return { method, file: child, args: words, options: { timeout: 150 + below(50), killSignal } };
  },
  failure: () => ({
    method: pick(['execFile', 'spawnSync']),
    file: pick(['no-such-program', './no/such', '/no/such/program', './plain', '/usr', './bad-interpreter', './plain/x', 'x'.repeat(300), 'tool', 'sub']),
    args: Array.from({ length: below(3) }, () => pick(texts)),
    options: chance(0.3) ? { env: { PATH: pick(['', ':', 'sub/bin', `${here}/locked`, '/nowhere:sub/bin', '/usr/bin']) } } : plainOptions({}),
  }),
  path: () => ({
    method: pick(['execFile', 'spawnSync']), file: pick(['tool', 'bare-script', 'shell-script', 'basename']), args: ['/a/b'],
    options: { env: { PATH: pick(['', ':', '::/usr/bin', '/usr/bin:', 'sub/bin', './sub/bin:', '/usr/bin', `${here}:/usr/bin`, `${here}/locked:${here}/sub/bin`]) } },
  }),
  shell: () => ({
    method: 'exec',
    file: pick(['exit 3', 'echo a; echo b >&2; exit 1', 'kill -TERM $$', 'printf "\\377\\000"', 'no-such-command 2>/dev/null', 'echo $0 $V0', 'cat', ': ;', 'echo x | cat; exit 7', 'exec false', '(exit 9)']),
    options: plainOptions({}),
  }),
  shellWords: () => ({
    method: pick(['execFile', 'spawnSync']), file: pick(['echo', 'printf %s', 'exit']), args: Array.from({ length: below(3) }, () => pick(['a', 'b c', '1', '$0', '$((1 + 2))', '>&2'])),
    options: { shell: pick([true, '/bin/sh', '/bin/bash']) },
  }),
};

let failed = 0;
const seen = {};
for (let i = 0; i < count; i += 1) {
  const seed = Number(seedText) * 1000003 + i;
  random = generator(seed);
  const kind = pick(Object.keys(kinds));
  const test = { name: kind, ...kinds[kind]() };
  seen[kind] = (seen[kind] ?? 0) + 1;
  const different = await compare(cpr, test, ['--compat', 'node']);
  if (!different) continue;
  failed += 1;
  console.log(`DIFFERENT: case ${i} of seed ${seedText}: ${JSON.stringify(test)}\n  node ${different.node}\n  cpr  ${different.cpr}`);
}
listDifferences();
console.log(`\nnode ${process.version}, seed ${seedText}: ${count} cases ${JSON.stringify(seen)}, ${failed} different`);
process.exit(failed || count < 1 ? 1 : 0);
