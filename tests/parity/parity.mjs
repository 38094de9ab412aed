// The same thing through Node's child_process and through cpr, compared.
//
//   node parity.mjs CPR CHILD [NAME-PART]
//
// A case says what is done in Node's terms; `cprArguments` says the same in cpr's. What is compared are
// facts: how it ended, the bytes of both streams, and the errors in Node's own words. Intended
// differences are in differences.mjs, each with its reason.
import { execFile, exec, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync, chmodSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cases } from './cases.mjs';
import { differences } from './differences.mjs';

const [cpr, child, part = ''] = process.argv.slice(2);
if (!cpr || !child) throw new Error('usage: parity.mjs CPR CHILD [NAME-PART]');

const here = mkdtempSync(path.join(tmpdir(), 'cpr-parity-'));
process.on('exit', () => rmSync(here, { recursive: true, force: true }));
process.chdir(here);
for (const name of Object.keys(process.env)) if (name.startsWith('CPR_')) delete process.env[name];

// What the cases find in their directory.
writeFileSync('plain', 'no program\n');
writeFileSync('bare-script', 'echo "$0 $1"\nexit 5\n');
writeFileSync('bad-interpreter', '#!/no/such/interpreter\n');
writeFileSync('shell-script', '#!/bin/sh\necho "script $#"\n');
writeFileSync('input', 'the input\n');
for (const file of ['bare-script', 'bad-interpreter', 'shell-script']) chmodSync(file, 0o755);
mkdirSync('sub/bin', { recursive: true });
writeFileSync('sub/bin/tool', '#!/bin/sh\necho "tool in $PWD"\n');
chmodSync('sub/bin/tool', 0o755);
mkdirSync('locked');
writeFileSync('locked/tool', '');

const encode = (bytes) => Buffer.from(bytes ?? '').toString('base64');

function errorFacts(error) {
  if (!error) return null;
  const { code, signal, killed, cmd, errno, syscall, path: file, spawnargs, message } = error;
  return { code, signal, killed, cmd, errno, syscall, path: file, spawnargs, message };
}

/** Node's asynchronous exec and execFile: what their callback gets. */
function nodeAsync(test) {
  return new Promise((resolve) => {
    const done = (error, stdout, stderr) =>
      resolve({ error: errorFacts(error), stdout: encode(stdout), stderr: encode(stderr) });
    const options = { encoding: 'buffer', maxBuffer: 204800, ...test.options };
    try {
      if (test.method === 'exec') exec(test.file, options, done);
      else execFile(test.file, test.args ?? [], options, done);
    } catch (error) {
      // Some failures to start are thrown; cpr reports all of them in one way.
      resolve({ error: errorFacts(error), stdout: '', stderr: '', thrown: true });
    }
  });
}

/** Node's spawnSync: its result. */
function nodeSync(test) {
  const result = spawnSync(test.file, test.args ?? [], { ...test.options });
  return {
    status: result.status,
    signal: result.signal,
    error: result.error ? { code: result.error.code, errno: result.error.errno } : null,
    stdout: encode(result.stdout),
    stderr: encode(result.stderr),
  };
}

function cprArguments(test) {
  const o = test.options ?? {};
  const words = [];
  if (o.cwd !== undefined) words.push('--cwd', o.cwd);
  if (o.env) {
    words.push('--clear-env');
    for (const [key, value] of Object.entries(o.env)) {
      if (value !== undefined) words.push('--env', `${key}=${value}`);
    }
  }
  if (o.timeout) words.push('--timeout', String(o.timeout));
  if (o.killSignal) words.push('--killSignal', o.killSignal);
  if (o.maxBuffer !== undefined) words.push('--maxBuffer', String(o.maxBuffer));
  if (o.argv0) words.push('--argv0', o.argv0);
  if (o.uid !== undefined) words.push('--uid', String(o.uid));
  if (o.gid !== undefined) words.push('--gid', String(o.gid));
  if (o.input !== undefined) words.push('--input', o.input);
  if (o.shell) words.push(o.shell === true ? '--shell' : `--shell=${o.shell}`);
  if (typeof o.stdio === 'string') words.push('--stdio', o.stdio);
  if (Array.isArray(o.stdio)) words.push('--stdio', o.stdio.map((x) => x ?? '').join(','));
  // Where Node has no such thing: its timeouts never end in SIGKILL.
  words.push('--kill-after', 'none');
  const verb = test.method === 'spawnSync' ? 'spawn' : test.method;
  // spawnSync's default is a pipe for each.
  const stdio = test.method === 'spawnSync' && !o.stdio && o.input === undefined
    ? ['--stdio', 'pipe,pipe,pipe'] : [];
  return [verb, '--json', '--encoding', 'base64', ...stdio, ...words, '--', test.file, ...(test.args ?? [])];
}

function throughCpr(test) {
  const run = spawnSync(cpr, cprArguments(test), { maxBuffer: Infinity, input: '' });
  let result;
  try {
    result = JSON.parse(run.stdout);
  } catch {
    throw new Error(`no JSON from cpr (status ${run.status}): ${run.stderr}`);
  }
  const facts = { stdout: result.stdout ?? '', stderr: result.stderr ?? '' };
  if (test.method === 'spawnSync') {
    return { status: result.code, signal: result.signal,
      error: result.verdict === 'spawn-error' || result.timedOut
        ? { code: result.error.code, errno: result.error.errno } : null, ...facts };
  }
  return { error: errorFacts(result.error), ...facts };
}

/** Where both agree that it is the same although it is written in another way. */
function normalised(test, facts, fromNode) {
  const copy = structuredClone(facts);
  delete copy.thrown;
  if (!copy.error) return copy;
  for (const key of Object.keys(copy.error)) if (copy.error[key] === undefined) delete copy.error[key];
  for (const difference of differences) {
    if (difference.applies(test, facts, fromNode)) difference.normalise(copy, test, fromNode);
  }
  return copy;
}

const sorted = (value) => JSON.stringify(value, (_, v) =>
  v && typeof v === 'object' && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v);

let failed = 0;
let run = 0;
const chosen = cases({ child, here }).filter((test) => test.name.includes(part));
for (const test of chosen) {
  run += 1;
  let node;
  let ours;
  try {
    node = normalised(test, test.method === 'spawnSync' ? nodeSync(test) : await nodeAsync(test), true);
    ours = normalised(test, throughCpr(test), false);
  } catch (error) {
    node = 'both run';
    ours = error.message;
  }
  if (sorted(node) !== sorted(ours)) {
    failed += 1;
    console.log(`DIFFERENT: ${test.name}\n  node ${sorted(node)}\n  cpr  ${sorted(ours)}`);
  }
}

console.log(`\nIntended differences (${differences.length}):`);
for (const { what, why } of differences) console.log(`- ${what}: ${why}`);
console.log(`\nnode ${process.version}: ${run} cases, ${failed} different`);
process.exit(failed || run === 0 ? 1 : 0);
