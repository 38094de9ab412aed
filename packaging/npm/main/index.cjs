'use strict';
// Runs a command with cpr; see index.d.cts.
const { spawn } = require('node:child_process');
const { mkdtemp, open, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { commandLine } = require('./command_line.cjs');
const { findProgram } = require('./program.cjs');

/** A file with the input, which each attempt of a run reads from its start. */
async function openInput(input) {
  const directory = await mkdtemp(join(tmpdir(), 'cpr-input-'));
  try {
    const path = join(directory, 'input');
    await writeFile(path, input, { mode: 0o600 });
    return await open(path);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The end of cpr itself, when it can no longer be running. */
const exited = (cpr) => new Promise((resolve, reject) => {
  cpr.on('error', reject);
  cpr.on('close', (code, signal) => resolve(signal ? `was killed by ${signal}` : `exited with ${code}`));
});

async function run(command, options = {}) {
  const { args, input, capture, signal } = commandLine(command, options);
  const program = findProgram();
  const file = input === undefined ? undefined : await openInput(input);
  try {
    signal?.throwIfAborted();
    const stdin = file?.fd ?? (capture ? 'ignore' : 'inherit');
    const cpr = spawn(program, args, {
      stdio: capture ? [stdin, 'pipe', 'pipe'] : [stdin, 'inherit', 'inherit', 'pipe'],
    });
    const stop = () => cpr.kill('SIGTERM');
    signal?.addEventListener('abort', stop);
    const [end, result, message] = await Promise.all([
      exited(cpr), textOf(capture ? cpr.stdout : cpr.stdio[3]), textOf(cpr.stderr),
    ]).finally(() => signal?.removeEventListener('abort', stop));
    if (result) return JSON.parse(result);
    signal?.throwIfAborted();
    throw new Error(message.trim() || `cpr: cpr ${end}, without a result`);
  } finally {
    await file?.close();
  }
}

module.exports = { run };
