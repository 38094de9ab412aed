#!/usr/bin/env python3
"""Validates results and events of cpr against the JSON Schema that is installed.

  validate.py SCHEMA DIR [--every]

Every line of the files below DIR that begins as a result or an event is validated; other lines, and a
last line that is cut, are skipped. Each directory in DIR must contain at least one: an empty one means
that a test has lost what it was to keep. With --every, all verdicts, all reasons of "kill" and all
events of the schema must have been seen.

The published schema is open, because later versions may add keys. Here it is closed: a key that it does
not describe is an error.
"""

import collections
import json
import os
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    # Debian's package belongs to Debian's python, which need not be the first in PATH.
    debian = "/usr/bin/python3"
    if os.path.realpath(sys.executable) == os.path.realpath(debian) or not os.path.exists(debian):
        sys.exit("python3-jsonschema is missing: ./bootstrap.sh installs it")
    os.execv(debian, [debian, *sys.argv])

STARTS = (b'{"cpr":1,', b'{"event":"', b'[{"token":')
SHOWN_FAILURES = 20


def closed(schema):
    """The schema without unknown keys in the objects that it describes."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    types = schema.get("type")
    if "properties" in schema and types in ("object", ["object", "null"]):
        result.setdefault("additionalProperties", False)
    return result


def lines_below(folder):
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.startswith(STARTS) and line.endswith(b"\n"):
                    yield f"{path}:{number}", line


class Seen:
    """Counts what the validated objects contained."""

    def __init__(self):
        self.results = 0
        self.words = collections.Counter()

    def add(self, thing):
        if "token" in thing:
            self.words["run", thing["state"]] += 1
            return
        if "event" in thing:
            self.words["event", thing["event"]] += 1
            thing = thing.get("result")
            if thing is None:
                return
        self.results += 1
        self.words["verdict", thing.get("verdict")] += 1
        if thing.get("kill"):
            self.words["reason", thing["kill"].get("reason")] += 1

    def table(self):
        groups = collections.defaultdict(list)
        for (group, word), count in sorted(self.words.items(), key=str):
            groups[group].append(f"{word} {count}")
        return "\n".join(f"{group}: {', '.join(words)}" for group, words in groups.items())


def words_of(schema):
    """All words that must be seen with --every."""
    definitions = schema["$defs"]
    for verdict in definitions["verdict"]["enum"]:
        yield "verdict", verdict
    for reason in definitions["killReason"]["enum"]:
        yield "reason", reason
    for event in definitions["event"]["oneOf"]:
        yield "event", event["properties"]["event"]["const"]
    for state in definitions["run"]["properties"]["state"]["enum"]:
        yield "run", state


class Validator:
    def __init__(self, schema):
        kind = jsonschema.Draft202012Validator
        kind.check_schema(schema)
        strict = closed(schema)
        self.result = kind(strict)
        self.run = strict["$defs"]["run"]
        self.events = {
            event["properties"]["event"]["const"]: event for event in strict["$defs"]["event"]["oneOf"]
        }

    def errors(self, thing):
        if "token" in thing:
            return self.result.evolve(schema=self.run).iter_errors(thing)
        if "event" not in thing:
            return self.result.iter_errors(thing)
        event = self.events.get(thing["event"])
        if event is None:
            return [jsonschema.ValidationError(f"the event {thing['event']!r} is not in the schema")]
        # Not the whole list of alternatives: the messages are about this event alone.
        return self.result.evolve(schema=event).iter_errors(thing)


def cause_of(error):
    """The error inside of an alternative that explains best why none of them fits."""
    while error.context:
        error = max(error.context, key=lambda inner: (len(inner.path), inner.validator != "type"))
    return error


def describe(error):
    error = cause_of(error)
    path = "/".join(str(part) for part in error.absolute_path)
    message = error.message if len(error.message) < 300 else "..." + error.message[-300:]
    return f"{path or 'the whole object'}: {message}"


def main(schema_path, folder, every):
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    validator = Validator(schema)
    seen = Seen()
    failures = []
    for place in sorted(path for path in pathlib.Path(folder).iterdir() if path.is_dir()):
        count = 0
        for where, line in lines_below(place):
            count += 1
            try:
                thing = json.loads(line)
            except ValueError as error:
                failures.append(f"{where}: not valid JSON: {error}")
                continue
            for one in thing if isinstance(thing, list) else [thing]:
                seen.add(one)
                for error in validator.errors(one):
                    failures.append(f"{where}: {describe(error)}")
        if count == 0:
            failures.append(f"{place}: contains no result, no event and no run")
    if every:
        for group, word in words_of(schema):
            if seen.words[group, word] == 0:
                failures.append(f"no {group} '{word}' was seen")
    for failure in failures[:SHOWN_FAILURES]:
        print(failure)
    print(seen.table())
    events = sum(count for (group, _), count in seen.words.items() if group == "event")
    print(f"{seen.results} results and {events} events, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["--every"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], bool(sys.argv[3:])))
