// The check of options in JavaScript agrees with cpr: a value that one of them refuses, the other does as well.
//
//   options.mjs CPR SOURCE_DIR
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [cpr, source] = process.argv.slice(2);
const require = createRequire(join(source, 'packaging/npm/main/index.cjs'));
const { commandLine } = require('./command_line.cjs');
for (const variable of ['TIMEOUT', 'KILL_SIGNAL', 'KILL_AFTER', 'MAX_BUFFER', 'LOG']) delete process.env[`CPR_${variable}`];

const durations = [
  '0', '5', '5s', '5S', '5ms', '5us', '1m30s', '30s1m', '1s1s', '1.5s', '1.5', '.5s', '.5', '1.s', '1d2h3m4s5ms6us', '5 s', ' 5', '-5',
  '+5', '5sec', '', 'none', 'None', 'Infinity', '1e3', '0x10', '99999999999999999999', '5m', '5mms', 's', '.',
];
const sizes = ['0', '1', '200K', '10M', '1G', '1k', '1KiB', '1kB', '1KB', '1MB', '1GiB', '1.5M', 'none', 'NONE', 'Infinity', 'infinity', '', '-1', ' 1', '1 K', 'K', '1T'];
const values = {
  timeout: durations,
  killAfter: durations,
  maxBuffer: sizes,
  killSignal: [
    'SIGTERM', 'TERM', 'term', 'SigTerm', '15', '015', '0', '1', '64', '65', '32', '33', 'RTMIN', 'RTMIN+1', 'SIGRTMIN+30', 'RTMIN+31', 'RTMAX-1',
    'RTMAX-30', 'RTMAX-31', 'RTMAX', 'SIGRTMAX+1', 'RTMIN+', 'RTMIN+01', 'IOT', 'POLL', 'IO', 'CLD', 'STKFLT', 'PWR', 'UNUSED', 'SYS', 'SIG', '', 'SIGSIGTERM', 'EXIT', '-9', 'INFO',
  ],
  retries: ['0', '1', '1000', '', 'x', '-1', '1.5'],
  retryDelay: ['0', '1s', '1s..30s', '1s..', '..1s', '1s..2s..3s', 'x', '', '100ms...2s'],
  killMode: ['tree', 'process', 'Tree', ''],
  maxBufferAction: ['kill', 'head', 'tail', 'ends', 'end', ''],
  leaks: ['ignore', 'fail', 'x'],
  compat: ['node', 'env', 'x'],
  cwd: ['/', ''],
  argv0: ['x', ''],
  beforeKill: ['true', ''],
  unsetEnv: ['A', '', 'A=B'],
};
const needs = { retryDelay: { retries: '1' }, maxBufferAction: { maxBuffer: '1K' } };
// cpr checks the range of a count.
const stricter = { retries: ['1001'] };

function acceptedHere(name, value) {
  try {
    return commandLine('true', { ...needs[name], [name]: value }).args;
  } catch (error) {
    if (error.code !== 'ERR_CPR_OPTION') throw error;
    return undefined;
  }
}

let compared = 0, failed = 0;
for (const [name, texts] of Object.entries(values)) {
  for (const text of [...texts, ...(stricter[name] ?? [])]) {
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const extra = Object.entries(needs[name] ?? {}).map(([key, value]) => `--${key}=${value}`);
    const accepted = spawnSync(cpr, ['exec', '--dry-run', ...extra, `--${option}=${text}`, '--', 'true']).status === 0;
    const here = acceptedHere(name, text) !== undefined;
    compared += 1;
    if (accepted === here || (here && stricter[name]?.includes(text))) continue;
    failed += 1;
    console.log(`${name}: '${text}': ${here ? 'accepted' : 'refused'} in JavaScript, ${accepted ? 'accepted' : 'refused'} by cpr`);
  }
}
console.log(`options: ${compared} values, ${failed} differences`);
process.exitCode = failed ? 1 : 0;
