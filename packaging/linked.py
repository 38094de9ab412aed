#!/usr/bin/env python3
"""Lists the libraries that are linked into cpr, as CycloneDX 1.5.

    linked.py --map LINK_MAP --objects DIR --program CPR --architecture A --version V --time EPOCH --output FILE

The linker's map names the archives whose code is in the program; the dependency files of the objects in
DIR name the headers, which are all there is of some libraries. Versions and licences are those of the
Debian packages that these files belong to. A file that belongs to no package is listed by its name,
without a version, and reported on standard error.
"""

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

# Debian's short names of licences, in its machine-readable copyright files.
SHORT_NAMES = {
    'Expat': 'MIT',
    'BSD-3-clause': 'BSD-3-Clause',
    'Expat with embedded exception': 'MIT WITH fmt-exception',
}
# Phrases of the copyright files that are not machine-readable.
PHRASES = [
    ('GCC RUNTIME LIBRARY EXCEPTION', 'GPL-3.0-or-later WITH GCC-exception-3.1'),
    (r'Lesser General Public\s+License as published by the Free Software Foundation; either\s+'
     r'version 2\.1 of the License, or \(at your option\) any later', 'LGPL-2.1-or-later'),
]
# Their headers have types and constants, no code; linux-libc-dev-arm64-cross is another.
KERNEL_HEADERS = 'linux-libc-dev'


def linked_archives(link_map):
    """Absolute paths of the archives and objects of which a section is in the program."""
    text = link_map.read_text(errors='replace')
    memory_map = text.split('\nLinker script and memory map\n', 1)[1]
    found = set()
    for line in memory_map.splitlines():
        section = re.match(r' (?:\S+)?\s+0x[0-9a-f]{16}\s+0x([0-9a-f]+) (/\S+?)(?:\(\S+\))?$', line)
        if section and int(section[1], 16) > 0:
            found.add(os.path.realpath(section[2]))
    return found


def used_headers(objects):
    found = set()
    for dependencies in objects.rglob('*.d'):
        found.update(word for word in re.split(r'[\s\\]+', dependencies.read_text()) if word.startswith('/'))
    return {os.path.realpath(path) for path in found if re.search(r'/include/|/include$', path)}


def owners(paths, architecture):
    """The Debian package of each path; paths of no package are missing."""
    # /lib is a link to /usr/lib, and some packages still list the former.
    asked = sorted(paths | {path.removeprefix('/usr') for path in paths if path.startswith('/usr/lib')})
    answer = subprocess.run(['dpkg-query', '--search', *asked], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True, check=False).stdout
    owner = {}
    for line in answer.splitlines():
        packages, separator, path = line.partition(': ')
        if separator and not line.startswith('diversion by'):
            # A header may belong to the packages of several architectures.
            packages = packages.split(', ')
            own = [package for package in packages if package.endswith(f':{architecture}')]
            owner[os.path.realpath(path)] = (own or packages)[0]
    return owner


def licence(package):
    name = package.split(':')[0]
    path = pathlib.Path('/usr/share/doc', name, 'copyright')
    text = path.read_text(errors='replace') if path.exists() else ''
    if 'copyright-format/1.0' in text:
        every_file = re.search(r'^Files: ?\*\n(?:.+\n)*?License: *(.+)$', text, re.MULTILINE)
        if every_file and every_file[1] in SHORT_NAMES:
            return {'expression': SHORT_NAMES[every_file[1]]}
    else:
        for phrase, spdx in PHRASES:
            if re.search(phrase, text):
                return {'expression': spdx}
    print(f'linked.py: {path} names no licence that is known here', file=sys.stderr)
    return {'license': {'name': 'unknown'}}


def component(package, files):
    fields = ['binary:Package', 'Version', 'Architecture', 'source:Package', 'source:Version', 'Homepage']
    answer = subprocess.run(['dpkg-query', '--show', '--showformat', ''.join(f'${{{f}}}\\n' for f in fields), package],
                            stdout=subprocess.PIPE, text=True, check=True).stdout
    name, version, architecture, source, source_version, homepage = answer.split('\n')[:6]
    name = name.split(':')[0]
    archives = sorted({os.path.basename(file) for file in files if not re.search('/include/', file)})
    entry = {
        'type': 'library',
        'bom-ref': name,
        'name': name,
        'version': version,
        'licenses': [licence(package)],
        'purl': f'pkg:deb/debian/{name}@{version.replace("+", "%2B").replace(":", "%3A")}?arch={architecture}',
        'properties': [{'name': 'cpr:source', 'value': f'{source} {source_version}'}]
        + [{'name': 'cpr:linked', 'value': archive} for archive in archives or ['headers']],
    }
    if homepage:
        entry['externalReferences'] = [{'type': 'website', 'url': homepage}]
    return entry


def components(files, architecture):
    owner = owners(files, architecture)
    packages = {}
    for file in sorted(files):
        if file in owner:
            packages.setdefault(owner[file], []).append(file)
        else:
            print(f'linked.py: {file} belongs to no package', file=sys.stderr)
            packages.setdefault(None, []).append(file)
    unknown = [{'type': 'library', 'bom-ref': file, 'name': file, 'licenses': [{'license': {'name': 'unknown'}}]}
               for file in packages.pop(None, [])]
    packages = {package: files for package, files in packages.items() if not package.startswith(KERNEL_HEADERS)}
    return [component(package, packages[package]) for package in sorted(packages)] + unknown


def main():
    parser = argparse.ArgumentParser()
    for name in ('map', 'objects', 'program', 'architecture', 'version', 'time', 'output'):
        parser.add_argument(f'--{name}', required=True, type=int if name == 'time' else str)
    options = parser.parse_args()

    objects = pathlib.Path(options.objects)
    files = linked_archives(pathlib.Path(options.map))
    for target in ('cpr', 'cpr_cli', 'cpr_engine'):
        files |= used_headers(objects / f'{target}.dir')
    libraries = components(files, options.architecture)
    when = datetime.datetime.fromtimestamp(options.time, datetime.timezone.utc)
    program = pathlib.Path(options.program).read_bytes()
    document = {
        'bomFormat': 'CycloneDX',
        'specVersion': '1.5',
        'version': 1,
        'metadata': {
            'timestamp': when.strftime('%Y-%m-%dT%H:%M:%SZ'),
            'component': {
                'type': 'application',
                'bom-ref': 'cpr',
                'name': 'cpr',
                'version': options.version,
                'licenses': [{'expression': 'MIT'}],
                'hashes': [{'alg': 'SHA-256', 'content': hashlib.sha256(program).hexdigest()}],
            },
        },
        'components': libraries,
        'dependencies': [{'ref': 'cpr', 'dependsOn': [library['bom-ref'] for library in libraries]}],
    }
    pathlib.Path(options.output).write_text(json.dumps(document, indent=2) + '\n')


main()
