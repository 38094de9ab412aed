// The JavaScript API, with the package that is installed in the current directory.
//
//   api.mjs NAME [DIR]    NAME: of the package; DIR: where the results are kept, each in a file
import assert from 'node:assert/strict';
import childProcess, { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [name, keep] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), 'index.js'));
const scratch = mkdtempSync(join(tmpdir(), 'cpr-api-'));
process.on('exit', () => rmSync(scratch, { recursive: true }));
for (const variable of ['TIMEOUT', 'KILL_SIGNAL', 'KILL_AFTER', 'MAX_BUFFER', 'LOG']) delete process.env[`CPR_${variable}`];

// Counts the processes that the package starts.
const { spawn } = childProcess;
let started = 0;
childProcess.spawn = (...args) => { started += 1; return spawn(...args); };
syncBuiltinESMExports();

const api = require(name);
let kept = 0;
async function run(...args) {
  const result = await api.run(...args);
  if (keep) {
    mkdirSync(keep, { recursive: true });
    writeFileSync(join(keep, `api-${process.pid}-${(kept += 1)}`), `${JSON.stringify(result)}\n`);
  }
  return result;
}
async function appears(path) {
  while (!existsSync(path)) await new Promise((resolve) => { setTimeout(resolve, 5); });
}

const cases = {
  async 'ESM and CJS load the same function'() {
    const entry = pathToFileURL(require.resolve(name)).href.replace(/cjs$/, 'mjs');
    assert.equal((await import(entry)).run, api.run);
  },
  async 'a text is run by a shell, a list without one'() {
    const shell = await run('echo "$((1 + 2))"; echo err >&2; exit 3');
    assert.deepEqual([shell.method, shell.verdict, shell.code, shell.stdout, shell.stderr], ['exec', 'exit', 3, '3\n', 'err\n']);
    const program = await run(['printf', '%s|', 'a b', '$(id)', '', '--', '-x', "'"]);
    assert.deepEqual([program.method, program.code, program.stdout], ['execFile', 0, "a b|$(id)||--|-x|'|"]);
  },
  async 'a limit kills the process tree'() {
    const result = await run('sleep 60 & setsid sleep 61 & sleep 62', { timeout: 50, killAfter: '10s' });
    assert.deepEqual([result.verdict, result.status, result.kill.reason], ['timeout', 124, 'timeout']);
    assert.equal(result.leaked.length, 0);
  },
  async 'a failed start is a result'() {
    const result = await run(['/no/such/program']);
    assert.deepEqual([result.verdict, result.status, result.error.code], ['spawn-error', 127, 'ENOENT']);
  },
  async 'each attempt reads the input from its start'() {
    const result = await run('cat; exit 1', { input: 'a\0ü', retries: 1, retryDelay: 0 });
    assert.deepEqual([result.attempts.length, result.stdout], [2, 'a\0ü']);
    const large = await run('wc -c', { input: new Uint8Array(3_000_000) });
    assert.equal(large.stdout.trim(), '3000000');
    assert.equal((await run('cat')).stdout, '');
    assert.deepEqual(readdirSync(tmpdir()).filter((entry) => entry.startsWith('cpr-input-')), []);
  },
  async 'the environment'() {
    const env = { A: '1 2', B: 'x=y', C: undefined };
    assert.equal((await run('echo "$A|$B|$HOME|$NOT"', { env, unsetEnv: 'HOME' })).stdout, '1 2|x=y||\n');
    assert.equal((await run(['/usr/bin/env'], { env: { A: '1' }, clearEnv: true })).stdout, 'A=1\n');
  },
  async 'output: its encoding, its size'() {
    assert.deepEqual((await run(['printf', '\\377'], { encoding: 'buffer' })).stdout, { base64: '/w==' });
    assert.equal((await run('head -c 3000000 /dev/zero | tr "\\0" x', { maxBuffer: Infinity })).stdout.length, 3_000_000);
    assert.equal((await run('yes', { maxBuffer: '1K' })).verdict, 'max-buffer');
    assert.equal((await run('yes | head -1000', { maxBuffer: 10, maxBufferAction: 'head' })).truncated.stdout, 1990);
  },
  async 'without capture the output is printed'() {
    const script = `require(${JSON.stringify(require.resolve(name))}).run('cat; echo err >&2; exit 5', { capture: false }).then((r) => console.log(r.code, r.stdout))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { input: 'in\n', encoding: 'utf8' });
    assert.deepEqual([stdout, stderr], ['in\n5 null\n', 'err\n']);
  },
  async 'an abort kills the process tree'() {
    const ready = join(scratch, 'ready');
    const controller = new AbortController();
    const running = run(`>'${ready}'; sleep 60 & sleep 61`, { signal: controller.signal });
    await appears(ready);
    controller.abort();
    const result = await running;
    assert.deepEqual([result.verdict, result.kill.reason], ['interrupted', 'interrupted']);
    const before = started;
    await assert.rejects(run('true', { signal: controller.signal }), { name: 'AbortError' });
    assert.equal(started, before);
  },
  async 'what is not valid is refused before a process exists'() {
    const before = started;
    for (const [command, options, message] of [
      ['true', { timout: 5 }, /unknown option 'timout'/],
      ['true', { 'kill-after': 5 }, /unknown option 'kill-after': write killAfter/],
      ['true', { '--timeout': 5 }, /unknown option '--timeout'/],
      ['true', { json: true }, /unknown option 'json'/],
      ['true', { background: true }, /unknown option 'background'/],
      ['true', { constructor: 1 }, /unknown option 'constructor'/],
      ['true', { timeout: 1.5 }, /timeout: 1.5 is not a duration/],
      ['true', { timeout: -1 }, /timeout: -1 is not a duration/],
      ['true', { timeout: NaN }, /timeout: NaN is not a duration/],
      ['true', { timeout: '5 s' }, /timeout: '5 s' is not a duration/],
      ['true', { timeout: null }, /timeout: null is not a duration/],
      ['true', { timeout: ['5s'] }, /timeout: takes one value/],
      ['true', { maxBuffer: '1Q' }, /maxBuffer: '1Q' is not a size/],
      ['true', { killSignal: 'SIGTREM' }, /killSignal: 'SIGTREM' is not a signal/],
      ['true', { killSignal: 0 }, /killSignal: 0 is not a signal/],
      ['true', { leaks: 'maybe' }, /leaks: 'maybe' is not one of ignore, warn, kill, fail/],
      ['true', { retries: '-1' }, /retries: '-1' is not a number/],
      ['true', { noOrphans: 'yes' }, /noOrphans: 'yes' is not true or false/],
      ['true', { cwd: '' }, /cwd: '' is not a text that is not empty/],
      ['true', { env: ['A=1'] }, /env: A=1 is not an object/],
      ['true', { env: { 'A=B': '1' } }, /env: 'A=B' is not the name of a variable/],
      ['true', { env: { A: 1 } }, /env: A: 1 is not a text/],
      ['true', { signal: 'SIGTERM' }, /signal: 'SIGTERM' is not an AbortSignal; .* is killSignal/],
      ['true', { capture: 1 }, /capture: 1 is not true or false/],
      ['true', { input: 5 }, /input: 5 is not a text/],
      ['true', null, /null is not an object/],
      ['', {}, /the command is empty/],
      [[], {}, /the command is not a text/],
      [['a', 1], {}, /the command is not a text/],
      [undefined, {}, /the command is not a text/],
    ]) await assert.rejects(api.run(command, options), { message, code: 'ERR_CPR_OPTION' });
    await assert.rejects(api.run('true\0', {}), { code: 'ERR_INVALID_ARG_VALUE' });
    assert.equal(started, before + 1, 'Node itself refuses a null byte');
  },
  async 'what cpr refuses is an error with its message'() {
    const marker = join(scratch, 'marker');
    await assert.rejects(api.run(`>'${marker}'`, { logFormat: 'raw' }), /--log/);
    await assert.rejects(api.run(`>'${marker}'`, { retries: 1, retryOn: ['tmeout'] }), /'tmeout'/);
    assert.equal(existsSync(marker), false);
  },
  async 'without a package for the platform the error names it and what to do'() {
    const { findProgram } = require(join(require.resolve(name), '../program.cjs'));
    const { version } = JSON.parse(readFileSync(join(require.resolve(name), '../package.json'), 'utf8'));
    assert.throws(() => findProgram('darwin-arm64'), /no package for darwin-arm64: cpr runs on .*linux-x64/);
    const other = process.arch === 'x64' ? 'linux-arm64' : 'linux-x64';
    rmSync(join(require.resolve(name), '../../', `@${name}`, other), { recursive: true, force: true });
    assert.throws(() => findProgram(other), new RegExp(`@${name}/${other} is not installed: install it with 'npm install @${name}/${other}@${version}'`));
  },
};

let failed = 0;
for (const [title, check] of Object.entries(cases)) {
  try {
    await check();
  } catch (error) {
    failed += 1;
    console.log(`FAILED: ${title}\n${error.stack}`);
  }
}
console.log(`api: ${Object.keys(cases).length} cases, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
