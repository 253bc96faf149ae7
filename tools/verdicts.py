"""Both sides' verdicts on the same content and root: every rule, definition and test.

oscap's come from its result files, from inside the root. incisor's come from a child process that
has read the content before it enters. Debian's oscap checks its own data structures at every step;
that is switched off here, which changes no verdict and makes it some two and a half times faster.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

from incisor.durable import whole_text
from incisor.host.live import LiveHost
from incisor.scap import evaluation, resolve, score, xml
from incisor.scap.content import read, read_tailoring
from incisor.scap.outcome import Result
from incisor.scap.xml import Node
from published import Content
from roots import Root

Results = dict[str, dict[str, str]]
"""By kind (rule, definition, test) and id."""

KINDS: Final = ("rule", "definition", "test")
SCRATCH: Final = "var/tmp"
RESULTS: Final = "{http://oval.mitre.org/XMLSchema/oval-results-5}:"
OSCAP: Final = ("oscap", "xccdf", "eval", "--oval-results", "--results", "results.xml")
QUIET: Final = {"SEXP_VALIDATE_DISABLE": "1"}
OSCAP_LIMIT: Final = 3600
"""Seconds. No profile has needed half of it."""

PATIENCE: Final = 20.0
"""Seconds in which a run that goes on has computed for more than a hundredth of them."""


@dataclass(slots=True)
class Outcome:
    """One side's results, why incisor says so, what they cost, and scores by model."""

    results: Results
    wall: float = 0.0
    failure: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


def ensure_oscap() -> None:
    """Install Debian's openscap-scanner if there is no oscap."""
    if shutil.which("oscap"):
        return
    if os.geteuid() != 0:
        sys.exit("oscap is missing: run `sudo apt-get install openscap-scanner` and try again")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "openscap-scanner"], check=True)


def theirs(content: Content, root: Root, kept: Path) -> Outcome:
    """oscap's answer, as it was given and kept there before, or from a run. One that ended with an
    error is had anew: a run may have been ended."""
    if kept.exists():
        before = Outcome(**json.loads(kept.read_text(encoding="utf-8")))
        if not before.failure:
            return before
    answer = run_oscap(content, root)
    kept.parent.mkdir(parents=True, exist_ok=True)
    told = {"results": answer.results, "wall": answer.wall, "failure": answer.failure}
    with whole_text(kept) as file:  # a run may be ended here too
        json.dump(told, file)
    return answer


def run_oscap(content: Content, root: Root) -> Outcome:
    """oscap's answer, read from its result files."""
    scratch = Path(tempfile.mkdtemp(prefix="parity-", dir=Path(root.path, SCRATCH)))
    try:
        shutil.copy(content.stream, scratch / "ds.xml")
        command = [*OSCAP, "--profile", content.profile]
        if content.tailoring:
            shutil.copy(content.tailoring, scratch / "tailoring.xml")
            command += ["--tailoring-file", "tailoring.xml"]
        inside = root.entering([*command, "ds.xml"], f"/{SCRATCH}/{scratch.name}")
        wall, status, said = attempted(inside)
        failure = "" if status in (0, 2) else f"ended with {status}: {said.strip()[-200:]}"
        return Outcome(their_results(scratch), wall, failure, scores=their_scores(scratch))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def attempted(command: Sequence[str]) -> tuple[float, int, str]:
    """Seconds, exit status and errors. Scripts of content wait for ever where a named pipe has
    taken a file's place: what stands still is ended, from its last child up."""
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **QUIET},
        text=True,
        errors="replace",
    )
    used = 0.0
    while True:
        try:
            _, said = process.communicate(timeout=PATIENCE)
            return time.monotonic() - began, process.returncode, said
        except subprocess.TimeoutExpired:
            running = descendants(process.pid)
            before, used = used, sum(map(processor_time, running))
            if used - before < PATIENCE / 100 or time.monotonic() - began > OSCAP_LIMIT:
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.kill(running[-1], signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """A process and those that it started, the last one's last child last."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has ended
            found += [
                each for child in task.read_text().split() for each in descendants(int(child))
            ]
    return found


def processor_time(pid: int) -> float:
    """Seconds that a process has used, and those of its children that it waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def their_results(directory: Path) -> Results:
    """Rule results of the XCCDF results file, definitions and tests of the OVAL ones."""
    results: Results = {kind: {} for kind in KINDS}
    rules = directory / "results.xml"
    if rules.exists():
        gather(rules, {"xccdf:rule-result": lambda node: rule_result(results, node)})
    for path in directory.glob("*.result.xml"):
        gather(path, of_document(results, path.name))
    return results


def their_scores(directory: Path) -> dict[str, float]:
    """Those of the models that the benchmark names, as oscap rounds them."""
    scores: dict[str, float] = {}
    results = directory / "results.xml"
    if results.exists():
        told = {"xccdf:score": lambda node: scores.update({node.get("system"): float(node.text)})}
        gather(results, told)
    return scores


def of_document(results: Results, name: str) -> Mapping[str, xml.Handler]:
    """What to do with a document's results."""
    return {
        f"{RESULTS}definition": lambda node: put(
            results, "definition", within(name, node.get("definition_id")), node.get("result")
        ),
        f"{RESULTS}test": lambda node: put(
            results, "test", within(name, node.get("test_id")), node.get("result") or "unknown"
        ),
    }


def within(document: str, id_: str) -> str:
    """The same id may be in the document of checks and in that of platforms."""
    return f"cpe/{id_}" if "cpe" in document else id_


def rule_result(results: Results, node: Node) -> None:
    result = node.first("xccdf:result")
    if result and result.text != "notselected":
        put(results, "rule", node.get("idref"), result.text)


def put(results: Results, kind: str, id_: str, result: str) -> None:
    """A rule with a multi-check has several results, in the order of its definitions."""
    before = results[kind].get(id_) if kind == "rule" else None
    results[kind][id_] = f"{before}, {result}" if before else result


def gather(path: Path, handlers: Mapping[str, xml.Handler]) -> None:
    """Read a file of oscap's, who writes names of files as they are, whether UTF-8 or not."""
    text = path.read_text(encoding="utf-8", errors="replace")
    xml.read(BytesIO(text.encode()), handlers, {}, path.name)


def ours(content: Content, root: Root) -> Outcome:
    """incisor's answer, from a process that may enter the root."""
    command = [sys.executable, __file__, root.path, str(root.leader)]
    command += [str(content.stream), content.profile, str(content.tailoring or ""), *root.hidden]
    done = subprocess.run(root.beside(command), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return Outcome({kind: {} for kind in KINDS}, failure=f"ended with {done.returncode}")
    return Outcome(**json.loads(done.stdout))


def evaluate(content: Content, root: Root) -> Outcome:
    """The child's part: read the content outside, enter the root, evaluate."""
    with content.stream.open("rb") as source:
        all_of_it = read(source, str(content.stream))
    own = {}
    if content.tailoring:
        with content.tailoring.open("rb") as source:
            own = read_tailoring(source, str(content.tailoring))
    resolution = resolve.resolve(all_of_it.benchmark, content.profile, own)
    enter(root)
    began = time.monotonic()
    evaluated = evaluation.Evaluation(all_of_it, resolution, LiveHost())
    outcome = Outcome({kind: {} for kind in KINDS})
    found = list(evaluated.results())
    rules = score.scored((each.rule, each.result) for each in found)
    scores = [model(resolution.tree, rules) for model in score.MODELS.values()]
    outcome.scores = {each.system: each.value for each in scores}
    for each in found:
        if each.result is not Result.NOT_SELECTED:
            put(outcome.results, "rule", each.rule.id, each.result)
            outcome.reasons[each.rule.id] = each.reason
    for name, evaluator in evaluated.evaluators():
        for kind, results in (
            ("definition", evaluator.definitions()),
            ("test", evaluator.tests()),
        ):
            outcome.results[kind] |= {within(name, id_): result for id_, result in results.items()}
        for id_, why in evaluator.reasons().items():
            outcome.reasons[within(name, id_)] = "; ".join(why)
    outcome.wall = time.monotonic() - began
    return outcome


def enter(root: Root) -> None:
    """Make the root's files this process's: by chroot, or in the container's mount namespace; on
    this machine only cover what is hidden, in the namespace that the process was given."""
    if root.leader:
        with open(f"/proc/{root.leader}/ns/mnt", "rb") as namespace:
            if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), 0):
                raise OSError(ctypes.get_errno(), "setns")
    elif root.path != "/":
        os.chroot(root.path)
    for each in root.hidden:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", each], check=True)
    os.chdir("/")


if __name__ == "__main__":
    _, entered, process, streamed, profile, tailored, *covered = sys.argv
    given = Content(Path(streamed), profile, Path(tailored) if tailored else None)
    answer = evaluate(given, Root("", entered, int(process), tuple(covered)))
    json.dump(asdict(answer), sys.stdout)
