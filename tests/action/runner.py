"""Runs the steps of a composite action as the runner of GitHub does, as far as action.yml needs it.

What it does not know is an error: other keys of a step, other expressions, other shells.
"""
import os
import re
import subprocess

import yaml

BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]


def evaluate(text, contexts):
    def value(match):
        scope = contexts
        for key in match.group(1).split("."):
            if key not in scope:
                raise ValueError(f"the expression {match.group(0)} has no value")
            scope = scope[key]
        return scope

    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", value, str(text))


def parse_outputs(text):
    """GITHUB_OUTPUT: lines NAME=VALUE, or NAME<<DELIMITER, the lines of the value, DELIMITER."""
    outputs, lines = {}, iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        head = re.match(r"([\w-]+)(=|<<)(.*)$", line)
        if not head:
            raise ValueError(f"GITHUB_OUTPUT has the line {line!r}")
        name, kind, rest = head.groups()
        if kind == "<<":
            value = []
            while (line := next(lines)) != rest:
                value.append(line)
            rest = "\n".join(value)
        outputs[name] = rest
    return outputs


class Run:
    """A run of the action in a directory for its files."""

    def __init__(self, source, temp, environment):
        self.source, self.temp = source, temp
        self.action = yaml.safe_load(open(f"{source}/action.yml"))
        self.files = {name: f"{temp}/{name}" for name in ("output", "path", "summary", "step")}
        for path in self.files.values():
            open(path, "w").close()
        self.environment = {
            **os.environ, "RUNNER_TEMP": temp, "RUNNER_OS": "Linux", "GITHUB_WORKSPACE": temp,
            "RUNNER_ARCH": {"x86_64": "X64", "aarch64": "ARM64"}.get(os.uname().machine, os.uname().machine),
            "GITHUB_ACTION_PATH": source, "GITHUB_REPOSITORY": "someone/project", "GITHUB_OUTPUT": self.files["output"],
            "GITHUB_PATH": self.files["path"], "GITHUB_STEP_SUMMARY": self.files["summary"], **environment,
        }
        self.status, self.printed, self.outputs = None, "", {}

    def command(self, step, contexts):
        unknown = set(step) - {"name", "id", "shell", "env", "run"}
        if unknown or step["shell"] != "bash":
            raise ValueError(f"a step has {unknown or step['shell']}")
        script = evaluate(step["run"], contexts)
        with open(self.files["step"], "w") as out:
            out.write(script)
        environment = {**self.environment, **{key: evaluate(value, contexts) for key, value in step.get("env", {}).items()}}
        with open(self.files["path"]) as added:
            environment["PATH"] = ":".join([*reversed(added.read().splitlines()), environment["PATH"]])
        return {"args": [*BASH, self.files["step"]], "env": environment, "cwd": self.temp,
                "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}

    def run(self, inputs, interrupt=None):
        """interrupt: called with the process of each step, before it is waited for."""
        known = self.action["inputs"]
        for name in inputs:
            if name not in known:
                raise ValueError(f"there is no input {name}")
        values = {name: inputs.get(name, str(row.get("default", ""))) for name, row in known.items()}
        contexts = {"inputs": values, "github": {"action_repository": "someone/cpr"}, "steps": {}}
        for step in self.action["runs"]["steps"]:
            open(self.files["output"], "w").close()
            process = subprocess.Popen(**self.command(step, contexts))
            if interrupt and step.get("id") == "run":
                interrupt(process)
            self.printed += process.communicate()[0]
            self.status = process.returncode
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": parse_outputs(open(self.files["output"]).read())}
            if self.status != 0:
                break
        if "run" in contexts["steps"]:
            self.outputs = {name: evaluate(row["value"], contexts) for name, row in self.action["outputs"].items()}
        self.summary = open(self.files["summary"]).read()
        return self
