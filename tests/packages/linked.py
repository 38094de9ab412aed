#!/usr/bin/env python3
"""Checks the list of linked libraries against the linker's map.

    linked.py LINK_MAP CYCLONEDX_FILE

Every archive that the linker took code from is in the list, and so is the library of every C++ namespace
that cpr's own objects define code in: those of libraries that are only headers. A new dependency of
either kind fails.
"""

import json
import os
import re
import sys

# Namespaces of libraries that are only headers, and their packages; the others are the compiler's and cpr's own.
NAMESPACES = {'fmt': 'libfmt-dev', 'spdlog': 'libspdlog-dev', 'CLI': 'libcli11-dev'}
OWN = {'cpr', '__gnu_cxx', '__cxxabiv1', '_GLOBAL__N_1'}

failures = []


def archives_of(link_map):
    members = link_map.split('\nMemory Configuration\n', 1)[0]
    return {os.path.basename(path) for path in re.findall(r'^(/\S+\.a)\(', members, re.MULTILINE)}


def namespaces_of(link_map):
    found = set()
    for length, rest in re.findall(r'^ \.(?:text|rodata|data)\S*?\._ZNK?(\d+)(\w+)', link_map, re.MULTILINE):
        found.add(rest[:int(length)])
    return found


def check_component(component):
    name = component.get('name', '?')
    for key in ('type', 'version', 'licenses', 'purl'):
        if not component.get(key):
            failures.append(f'{name} has no {key}')
    for licence in component.get('licenses', []):
        if not re.fullmatch(r'[A-Za-z0-9.-]+( WITH [A-Za-z0-9.-]+)?', licence.get('expression', '')):
            failures.append(f'{name} has the licence {licence}')


with open(sys.argv[1], encoding='utf-8', errors='replace') as file:
    text = file.read()
with open(sys.argv[2], encoding='utf-8') as file:
    document = json.load(file)

if document['bomFormat'] != 'CycloneDX' or document['specVersion'] != '1.5':
    failures.append('not CycloneDX 1.5')
components = document['components']
for entry in components:
    check_component(entry)
names = {entry['name'] for entry in components}
listed = {item['value'] for entry in components for item in entry.get('properties', []) if item['name'] == 'cpr:linked'}

archives = archives_of(text)
if 'libc.a' not in archives:
    failures.append('the map of the linker names no archives')
failures += [f'{archive} is linked and not listed' for archive in sorted(archives - listed)]

namespaces = namespaces_of(text) - OWN
if 'fmt' not in namespaces:
    failures.append('the map of the linker names no functions')
for namespace in sorted(namespaces):
    if NAMESPACES.get(namespace) not in names:
        failures.append(f'namespace {namespace}: of a library that is not listed')

print('\n'.join(failures) or f'{len(components)} libraries: {" ".join(sorted(names))}')
sys.exit(bool(failures))
