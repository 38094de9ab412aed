#!/usr/bin/env python3
"""Checks the jobs for Kubernetes and Nomad in packaging/.

    manifests.py BIN_DIR SOURCE_DIR

The schemas are parts of those of batch/v1 and of Nomad's HTTP API, with the fields that the jobs may use;
other fields are errors. The command of each job has to pass `cpr --dry-run`, and the time limits of the
engine have to be longer than those of cpr. Exit status: 77 without python3-yaml or python3-jsonschema.
"""

import json
import string
import subprocess
import sys
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError as error:
    print(f"skipped: {error}: apt-get install python3-yaml python3-jsonschema")
    sys.exit(77)

NAME = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 0}
WORDS = {"type": "array", "items": {"type": "string"}}


def record(optional=(), **required):
    """An object with these fields; those named in `optional` may be missing."""
    return {
        "type": "object",
        "properties": required,
        "required": [key for key in required if key not in optional],
        "additionalProperties": False,
    }


def only(schema):
    """A list of exactly one."""
    return {"type": "array", "items": schema, "minItems": 1, "maxItems": 1}


KUBERNETES = record(
    apiVersion={"const": "batch/v1"},
    kind={"const": "Job"},
    metadata=record(name=NAME),
    spec=record(
        completions=COUNT,
        parallelism=COUNT,
        completionMode={"enum": ["Indexed", "NonIndexed"]},
        backoffLimit=COUNT,
        activeDeadlineSeconds=COUNT,
        template=record(
            spec=record(
                restartPolicy={"enum": ["Never", "OnFailure"]},
                terminationGracePeriodSeconds=COUNT,
                containers=only(
                    record(
                        name=NAME,
                        image=TEXT,
                        command=WORDS,
                        args=WORDS,
                        terminationMessagePath=TEXT,
                        resources=record(
                            limits=record(memory={"type": "string", "pattern": "^[0-9]+([EPTGMk]|[EPTGMK]i)?$"})
                        ),
                    )
                ),
            )
        ),
    ),
)

NOMAD = record(
    Job=record(
        ID=TEXT,
        Type={"enum": ["batch", "service", "system", "sysbatch"]},
        Datacenters=WORDS,
        TaskGroups=only(
            record(
                Name=TEXT,
                Count=COUNT,
                RestartPolicy=record(Attempts=COUNT, Mode={"enum": ["fail", "delay"]}),
                Tasks=only(
                    record(
                        Name=TEXT,
                        Driver={"enum": ["exec", "raw_exec"]},
                        Config=record(command=TEXT, args=WORDS),
                        KillSignal={"enum": ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]},
                        KillTimeout=COUNT,
                        Resources=record(CPU=COUNT, MemoryMB=COUNT),
                    )
                ),
            )
        ),
    )
)


def dry_run(cpr, argv):
    """What cpr would do, from a command whose first word is cpr."""
    words = [cpr, argv[1], "--dry-run", *argv[2:]]
    if "--json" not in argv:
        words.insert(2, "--json")
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        sys.exit(f"{argv}: status {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def require(what, longer, shorter):
    """The engine gives cpr enough time for its own limit."""
    if longer <= shorter:
        sys.exit(f"{what}: {longer} s is not longer than {shorter} s of cpr")


def value_of(argv, option):
    """Seconds of a duration in the command, which has a single unit."""
    text = argv[argv.index(option) + 1]
    return int(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]]


def main():
    """Both files; a damaged copy of each must be refused, or the schemas check nothing."""
    cpr, packaging = str(Path(sys.argv[1]) / "cpr"), Path(sys.argv[2]) / "packaging"
    job = yaml.safe_load((packaging / "kubernetes/job.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(job, KUBERNETES)
    pod = job["spec"]["template"]["spec"]
    container = pod["containers"][0]
    argv = container["command"] + container["args"]
    if argv[argv.index("--result") + 1] != container["terminationMessagePath"]:
        sys.exit("the result is not the message of the pod")
    # Only the container has that file.
    dry_run(cpr, [word.replace(container["terminationMessagePath"], "/tmp/result.json") for word in argv])
    grace = value_of(argv, "--kill-after")
    require("activeDeadlineSeconds", job["spec"]["activeDeadlineSeconds"], value_of(argv, "--timeout") + grace)
    require("terminationGracePeriodSeconds", pod["terminationGracePeriodSeconds"], grace)

    nomad = json.loads((packaging / "nomad/job.json").read_text(encoding="utf-8"))
    jsonschema.validate(nomad, NOMAD)
    task = nomad["Job"]["TaskGroups"][0]["Tasks"][0]
    # What Nomad replaces; other variables are errors.
    values = {"NOMAD_ALLOC_DIR": "/tmp", "NOMAD_ALLOC_INDEX": "0"}
    argv = [task["Config"]["command"], *(string.Template(word).substitute(values) for word in task["Config"]["args"])]
    dry_run(cpr, argv)
    require("KillTimeout", task["KillTimeout"] / 1e9, value_of(argv, "--kill-after"))

    pod["restartPolicy"] = "Always"  # which a Job may not have
    task["Comand"] = task.pop("Config")
    for damaged, schema in ((job, KUBERNETES), (nomad, NOMAD)):
        if jsonschema.Draft7Validator(schema).is_valid(damaged):
            sys.exit("a damaged job is accepted")
    print("2 jobs are valid")


main()
