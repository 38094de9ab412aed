// Makes the packages of npm, as directories and as tarballs.
//
//   pack.mjs OUT PLATFORM=PROGRAM...     PLATFORM: linux-x64, linux-arm64
//
// The file `name` has the name of the main package, CMakeLists.txt the version. A package for a platform is made for
// each program that is given; the main package depends on all of them, in this version, and is always made.
// CPR_REPOSITORY is the URL of the repository, which npm needs to publish with provenance.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const source = resolve(here, '../..');
// e_machine of elf(5).
const platforms = { 'linux-x64': { cpu: 'x64', machine: 62 }, 'linux-arm64': { cpu: 'arm64', machine: 183 } };

function fail(message) {
  console.error(`pack: ${message}`);
  process.exit(2);
}

const name = readFileSync(join(here, 'name'), 'utf8').trim();
const scope = `@${name}`;
const [, version] = /^project\(cpr VERSION (\S+)/m.exec(readFileSync(join(source, 'CMakeLists.txt'), 'utf8')) ?? fail('CMakeLists.txt has no version');

function manifest(fields) {
  return {
    version,
    description: 'Run a command with limits and report exactly how it ended',
    license: 'MIT',
    ...(process.env.CPR_REPOSITORY ? { repository: { type: 'git', url: `git+${process.env.CPR_REPOSITORY}.git` } } : {}),
    ...fields,
  };
}

function writePackage(directory, fields) {
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest(fields), null, 2)}\n`);
  cpSync(join(source, 'LICENSE'), join(directory, 'LICENSE'));
}

function platformPackage(out, platform, program) {
  const known = platforms[platform] ?? fail(`${platform} is not one of ${Object.keys(platforms).join(', ')}`);
  const bytes = readFileSync(program);
  if (bytes.toString('latin1', 0, 4) !== '\x7fELF' || bytes.readUInt16LE(18) !== known.machine) fail(`${program} is not a program for ${platform}`);
  const directory = join(out, scope, platform);
  mkdirSync(join(directory, 'bin'), { recursive: true });
  cpSync(program, join(directory, 'bin/cpr'));
  chmodSync(join(directory, 'bin/cpr'), 0o755);
  cpSync(join(source, 'packaging/copyright'), join(directory, 'copyright'));
  writeFileSync(join(directory, 'README.md'), `The program cpr for ${platform}. Install ${name}, which depends on this package.\n`);
  writePackage(directory, {
    // The libraries that are linked in have other licences.
    license: 'SEE LICENSE IN copyright',
    name: `${scope}/${platform}`,
    os: ['linux'],
    cpu: [known.cpu],
    // Not `cpr`: where npm 10 skips the package of another platform, it removes .bin/NAME of its programs.
    bin: { [`cpr-${platform}`]: 'bin/cpr' },
    preferUnplugged: true,
  });
  return directory;
}

function mainPackage(out) {
  const directory = join(out, name);
  cpSync(join(here, 'main'), directory, { recursive: true });
  for (const file of readdirSync(directory, { recursive: true }).filter((path) => path.endsWith('.in'))) {
    const text = readFileSync(join(directory, file), 'utf8')
      .replaceAll('@SCOPE@', scope).replaceAll('@NAME@', name).replaceAll('@VERSION@', version);
    writeFileSync(join(directory, file.slice(0, -3)), text);
    rmSync(join(directory, file));
  }
  chmodSync(join(directory, 'bin/cpr'), 0o755);
  writePackage(directory, {
    name,
    bin: { cpr: 'bin/cpr' },
    scripts: { postinstall: 'node install.cjs' },
    preferUnplugged: true,
    main: './index.cjs',
    types: './index.d.cts',
    exports: {
      '.': {
        import: { types: './index.d.mts', default: './index.mjs' },
        require: { types: './index.d.cts', default: './index.cjs' },
      },
      './package.json': './package.json',
    },
    engines: { node: '>=18' },
    optionalDependencies: Object.fromEntries(Object.keys(platforms).map((platform) => [`${scope}/${platform}`, version])),
  });
  return directory;
}

const [out, ...programs] = process.argv.slice(2);
if (!out || programs.some((word) => !word.includes('='))) fail('usage: pack.mjs OUT PLATFORM=PROGRAM...');
mkdirSync(out, { recursive: true });
const directories = programs.map((word) => platformPackage(out, word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)));
for (const directory of [...directories, mainPackage(out)]) {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', resolve(out)], { cwd: directory, encoding: 'utf8' });
  console.log(join(out, packed.trim()));
}
