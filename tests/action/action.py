#!/usr/bin/env python3
"""The action, the template of GitLab and the workflows: the files are valid, and the action does what it says.

  action.py BUILD_DIR SOURCE_DIR

Exits with 77 where PyYAML, curl or jq is missing.
"""
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

try:
    import yaml
except ImportError:
    print("SKIPPED: python3 has no yaml: apt-get install python3-yaml")
    sys.exit(77)
for program in ("curl", "jq"):
    if not shutil.which(program):
        print(f"SKIPPED: there is no {program}: apt-get install {program}")
        sys.exit(77)

from runner import Run

build, source = (os.path.realpath(path) for path in sys.argv[1:3])
machine = os.uname().machine
version = re.search(r"^project\(cpr VERSION (\S+)", open(f"{source}/CMakeLists.txt").read(), re.M).group(1)
for name in ("CPR_TIMEOUT", "CPR_KILL_SIGNAL", "CPR_KILL_AFTER", "CPR_MAX_BUFFER", "CPR_LOG"):
    os.environ.pop(name, None)
failures = count = 0


def check(title, condition, shown=""):
    global failures, count
    count += 1
    if not condition:
        failures += 1
        print(f"FAILED: {title}\n    {shown}")


def make_release(folder):
    """The files of a release, as the preset `package` names them; returns their URL."""
    name = f"cpr-{version}-linux-{machine}"
    os.makedirs(f"{folder}/{name}/bin")
    subprocess.run(["cp", f"{build}/cpr", f"{folder}/{name}/bin/cpr"], check=True)
    subprocess.run(["tar", "-C", folder, "-czf", f"{folder}/{name}.tar.gz", name], check=True)
    digest = hashlib.sha256(open(f"{folder}/{name}.tar.gz", "rb").read()).hexdigest()
    with open(f"{folder}/SHA256SUMS", "w") as out:
        out.write(f"{'0' * 64}  other.tar.gz\n{digest}  {name}.tar.gz\n")


class Server:
    """Files instead of a server, at the URL of a release."""

    def __init__(self, root):
        self.folder = f"{root}/someone/cpr/releases/download/v{version}"
        os.makedirs(self.folder)
        make_release(self.folder)
        self.url = f"file://{root}"


with tempfile.TemporaryDirectory() as scratch:
    server = Server(f"{scratch}/server")
    installed = {"PATH": f"{build}:{os.environ['PATH']}"}
    runs = 0

    def act(inputs, environment=installed, interrupt=None):
        global runs
        runs += 1
        temp = f"{scratch}/run {runs}"
        os.mkdir(temp)
        inputs = {"version": "installed", **inputs} if environment is installed else inputs
        done = Run(source, temp, {"GITHUB_SERVER_URL": server.url, **environment}).run(inputs, interrupt)
        done.everything = f"status {done.status}\n{done.printed}\n{done.outputs}\n{done.summary}"
        if done.outputs.get("result") and os.environ.get("JSON_DIR"):
            os.makedirs(os.environ["JSON_DIR"], exist_ok=True)
            with open(f"{os.environ['JSON_DIR']}/action-{os.getpid()}-{runs}", "w") as out:
                out.write(done.outputs["result"] + "\n")
        return done

    # --- results ----------------------------------------------------------------------------------------------
    done = act({"run": "echo one\necho two"})
    check("a run that ends well", done.status == 0 and "one\ntwo\n" in done.printed, done.everything)
    check("its outputs", done.outputs["verdict"] == "exit" and done.outputs["status"] == "0"
          and json.loads(done.outputs["result"])["code"] == 0, done.everything)
    check("its summary", "### cpr: exit, status 0" in done.summary and "    echo two\n" in done.summary, done.everything)
    check("no error", "::error" not in done.printed, done.everything)

    done = act({"run": "false\necho not reached"})
    check("bash stops at the first failure", done.status == 1 and "not reached" not in done.printed, done.everything)
    check("a failure is an error of the step", "::error title=cpr::exit, status 1" in done.printed, done.everything)
    done = act({"run": "exit 42"})
    check("the status is kept", done.status == 42 and done.outputs["status"] == "42", done.everything)
    done = act({"run": "kill -9 $$"})
    check("a signal", done.status == 137 and done.outputs["verdict"] == "signal", done.everything)

    done = act({"run": "setsid sleep 61 & sleep 60", "timeout": "300ms"})
    result = json.loads(done.outputs["result"])
    check("a timeout", done.status == 124 and done.outputs["verdict"] == "timeout" and result["leaked"] == [], done.everything)
    # $PPID is cpr. It looks at the processes before it sends a signal.
    done = act({"run": "sleep 60 & until [ \"$(cat /proc/$!/comm)\" = sleep ]; do :; done; kill -TERM $PPID; wait"})
    check("what was running is in the summary", "What was running before" in done.summary and '"sleep 60" ' in done.summary
          and done.outputs["verdict"] == "interrupted", done.everything)
    done = act({"run": "sleep 60", "idle-timeout": "200ms", "kill-after": "1s"})
    check("an idle timeout", done.outputs["verdict"] == "idle-timeout", done.everything)
    done = act({"run": "[ $CPR_ATTEMPT = 2 ] || kill -9 $$", "retry-on": "timeout,signal"})
    check("another attempt", done.status == 0 and "attempts: signal after" in done.summary, done.everything)
    done = act({"run": "exit 1", "retries": "1", "retry-on": "timeout"})
    check("only what is asked for", len(json.loads(done.outputs["result"])["attempts"]) == 1, done.everything)
    done = act({"run": "pwd", "working-directory": "/usr"})
    check("a directory", "/usr\n" in done.printed, done.everything)
    done = act({"run": "import sys; print(sys.version_info.major)", "shell": "python3 {0}"})
    check("another shell", "3\n" in done.printed, done.everything)
    done = act({"run": "false; echo reached", "shell": "sh"})
    check("sh", done.status == 1 and "reached\n" not in done.printed.replace("echo reached", ""), done.everything)
    done = act({"run": "env; cat"})
    check("inputs are not in the environment, stdin is empty", "INPUT_" not in done.printed and done.status == 0, done.everything)

    # --- what is not valid ------------------------------------------------------------------------------------
    for inputs, message in [
        ({"run": ""}, "run: is empty"),
        ({"run": "touch marker", "timeout": "5 minutes"}, "'5 minutes' is not a duration"),
        ({"run": "touch marker", "retries": "many"}, "'many'"),
        ({"run": "touch marker", "retry-on": "sometimes"}, "'sometimes'"),
        ({"run": "touch marker", "shell": "fish"}, "shell: is not bash, sh, or"),
        ({"run": "touch marker", "working-directory": "/no/such"}, "/no/such"),
        ({"run": "touch marker", "version": "1;id"}, "version: is not a version"),
    ]:
        done = act(inputs)
        check(f"refused: {inputs}", done.status != 0 and message in done.printed and "::error" in done.printed
              and not os.path.exists(f"{scratch}/run {runs}/marker"), done.everything)
    done = act({"run": "touch marker", "timeout": "x"})
    check("outputs without a result", done.status == 125 and done.outputs == {"verdict": "", "status": "125", "result": ""},
          done.everything)

    # --- hostile inputs ---------------------------------------------------------------------------------------
    trap = "$(touch trap)`touch trap`;touch trap;'\"\n${{ github.token }}\n>trap #"
    for name in ("timeout", "idle-timeout", "kill-after", "retries", "retry-on", "working-directory", "shell", "version"):
        done = act({"run": "true", name: trap})
        check(f"hostile {name}", done.status != 0 and not os.path.exists(f"{scratch}/run {runs}/trap"), done.everything)
        done = act({"run": "true", name: "--shell=touch trap"})
        check(f"an option in {name}", done.status != 0 and not os.path.exists(f"{scratch}/run {runs}/trap"), done.everything)
    text = "it's \"$HOME\" `x` $(y) %0A ::set-output:: \\n \t <b> ``` ü"
    done = act({"run": f"cat <<'END'\n{text}\nEND\nexit 3"})
    check("the script is run as it is", f"{text}\n" in done.printed and done.status == 3, done.everything)
    check("a summary cannot be left", all(line.startswith("    ") or not line or line[0] in "#0123456789"
                                          for line in done.summary.split("\n")), done.everything)
    forged = "verdict=exit\nstatus<<END\n0\nEND"
    done = act({"run": f": '\"verdict\":\"exit\",\n{forged}'\nkill -9 $$"})
    check("outputs cannot be forged by the text", done.outputs["verdict"] == "signal" and done.outputs["status"] == "137",
          done.everything)
    done = act({"run": "exec -a '\"verdict\":\"exit\"\n### x' sleep 60", "timeout": "300ms"})
    check("nor by the name of a process", done.outputs["verdict"] == "timeout" and "\n### x" not in done.summary, done.everything)

    # --- a cancelled job --------------------------------------------------------------------------------------
    for number in (signal.SIGINT, signal.SIGTERM):
        def cancel(process):
            ready = f"{scratch}/run {runs}/ready"
            while not os.path.exists(ready) and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(number)
        done = act({"run": "sleep 60 & setsid sleep 61 &\necho $! >pid; mv pid ready; sleep 62"}, interrupt=cancel)
        result = json.loads(done.outputs["result"] or "{}")
        check(f"{number.name} kills the tree", done.outputs["verdict"] == "interrupted" and result["kill"]["emptyAtMs"] is not None
              and not os.path.exists(f"/proc/{open(f'{scratch}/run {runs}/ready').read().strip()}"), done.everything)

    # --- installation -----------------------------------------------------------------------------------------
    downloaded = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    done = act({"run": "command -v cpr"}, downloaded)
    check("the release is downloaded", done.status == 0 and f"run {runs}/cpr-{version}-linux-{machine}/bin/cpr" in done.printed, done.everything)
    done = act({"run": "true", "version": "9.9.9"}, downloaded)
    check("a release that does not exist", done.status == 125 and "cannot download" in done.printed, done.everything)
    done = act({"run": "true"}, {**downloaded, "RUNNER_ARCH": "ARM"})
    check("an architecture without a release", "no release for Linux on ARM:" in done.printed, done.everything)
    with open(f"{server.folder}/cpr-{version}-linux-{machine}.tar.gz", "ab") as out:
        out.write(b"x")
    done = act({"run": "touch marker"}, downloaded)
    check("a wrong checksum", done.status == 125 and "does not have the checksum" in done.printed, done.everything)
    with open(f"{server.folder}/SHA256SUMS", "w") as out:
        out.write(f"{'0' * 64}  other.tar.gz\n")
    done = act({"run": "touch marker"}, downloaded)
    check("no checksum", done.status == 125 and "does not have the checksum" in done.printed, done.everything)

    # --- GitLab -----------------------------------------------------------------------------------------------
    template = yaml.safe_load(open(f"{source}/packaging/gitlab/cpr.yml"))[".cpr"]
    check("the template has the version", str(template["variables"]["CPR_VERSION"]) == version, template)
    os.mkdir(f"{scratch}/release")
    make_release(f"{scratch}/release")
    job = "\n".join([*template["before_script"], "cpr exec --result \"$CPR_RESULT\" 'sleep 60'"])
    environment = {**os.environ, **{key: str(value) for key, value in template["variables"].items()}, **downloaded,
                   "CPR_URL": f"file://{scratch}/release", "CPR_TIMEOUT": "200ms", "TMPDIR": scratch}
    arguments = {"cwd": scratch, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    done = subprocess.run(["sh", "-ec", job], **arguments)
    check("the job of GitLab", done.returncode == 124, done)
    done = subprocess.run(["sh", "-ec", "\n".join(template["after_script"])], **arguments)
    # The signal is null if the time was over before the start.
    check("its reason", re.fullmatch(r'cpr: timeout, code null, signal ("SIGTERM"|null)\n', done.stdout), done)
    os.truncate(f"{scratch}/release/cpr-{version}-linux-{machine}.tar.gz", 100)
    done = subprocess.run(["sh", "-ec", job], **arguments)
    check("a wrong checksum in GitLab", done.returncode == 1 and "timed out" not in done.stdout, done)

# --- the files ------------------------------------------------------------------------------------------------------
action = yaml.safe_load(open(f"{source}/action.yml"))
text = open(f"{source}/action.yml").read()
for name in action["inputs"]:
    check(f"the input {name} is used", f"inputs.{name} }}}}" in text)
steps = []
for name in (".github/workflows/release.yml", "packaging/github/windows.yml"):
    workflow = yaml.safe_load(open(f"{source}/{name}"))
    own = [step for job in workflow["jobs"].values() for step in job["steps"]]
    check(f"{name} has steps", len(own) > 8, own)
    steps += own
for step in [*steps, *action["runs"]["steps"]]:
    if "run" in step:
        check("no expression in a script", "${{" not in step["run"], step)
        done = subprocess.run(["bash", "-n"], input=step["run"], capture_output=True, text=True)
        check("the script is valid", done.returncode == 0, done.stderr)
    else:
        check("the action is named with a version", re.fullmatch(r"[\w-]+/[\w-]+@(v\d+|[0-9a-f]{40})", step["uses"]), step)
presets = json.load(open(f"{source}/CMakePresets.json"))
for name in re.findall(r"--workflow --preset ([\w-]+)", " ".join(step.get("run", "") for step in steps)):
    check(f"the preset {name} exists", any(row["name"] == name for row in presets["workflowPresets"]))

print(f"{count} checks, {failures} failed")
sys.exit(1 if failures or count < 80 else 0)
