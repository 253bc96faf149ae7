"""SCAP content: CPU, memory and wall time beside Debian's oscap, on the same content, root and run.

Debian's packages of oscap carry debug checks: a build without them is three to four times faster,
so a quarter of each CPU ratio is what holds against such a build.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import fleet
from measure import Row, Run, measured

TOOLS = Path(__file__).parent.parent / "tools"
sys.path.insert(0, str(TOOLS))

import parity  # noqa: E402  # tools are no package
import published  # noqa: E402
import roots  # noqa: E402
import verdicts  # noqa: E402

PRODUCT: Final = "ubuntu2204"
LARGEST: Final = "rhel8"
PROFILE: Final = "xccdf_org.ssgproject.content_profile_cis_level2_server"
MATCHES: Final = 100_000
REPEATS: Final = 3

STREAM: Final = """<?xml version="1.0"?>
<ds:data-stream-collection xmlns:ds="http://scap.nist.gov/schema/scap/source/1.2"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:cat="urn:oasis:names:tc:entity:xmlns:xml:catalog"
  xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix" id="c">
<ds:data-stream id="s"><ds:checklists><ds:component-ref id="x" xlink:href="#cx"><cat:catalog>
<cat:uri name="oval.xml" uri="#o"/></cat:catalog></ds:component-ref></ds:checklists>
<ds:checks><ds:component-ref id="o" xlink:href="#co"/></ds:checks></ds:data-stream>
<ds:component id="cx"><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="b">
<Rule id="r"><check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
<check-content-ref href="oval.xml" name="oval:b:def:1"/></check></Rule></Benchmark></ds:component>
<ds:component id="co">
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5">
<definitions><definition id="oval:b:def:1" class="compliance" version="1"><criteria>
<criterion test_ref="oval:b:tst:1"/></criteria></definition></definitions>
<tests><unix:file_test id="oval:b:tst:1" check="all" check_existence="none_exist" version="1">
<unix:object object_ref="oval:b:obj:1"/></unix:file_test></tests>
<objects><unix:file_object id="oval:b:obj:1" version="1"><unix:behaviors recurse_direction="down"/>
<unix:path>DIRECTORY</unix:path><unix:filename operation="pattern match">.*</unix:filename>
<filter action="include">oval:b:ste:1</filter></unix:file_object></objects>
<states><unix:file_state id="oval:b:ste:1" version="1">
<unix:owrite datatype="boolean">true</unix:owrite></unix:file_state></states>
</oval_definitions></ds:component></ds:data-stream-collection>
"""


def scap() -> list[Row]:
    """A CIS profile on a minimal root and on this host; parsing; a rule with many matches."""
    cache = Path(os.environ.get("INCISOR_PARITY_CACHE", parity.CACHE))
    verdicts.ensure_oscap()
    streams = published.release(cache)
    stream = published.without_platforms(streams / f"ssg-{PRODUCT}-ds.xml", cache / "content")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as scratch:
        rows = on_root("minimal root", stream, str(roots.minimal(cache)), Path(scratch), 30)
        rows += on_root("this host", stream, "/", Path(scratch), 100)
        rows += beside_find(stream, Path(scratch))
        rows += parsing(streams / f"ssg-{LARGEST}-ds.xml")
        rows += many_matches(Path(scratch))
    return rows


def incisor(stream: Path, scratch: Path, *more: str) -> list[str]:
    """The command, with parsed content kept in the scratch directory."""
    cache = scratch / "parsed"
    cache.mkdir(mode=0o700, exist_ok=True)
    return [
        *(fleet.INCISOR, "scan", "--content", str(stream), "--cache", str(cache)),
        *more,
    ]


def on_root(what: str, stream: Path, root: str, scratch: Path, goal: int) -> list[Row]:
    """CPU seconds and peak memory of both; the second scan of ours, which parses nothing."""
    ours = incisor(stream, scratch, "--profile", PROFILE, "--root", root)
    measured(ours)
    run = median([measured(ours) for _ in range(REPEATS)])
    theirs = oscap(stream, root)
    cpu, memory = theirs.cpu / run.cpu, theirs.peak_mb / run.peak_mb
    files = count(root)
    return [
        Row(
            f"CIS level 2 on {what} ({files:,} files), CPU s; floor: oscap",
            f"{run.cpu:.2f}",
            f"{theirs.cpu:.2f}",
            cpu,
            f"ratio ≥ {goal}",
            cpu >= goal,
        ),
        Row(
            "  peak memory, MB",
            f"{run.peak_mb:.0f}",
            f"{theirs.peak_mb:.0f}",
            memory,
            "a sixth, and < 64 MB",
            memory >= 6 and run.peak_mb < 64,
        ),
        Row("  wall s", f"{run.wall:.2f}", f"{theirs.wall:.2f}", theirs.wall / run.wall, "–", True),
    ]


def count(root: str) -> int:
    """Entries on the root's own file system. They are not held: a process that is measured counts
    the memory of the one that started it."""
    command = f"find '{root}' -xdev -printf x 2>/dev/null | wc -c"
    return int(subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, check=True).stdout)


def oscap(stream: Path, root: str) -> Run:
    """One run of oscap."""
    command = ["oscap", "xccdf", "eval", "--profile", PROFILE]
    if root == "/":
        return measured([*command, str(stream)])
    place = Path(root, "var/tmp/bench-ds.xml")
    place.write_bytes(stream.read_bytes())
    try:
        inner = " ".join([*command, "/var/tmp/bench-ds.xml"])
        return measured(["unshare", "--mount", "sh", "-c", roots.inside(root, inner)])
    finally:
        place.unlink()


def median(runs: list[Run]) -> Run:
    """The run in the middle by CPU time."""
    return sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]


def beside_find(stream: Path, scratch: Path) -> list[Row]:
    """Wall time on this host, warm, beside a find that stats every file."""
    ours = incisor(stream, scratch, "--profile", PROFILE)
    find = ["find", "/", "-xdev", "-uid", "+99999"]
    pairs = [(measured(ours).wall, measured(find).wall) for _ in range(REPEATS)]
    ratio = sorted(one / other for one, other in pairs)[REPEATS // 2]
    one, other = (sorted(column)[REPEATS // 2] for column in zip(*pairs, strict=True))
    return [
        Row(
            "CIS level 2 on this host, wall s; floor: find",
            f"{one:.2f}",
            f"{other:.2f}",
            ratio,
            "ratio ≤ 3",
            ratio <= 3,
        )
    ]


PARSE: Final = (
    "import sys; from incisor.scap import content; content.read(open(sys.argv[1], 'rb'), 'x')"
)


def parsing(stream: Path) -> list[Row]:
    """Reading the largest stream from nothing, the interpreter included."""
    run = median([measured([sys.executable, "-c", PARSE, str(stream)]) for _ in range(REPEATS)])
    size = stream.stat().st_size / 1e6
    return [
        Row(
            f"cold parse of {size:.0f} MB, s",
            f"{run.wall:.2f}",
            "–",
            run.wall / 1.5,
            "< 1.5 s",
            run.wall < 1.5,
        ),
        Row(
            "  peak memory, MB",
            f"{run.peak_mb:.0f}",
            "–",
            run.peak_mb / 60,
            "< 60 MB",
            run.peak_mb < 60,
        ),
    ]


def many_matches(scratch: Path) -> list[Row]:
    """A rule with a hundred thousand matching files beside one with none among as many."""
    runs: list[Run] = []
    for name, mode in (("matching", 0o666), ("clean", 0o644)):
        directory = scratch / name
        populate(directory, mode)
        stream = scratch / f"{name}-ds.xml"
        stream.write_text(STREAM.replace("DIRECTORY", str(directory)), encoding="utf-8")
        ours = incisor(stream, scratch)
        measured(ours)
        runs.append(median([measured(ours) for _ in range(REPEATS)]))
    many, none = runs
    return [
        Row(
            f"a rule with {MATCHES:,} matches, CPU s; floor: none",
            f"{many.cpu:.2f}",
            f"{none.cpu:.2f}",
            many.cpu / none.cpu,
            "ratio ≤ 2",
            many.cpu <= 2 * none.cpu,
        ),
        Row(
            "  peak memory, MB",
            f"{many.peak_mb:.0f}",
            f"{none.peak_mb:.0f}",
            many.peak_mb / none.peak_mb,
            "< 64 MB",
            many.peak_mb < 64,
        ),
    ]


def populate(directory: Path, mode: int) -> None:
    """Empty files of that mode, a thousand a directory."""
    for number in range(MATCHES // 1000):
        below = directory / str(number)
        below.mkdir(parents=True)
        for name in range(1000):
            path = below / str(name)
            path.touch()
            path.chmod(mode)
