"""SCAP content: CPU, memory and wall time beside Debian's oscap, on the same content, root and run.

    python benchmarks/run.py scap          everything but oscap on large trees
    python benchmarks/run.py scap-large    oscap with 500,000 and 1,000,000 files, an hour together

Debian's packages of oscap carry debug checks: a build without them is three to four times faster.
Most of them can be switched off at run time, and a row says what then is left of the ratio.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from measure import Row, Run, measured
from scap_root import PROFILE, count, find, grown, incisor, oscap, populate

TOOLS = Path(__file__).parent.parent / "tools"
sys.path.insert(0, str(TOOLS))

import parity  # noqa: E402  # tools are no package
import published  # noqa: E402
import roots  # noqa: E402
import verdicts  # noqa: E402

SIZES: Final = (500_000, 1_000_000)
MATCHES: Final = 100_000
REPEATS: Final = 3
UNCHECKED: Final = "SEXP_VALIDATE_DISABLE=1"
"""What switches off oscap's checks of each value that it reads."""

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
    """A CIS profile on a minimal root and on larger ones; parsing; a rule with many matches."""
    with _scratch() as scratch:
        rows = beside_oscap("Debian 12, newest content", newest(), scratch)
        rows += beside_oscap("Ubuntu 22.04, release's content", released(), scratch)
        for size in SIZES:
            rows += beside_find(size, scratch)
        rows += parsing(largest())
        rows += second_scan(largest(), scratch)
        rows += many_matches(scratch)
    return rows


def scap_large() -> list[Row]:
    """The same beside oscap on large trees, which it takes a quarter of an hour each to walk."""
    rows: list[Row] = []
    root = minimal()
    with _scratch() as scratch:
        for size in SIZES:
            with grown(root, size):
                rows += beside_oscap("Debian 12, newest content", newest(), scratch, goal=100)
    return rows


def cache() -> Path:
    """Where content and roots are kept between runs."""
    return Path(os.environ.get("INCISOR_PARITY_CACHE", parity.CACHE))


def newest() -> Path:
    """The newest Debian 12 content, as it is: its platforms are the root's."""
    return published.stream_of(published.later(cache()), "debian12")


def released() -> Path:
    """The release's Ubuntu content, its platforms removed."""
    stream = published.stream_of(published.release(cache()), "ubuntu2204")
    return published.without_platforms(stream, cache() / "content")


def largest() -> Path:
    """The largest data stream that is published today."""
    streams = published.later(cache()).glob("ssg-*-ds.xml")
    return max(streams, key=lambda stream: stream.stat().st_size)


def minimal() -> Path:
    """The root: some 20,000 files."""
    return roots.minimal(cache())


@contextmanager
def _scratch() -> Iterator[Path]:
    verdicts.ensure_oscap()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as scratch:
        yield Path(scratch)


def beside_oscap(what: str, stream: Path, scratch: Path, goal: int = 30) -> list[Row]:
    """CPU seconds and peak memory of both; the second scan of ours, which parses nothing."""
    root = minimal()
    ours = incisor(stream, scratch, "--profile", PROFILE, "--root", str(root))
    measured(ours)
    run = median([measured(ours) for _ in range(REPEATS)])
    theirs, lighter = oscap(stream, root), oscap(stream, root, UNCHECKED)
    cpu, memory = theirs.cpu / run.cpu, theirs.peak_mb / run.peak_mb
    return [
        Row(
            f"{what}, CIS level 2, {count(root):,} files, CPU s; floor: oscap",
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
        Row(
            "  CPU s; floor: oscap, most of its debug checks off",
            f"{run.cpu:.2f}",
            f"{lighter.cpu:.2f}",
            lighter.cpu / run.cpu,
            "–",
            True,
        ),
        Row("  wall s", f"{run.wall:.2f}", f"{theirs.wall:.2f}", theirs.wall / run.wall, "–", True),
    ]


def median(runs: list[Run]) -> Run:
    """The run in the middle by CPU time."""
    return sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]


def beside_find(size: int, scratch: Path) -> list[Row]:
    """Wall time on a tree of that size, warm, beside a find that stats every file."""
    root = minimal()
    ours = incisor(newest(), scratch, "--profile", PROFILE, "--root", str(root))
    with grown(root, size):
        measured(ours), measured(find(root))
        pairs = [(measured(ours), measured(find(root))) for _ in range(REPEATS)]
        files = count(root)
    ratio = sorted(one.wall / other.wall for one, other in pairs)[REPEATS // 2]
    run, other = (median(list(column)) for column in zip(*pairs, strict=True))
    return [
        Row(
            f"Debian 12, CIS level 2, {files:,} files, wall s; floor: find",
            f"{run.wall:.2f}",
            f"{other.wall:.2f}",
            ratio,
            "ratio ≤ 3",
            ratio <= 3,
        ),
        Row("  CPU s", f"{run.cpu:.2f}", f"{other.cpu:.2f}", run.cpu / other.cpu, "–", True),
        Row(
            "  peak memory, MB",
            f"{run.peak_mb:.0f}",
            f"{other.peak_mb:.0f}",
            run.peak_mb / 64,
            "< 64 MB",
            run.peak_mb < 64,
        ),
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
            f"cold parse of {size:.0f} MB, CPU s",
            f"{run.cpu:.2f}",
            "–",
            run.cpu / 1.5,
            "< 1.5 s",
            run.cpu < 1.5,
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


def second_scan(stream: Path, scratch: Path) -> list[Row]:
    """A scan that finds the content read beside the first one, which has to read it."""
    ours = incisor(stream, scratch, "--profile", "cis", "--root", str(minimal()))
    pairs: list[tuple[Run, Run]] = []
    for _ in range(REPEATS):
        for kept in (scratch / "parsed").iterdir():
            kept.unlink()
        pairs.append((measured(ours), measured(ours)))
    first, second = (median(list(column)) for column in zip(*pairs, strict=True))
    return [
        Row(
            "a second scan with it, CPU s; floor: the first",
            f"{second.cpu:.2f}",
            f"{first.cpu:.2f}",
            second.cpu / first.cpu,
            "ratio ≤ 0.5",
            second.cpu <= first.cpu / 2,
        ),
        Row(
            "  peak memory of the first, MB",
            f"{first.peak_mb:.0f}",
            "–",
            first.peak_mb / 64,
            "< 64 MB",
            first.peak_mb < 64,
        ),
    ]


def many_matches(scratch: Path) -> list[Row]:
    """A rule with a hundred thousand matching files beside one with none among as many."""
    runs: list[Run] = []
    for name, mode in (("matching", 0o666), ("clean", 0o644)):
        directory = scratch / name
        populate(directory, MATCHES, mode)
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
