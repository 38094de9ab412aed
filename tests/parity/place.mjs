// The directory that the cases run in, with its files.
import { mkdtempSync, writeFileSync, chmodSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const here = mkdtempSync(path.join(tmpdir(), 'cpr-parity-'));
process.on('exit', () => rmSync(here, { recursive: true, force: true }));
process.chdir(here);
for (const name of Object.keys(process.env)) if (name.startsWith('CPR_')) delete process.env[name];

// Files for the cases.
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
