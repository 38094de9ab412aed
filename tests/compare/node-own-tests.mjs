// Node's own tests of child_process, unchanged, with every child behind `cpr spawn --compat env --`, compared with the
// same tests behind `env --` and with nothing in front of the child.
//
//   node node-own-tests.mjs CPR NODE DIR [NAME...]
//
// NODE is the node that runs the tests, DIR has the sources of the same major version of Node, of which the folder
// test/ is enough. NAME is a part of the name of a test. The exit status is 1 if a test passes without a wrapper, fails
// behind env or cpr, and is not listed so in node-own-tests.txt. VERBOSE=1 prints the output of failed tests.
// Takes some minutes.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const here = import.meta.dirname;
const [cpr, node, sources] = process.argv.slice(2, 5).map((path) => resolve(path));
const names = process.argv.slice(5);
const scratch = mkdtempSync(join(tmpdir(), 'node-own-tests-'));
const wrappers = {
  none: null,
  env: { command: ['/usr/bin/env'] },
  cpr: { command: [cpr, 'spawn', '--compat', 'env'], argv0: '--argv0' },
};
const attempts = 3;

function preload(name) {
  if (!wrappers[name]) return [];
  const file = join(scratch, `${name}.cjs`);
  const [module, wrapper] = [join(here, 'wrap-children.cjs'), wrappers[name]].map((value) => JSON.stringify(value));
  writeFileSync(file, `require(${module})(${wrapper});\n`);
  return ['--require', file];
}
const preloads = Object.fromEntries(Object.keys(wrappers).map((name) => [name, preload(name)]));

function find_tests() {
  return ['parallel', 'sequential'].flatMap((folder) =>
    readdirSync(join(sources, 'test', folder))
      .filter((file) => /^test-child-process-.*\.m?js$/.test(file))
      .filter((file) => !names.length || names.some((name) => file.includes(name)))
      .map((file) => join(sources, 'test', folder, file)));
}

/// Runs `file` once and resolves to {passed, skipped, output}. A limit and --leaks kill leave no process.
function run(file, wrapper, lane) {
  const flags = readFileSync(file, 'utf8').match(/^\/\/ Flags: (.*)$/m)?.[1].split(' ') ?? [];
  const directory = join(scratch, `lane${lane}`);
  mkdirSync(directory, { recursive: true });
  const limits = ['--timeout', '2m', '--leaks', 'kill', '--quiet'];
  const args = ['execFile', ...limits, '--', node, ...flags, ...preloads[wrapper], file];
  const env = { ...process.env, NODE_TEST_DIR: directory, TEST_THREAD_ID: String(lane), TEST_SERIAL_ID: String(lane) };
  return new Promise((done) => {
    const child = spawn(cpr, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => { output += text; });
    }
    child.on('close', (code) => done({ passed: code === 0, skipped: /^1\.\.0 # Skipped/m.test(output), output }));
  });
}

/// A test passes if one of its attempts does: some of Node's tests depend on the load of the machine.
async function judge(file, wrapper, lane) {
  for (let attempt = 1; ; attempt++) {
    const result = await run(file, wrapper, lane);
    if (result.passed || attempt === attempts) return { ...result, attempt };
  }
}

/// Test name to the wrappers behind which it is known to fail.
function read_known(version) {
  const rows = readFileSync(join(here, 'node-own-tests.txt'), 'utf8').split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(' | '))
    .filter(([, , versions]) => versions.split(' ').includes(version));
  return new Map(rows.map(([test, behind]) => [test, behind === 'both' ? ['env', 'cpr'] : [behind]]));
}

const tests = find_tests();
const results = new Map();
await Promise.all(Array.from({ length: availableParallelism() }, async (_, lane) => {
  for (let file; (file = tests.shift());) {
    const result = {};
    for (const wrapper of Object.keys(wrappers)) result[wrapper] = await judge(file, wrapper, lane);
    results.set(file.slice(file.lastIndexOf('/') + 1), result);
  }
}));
rmSync(scratch, { recursive: true, force: true });

const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
const known = read_known(version.split('.')[0]);
const all = [...results].sort(([a], [b]) => (a < b ? -1 : 1));
for (const [name, result] of all) {
  const failed = Object.keys(wrappers).filter((wrapper) => !result[wrapper].passed);
  const retried = Object.keys(wrappers).filter((wrapper) => result[wrapper].passed && result[wrapper].attempt > 1);
  if (retried.length) console.log(`${name}: passes at a second or third attempt: ${retried.join(', ')}`);
  const expected = known.get(name) ?? [];
  const surprise = failed.join() !== expected.join() && !failed.includes('none');
  if (surprise) process.exitCode = 1;
  if (failed.length || surprise) {
    console.log(`${name}: fails behind ${failed.join(', ') || 'neither'}${surprise ? ', unlike the list' : ''}`);
  }
  if (process.env.VERBOSE) {
    for (const wrapper of failed) console.log(result[wrapper].output.replace(/^/gm, `  ${wrapper}: `));
  }
}
for (const wrapper of Object.keys(wrappers)) {
  const passed = all.filter(([, result]) => result[wrapper].passed);
  const skipped = passed.filter(([, result]) => result[wrapper].skipped);
  console.log(`${version}, ${wrapper}: ${passed.length} of ${all.length} pass (${skipped.length} skip themselves)`);
}
