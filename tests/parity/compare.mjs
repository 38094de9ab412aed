// Runs one case through Node's child_process and through cpr, and normalises the results.
import { execFile, exec, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { differences } from './differences.mjs';

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
      const started = test.method === 'exec'
        ? exec(test.file, options, done)
        : execFile(test.file, test.args ?? [], options, done);
      started.stdin?.on('error', () => {}).end();
    } catch (error) {
      // Node throws for some failures to start; cpr reports all in the same way.
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

function cprArguments(test, extra) {
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
  // Node's timeouts never escalate to SIGKILL.
  words.push('--kill-after', 'none', ...extra);
  const verb = test.method === 'spawnSync' ? 'spawn' : test.method;
  // spawnSync's default is a pipe for each.
  const stdio = test.method === 'spawnSync' && !o.stdio && o.input === undefined
    ? ['--stdio', 'pipe,pipe,pipe'] : [];
  return [verb, '--json', '--encoding', 'base64', ...stdio, ...words, '--', test.file, ...(test.args ?? [])];
}

/** For tests/schema, as in keep.sh. */
function keep(results) {
  const folder = process.env.JSON_DIR;
  if (!folder || !results) return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(`${folder}/results`, results);
}

function throughCpr(cpr, test, extra) {
  const run = spawnSync(cpr, cprArguments(test, extra), { maxBuffer: Infinity, input: '' });
  keep(run.stdout);
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
    if (copy.error && difference.applies(test, facts)) difference.normalise(copy, test, fromNode);
  }
  return copy;
}

const sorted = (value) => JSON.stringify(value, (_, v) =>
  v && typeof v === 'object' && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v);

/** For people: long streams are cut. */
const brief = (facts) => sorted(facts).replace(/[A-Za-z0-9+/=]{300,}/g, (long) => `${long.slice(0, 100)}...(${long.length})`);

async function compareOnce(cpr, test, extra) {
  let node;
  let ours;
  try {
    node = normalised(test, test.method === 'spawnSync' ? nodeSync(test) : await nodeAsync(test), true);
    ours = normalised(test, throughCpr(cpr, test, extra), false);
  } catch (error) {
    return { node: 'both run', cpr: error.message };
  }
  return sorted(node) === sorted(ours) ? null : { node: brief(node), cpr: brief(ours) };
}

/**
 * On a machine that stalls a timeout may be over before the child is ready: then a longer one decides.
 *
 * @param cpr the binary
 * @param extra additional options of cpr
 * @returns null when both are equal, else both results
 */
export async function compare(cpr, test, extra = []) {
  const different = await compareOnce(cpr, test, extra);
  const timeout = test.options?.timeout ?? 0;
  if (!different || timeout === 0 || timeout > 1000) return different;
  return compareOnce(cpr, { ...test, options: { ...test.options, timeout: timeout * 20 } }, extra);
}

export function listDifferences() {
  console.log(`\nIntended differences (${differences.length}):`);
  for (const { what, why } of differences) console.log(`- ${what}: ${why}`);
}
