"""Compare incisor with oscap: the same content, the same root, every rule, definition and test.

    make parity                                  every CIS profile of the published products, here
    python tools/parity.py --product ubuntu2204 --profile cis_level1_server
    python tools/parity.py --root minimal        inside a minimal Debian, made by debootstrap
    python tools/parity.py --root hardened       the same after the content's own fixes
    python tools/parity.py --root broken:7       the same after seven rounds of seeded mutations
    python tools/parity.py --root DIR            inside any root that has oscap

oscap comes from Debian's package openscap-scanner and is installed if it is missing. Content comes
from the packages ssg-*, which are downloaded and unpacked beside the system, never installed. Each
`platform` element is removed from a copy, so that rules of other products are evaluated too. The
answer of oscap is kept for a content, profile and root while --reuse is given. The exit status is 1
if a difference is neither mended nor labelled in KNOWN.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import roots
from incisor.host.live import LiveHost
from incisor.scap import content, evaluation, resolve, xml
from incisor.scap.outcome import Result
from incisor.scap.xml import Node

PACKAGES = ("ssg-debian", "ssg-debderived", "ssg-nondebian")
STREAMS = "usr/share/xml/scap/ssg/content"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "incisor-parity")

Results = dict[str, dict[str, str]]
"""By kind (rule, definition, test) and id."""

KINDS = ("rule", "definition", "test")


@dataclass(frozen=True, slots=True)
class Known:
    """A difference that is meant: which (patterns of the id's own part and of their verdict, our
    verdict and its reason), and why."""

    kind: str
    id: str
    theirs: str
    ours: str
    clause: str
    reason: str = ""

    def covers(self, difference: "Difference") -> bool:
        """Whether the difference is this one."""
        return (
            (difference.kind, difference.ours) == (self.kind, self.ours)
            and re.fullmatch(self.theirs, difference.theirs) is not None
            and re.fullmatch(self.id, short(difference.id)) is not None
            and self.reason in ("", difference.reason)
        )


SCRIPTS = "incisor runs no scripts: a rule that only a script checks is notchecked, and says so"
UNCOMBINED = (
    "ArithmeticFunctionType: without a value in every component there is no combination. oscap"
    " takes the last component's flag for all, has an item without a value, and calls it unknown"
)
KNOWN: tuple[Known, ...] = (
    Known("rule", ".*", ".*", "notchecked", SCRIPTS, evaluation.SCRIPT),
    Known("test", "test_accounts_password_last_change_is_in_past", "unknown", "false", UNCOMBINED),
)
"""Ids without what every id of the content begins and ends with."""


def short(id_: str) -> str:
    """An id's own part."""
    return re.sub(r"^.*_rule_|^oval:ssg-|:\w+:\d+$", "", id_)


@dataclass(frozen=True, slots=True)
class Difference:
    """One verdict that differs."""

    kind: str
    id: str
    theirs: str
    ours: str
    reason: str = ""


@dataclass(slots=True)
class Outcome:
    """One side's results and what they cost."""

    results: Results
    wall: float = 0.0
    failure: str = ""
    reasons: dict[str, str] = field(default_factory=dict)


def main() -> None:
    """Run every case that is asked for; print differences and a line for each."""
    options = arguments()
    ensure_oscap()
    cache = Path(options.cache)
    streams = fetch(cache) if not options.content else Path(options.content)
    unexplained = 0
    for product in options.product or products(streams):
        stream = without_platforms(streams / f"ssg-{product}-ds.xml", cache / "content")
        for profile in profiles(stream, options.profile):
            root = root_of(options.root, stream, profile, cache)
            unexplained += compare(stream, profile, root, cache / "oscap", options.reuse)
    print(f"{unexplained} unexplained differences")
    sys.exit(1 if unexplained else 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--product", action="append", help="such as ubuntu2204; repeatable")
    parser.add_argument("--profile", help="the end of a profile's id  [all CIS profiles]")
    parser.add_argument("--content", help="a directory with data streams  [the ssg packages]")
    parser.add_argument("--root", default="/", help="evaluate inside this root, with its oscap")
    parser.add_argument("--cache", default=str(CACHE))
    parser.add_argument("--reuse", action="store_true", help="take oscap's kept answers")
    return parser.parse_args()


def root_of(name: str, stream: Path, profile: str, cache: Path) -> str:
    """The directory of a root that is named on the command line."""
    kind, _, seed = name.partition(":")
    if kind == "minimal":
        return str(roots.minimal(cache))
    if kind == "hardened":
        return str(roots.hardened(cache, stream, profile))
    if kind == "broken":
        return str(roots.broken(cache, int(seed or 1)))
    return os.path.abspath(name)


def ensure_oscap() -> None:
    """Install Debian's openscap-scanner if there is no oscap."""
    if shutil.which("oscap"):
        return
    if os.geteuid() != 0:
        sys.exit("oscap is missing: run `sudo apt-get install openscap-scanner` and try again")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "openscap-scanner"], check=True)


def fetch(cache: Path) -> Path:
    """Download the packages and unpack them into the cache, once."""
    unpacked = cache / "ssg"
    if not (unpacked / STREAMS).is_dir():
        downloads = cache / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", *PACKAGES], cwd=downloads, check=True)
        for package in sorted(downloads.glob("ssg-*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(unpacked)], check=True)
    return unpacked / STREAMS


def products(streams: Path) -> list[str]:
    """Products that have CIS profiles."""
    found = sorted(streams.glob("ssg-*-ds.xml"))
    return [
        path.name.removeprefix("ssg-").removesuffix("-ds.xml")
        for path in found
        if any(is_cis(profile) for profile in profile_ids(path))
    ]


def profile_ids(stream: Path) -> list[str]:
    text = stream.read_text(encoding="utf-8")
    return re.findall(r'<(?:[\w.-]+:)?Profile id="([^"]+)"', text)


def is_cis(profile: str) -> bool:
    return "_profile_cis" in profile


def profiles(stream: Path, wanted: str | None) -> list[str]:
    ids = profile_ids(stream)
    return [each for each in ids if (each.endswith(wanted) if wanted else is_cis(each))]


def without_platforms(stream: Path, directory: Path) -> Path:
    """A copy in which no item names a platform."""
    directory.mkdir(parents=True, exist_ok=True)
    copy = directory / stream.name
    if not copy.exists():
        text = stream.read_text(encoding="utf-8")
        copy.write_text(re.sub(r"<(?:[\w.-]+:)?platform idref=[^>]*/>", "", text), encoding="utf-8")
    return copy


def compare(stream: Path, profile: str, root: str, kept: Path, reuse: bool) -> int:
    """Evaluate with both, print what differs, and say how many differences nothing explains."""
    theirs = theirs_of(stream, profile, root, kept, reuse)
    ours = in_child(stream, profile, root)
    found = list(differences(theirs.results, ours.results, ours.reasons))
    open_ones = [each for each in found if not any(known.covers(each) for known in KNOWN)]
    for each in open_ones:
        print(f"  {each.kind} {each.id}: oscap {each.theirs}, incisor {each.ours}  {each.reason}")
    counts = ", ".join(f"{len(theirs.results[kind])} {kind}s" for kind in KINDS)
    print(
        f"{stream.name} {profile.rpartition('_profile_')[2]}: {counts}; "
        f"{len(open_ones)} differ, {len(found) - len(open_ones)} labelled; "
        f"oscap {theirs.wall:.1f} s{theirs.failure}, incisor {ours.wall:.1f} s",
        flush=True,
    )
    return len(open_ones)


def differences(
    theirs: Results, ours: Results, reasons: Mapping[str, str] | None = None
) -> Iterator[Difference]:
    """What oscap has and we have otherwise or not at all. Its files also list, as not evaluated,
    everything that nothing asked for."""
    for kind in KINDS:
        for id_, result in theirs[kind].items():
            found = ours[kind].get(id_, "not evaluated")
            if found != result:
                yield Difference(kind, id_, result, found, (reasons or {}).get(id_, ""))


def theirs_of(stream: Path, profile: str, root: str, kept: Path, reuse: bool) -> Outcome:
    name = f"{stream.stem}.{profile.rpartition('_profile_')[2]}.{slug(root)}.json"
    path = kept / name
    if reuse and path.exists():
        return Outcome(**json.loads(path.read_text()))
    answer = run_oscap(stream, profile, root)
    kept.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"results": answer.results, "wall": answer.wall, "failure": answer.failure})
    )
    return answer


def slug(root: str) -> str:
    """A root's path as part of a file's name."""
    return os.path.abspath(root).strip("/").replace("/", "-") or "host"


def run_oscap(stream: Path, profile: str, root: str) -> Outcome:
    """oscap's answer, read from its result files."""
    scratch = Path(root, "var/tmp/parity")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        shutil.copy(stream, scratch / "ds.xml")
        command = ["oscap", "xccdf", "eval", "--profile", profile, "--oval-results"]
        began = time.monotonic()
        done = subprocess.run(
            entering(root, [*command, "--results", "results.xml", "ds.xml"], "/var/tmp/parity"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        wall = time.monotonic() - began
        broke = done.returncode not in (0, 2)
        failure = f" (ended with {done.returncode}: {done.stderr[-200:]})" if broke else ""
        return Outcome(their_results(scratch), wall, failure)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def entering(root: str, command: Sequence[str], directory: str) -> list[str]:
    """The command, run inside a root in a mount namespace of its own."""
    quoted = " ".join(f"'{part}'" for part in command)
    if root == "/":
        return ["sh", "-c", f"cd {directory} && exec {quoted}"]
    script = roots.inside(root, f'sh -c "cd {directory} && exec {quoted}"')
    return ["unshare", "--mount", "sh", "-c", script]


def their_results(directory: Path) -> Results:
    """Rule results of the XCCDF results file, definitions and tests of the OVAL ones."""
    results: Results = {kind: {} for kind in KINDS}
    rules = directory / "results.xml"
    if rules.exists():
        gather(rules, {"xccdf:rule-result": lambda node: rule_result(results, node)})
    for path in directory.glob("*.result.xml"):
        gather(
            path,
            {
                "{http://oval.mitre.org/XMLSchema/oval-results-5}:definition": lambda node: put(
                    results, "definition", node.get("definition_id"), node.get("result")
                ),
                "{http://oval.mitre.org/XMLSchema/oval-results-5}:test": lambda node: put(
                    results, "test", node.get("test_id"), node.get("result") or "unknown"
                ),
            },
        )
    return results


def rule_result(results: Results, node: Node) -> None:
    result = node.first("xccdf:result")
    if result and result.text != "notselected":
        put(results, "rule", node.get("idref"), result.text)


def put(results: Results, kind: str, id_: str, result: str) -> None:
    results[kind][id_] = result


def gather(path: Path, handlers: Mapping[str, xml.Handler]) -> None:
    with path.open("rb") as source:
        xml.read(source, handlers, lambda *_: False, path.name)


def in_child(stream: Path, profile: str, root: str) -> Outcome:
    """incisor's answer, from a process that may enter the root."""
    command = [sys.executable, __file__, "--evaluate", str(stream), profile, root]
    if root != "/":
        quoted = " ".join(f"'{part}'" for part in command)
        command = ["unshare", "--mount", "sh", "-c", f"{roots.mounting(root)} exec {quoted}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return Outcome(**json.loads(done.stdout))


def evaluate(stream: str, profile: str, root: str) -> None:
    """The child's part: read the content outside, enter the root, evaluate, print."""
    with open(stream, "rb") as source:
        read = content.read(source, stream)
    resolution = resolve.resolve(read.benchmark, profile)
    if root != "/":
        os.chroot(root)
        os.chdir("/")
    began = time.monotonic()
    evaluated = evaluation.Evaluation(read, resolution, LiveHost())
    results: Results = {kind: {} for kind in KINDS}
    reasons: dict[str, str] = {}
    for each in evaluated.results():
        if each.result is not Result.NOT_SELECTED:
            put(results, "rule", each.rule.id, each.result)
            reasons[each.rule.id] = each.reason
    for _, evaluator in evaluated.evaluators():
        results["definition"] |= evaluator.definitions()
        results["test"] |= evaluator.tests()
        reasons |= {id_: "; ".join(why) for id_, why in evaluator.reasons().items()}
    wall = time.monotonic() - began
    json.dump({"results": results, "wall": wall, "reasons": reasons}, sys.stdout)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--evaluate"]:
        evaluate(*sys.argv[2:5])
    else:
        main()
