'use strict';
// After an installation by npm: replaces bin/cpr, a script of sh, by the program, so that cpr starts without a shell.
//
// Not with other package managers: their own scripts in .bin start a file by its first line, and pnpm shares the file
// with other projects. A failure is not an error, because the script works as well.
const { copyFileSync, linkSync, renameSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { findProgram } = require('./program.cjs');

if (/^npm\//.test(process.env.npm_config_user_agent ?? '')) {
  const target = join(__dirname, 'bin/cpr');
  const draft = `${target}.${process.pid}`;
  try {
    const program = findProgram();
    try {
      linkSync(program, draft);
    } catch {
      copyFileSync(program, draft);
    }
    renameSync(draft, target);
  } catch {
    rmSync(draft, { force: true });
  }
}
