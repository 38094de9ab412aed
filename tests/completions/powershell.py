#!/usr/bin/env python3
"""The completion for PowerShell, without a PowerShell: its quotes and brackets are right, and its tables have
every subcommand and option that the help of cpr has.

    powershell.py BIN_DIR SOURCE_DIR
"""
import os
import re
import subprocess
import sys

bin_dir, source_dir = sys.argv[1:]
path = os.path.join(source_dir, "completions/cpr.ps1")
failures = 0


def fail(text):
    global failures
    failures += 1
    print(text)


def skip_single_quoted(text, at):
    """`at` is behind the opening quote. In such a string '' is a quote, and everything else is itself."""
    while True:
        end = text.find("'", at)
        if end < 0 or "\n" in text[at:end]:
            raise SyntaxError("a string in single quotes does not end in its line")
        if text[end + 1 : end + 2] != "'":
            return end + 1
        at = end + 2


def skip_double_quoted(text, at):
    while True:
        if at >= len(text) or text[at] == "\n":
            raise SyntaxError("a string in double quotes does not end in its line")
        if text[at] == '"':
            return at + 1
        at = skip_code(text, at + 2, ")") if text.startswith("$(", at) else at + 1


def skip_code(text, at, closing=""):
    """Skips code up to the bracket that closes it, or to the end. Returns the place behind it."""
    while at < len(text):
        c = text[at]
        try:
            if text.startswith(("@'", '@"'), at) or c == "`":
                raise SyntaxError("here-strings and escapes are not used")
            if c == "#":
                at = (text + "\n").index("\n", at)
            elif c == "'":
                at = skip_single_quoted(text, at + 1)
            elif c == '"':
                at = skip_double_quoted(text, at + 1)
            elif c in "([{":
                at = skip_code(text, at + 1, ")]}"["([{".index(c)])
            elif c in ")]}":
                if c != closing:
                    raise SyntaxError(f"'{c}' closes nothing")
                return at + 1
            else:
                at += 1
        except SyntaxError as error:
            if error.lineno is None:
                error.lineno = text.count("\n", 0, at) + 1
            raise
    if closing:
        raise SyntaxError(f"'{closing}' is missing")
    return at


def accepts(text):
    try:
        return skip_code(text, 0) == len(text)
    except SyntaxError:
        return False


# The check itself.
for good in ("'it''s'", '"a $(f \')\') b"', "@{ A = 'x' } # '", "f('(', \"'\")"):
    accepts(good) or fail(f"should be accepted: {good}")
for bad in ("'it's'", '"a', "@{ A = 'x'", "(]", "'a\nb'", ")", '"$(f"'):
    accepts(bad) and fail(f"should not be accepted: {bad}")

with open(path, "rb") as file:
    content = file.read()
# PowerShell 5.1 reads a file without a mark in the code page of the machine, and takes typographic quotes for quotes.
if any(byte >= 128 or (byte < 32 and byte != 10) for byte in content):
    fail("cpr.ps1 has characters other than ASCII")
text = content.decode("ascii", "replace")
try:
    skip_code(text, 0)
except SyntaxError as error:
    fail(f"cpr.ps1:{error.lineno}: {error.msg}")

# The tables: one row in a line.
string = r"'(?:[^'\n]|'')*'"
row_form = re.compile(r"^        @\{ (?:\w+ = (?:%s(?:, %s)*|\$true)(?:; |(?= \}$)))+ \}$" % (string, string))
keys = {"Name", "Help", "Names", "Camel", "Offered", "Optional", "Words", "NotOnWindows", "Elsewhere", "Verbs"}
rows = []
for number, line in enumerate(text.split("\n"), 1):
    if not line.lstrip().startswith("@{"):
        continue
    if not row_form.match(line):
        fail(f"cpr.ps1:{number}: not a row: {line.strip()}")
        continue
    row = {}
    for key, value in re.findall(r"(\w+) = (%s(?:, %s)*|\$true)(?:; | \}$)" % (string, string), line):
        row[key] = [word[1:-1].replace("''", "'") for word in re.findall(string, value)] or True
    if not row.keys() <= keys or not row.get("Help"):
        fail(f"cpr.ps1:{number}: unknown keys, or no help: {sorted(row)}")
    rows.append(row)
verbs = [row["Name"][0] for row in rows if "Name" in row]
options = [row for row in rows if "Names" in row]


def printed(*words):
    run = subprocess.run([os.path.join(bin_dir, "cpr"), *words], capture_output=True, text=True, check=True)
    return run.stdout


def compare(what, offered, expected):
    if len(offered) != len(set(offered)):
        fail(f"{what}: offered twice: {sorted(offered)}")
    for name in sorted(set(expected) - set(offered)):
        fail(f"{what}: {name} is missing")
    for name in sorted(set(offered) - set(expected)):
        fail(f"{what}: {name} is not in the help")


canonical = re.findall(r"^  cpr (\S+) \[OPTIONS\]", printed("--help"), re.M)
node_names = {"exec-file": "execFile"}
compare("subcommands", verbs, canonical + list(node_names.values()))
count = 0
for verb in canonical:
    described = re.findall(r"^  (?:(-\w), |    )(--[a-z0-9-]+)", printed(verb, "--help"), re.M)
    expected = [name for pair in described for name in pair if name]
    count += len(described)
    for spelled in [verb] + ([node_names[verb]] if verb in node_names else []):
        offered = [name for row in options if spelled in row["Verbs"] for name in row["Names"]]
        # In the manual alone.
        compare(f"cpr {spelled}", [name for name in offered if name != "--containment"], expected)
if count < 200:
    fail(f"only {count} options found: the help has changed")

# What Windows does not have is not offered there.
elsewhere = {name for row in rows if row.get("Elsewhere") for name in row.get("Name", row.get("Names"))}
for name in ("fork", "ps", "--uid", "--background", "--send"):
    if name not in elsewhere:
        fail(f"{name} is offered on Windows")
for name in ("exec", "spawn", "--timeout", "--stdio", "--json"):
    if name in elsewhere:
        fail(f"{name} is not offered on Windows")
for name, word, kept in (("--kill-signal", "SIGUSR1", "SIGTERM"), ("--stdio", "pty", "pipe"), ("--compat", "env", "node")):
    for row in options:
        if name in row["Names"] and (word not in row["NotOnWindows"] or kept in row["NotOnWindows"]):
            fail(f"{name}: not offered on Windows: {row['NotOnWindows']}")

print(f"{len(verbs)} subcommands, {count} options, {failures} failures")
sys.exit(failures > 0)
