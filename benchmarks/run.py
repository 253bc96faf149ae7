"""Measure incisor beside a floor or a peer in the same run, and print one table.

    make bench                       everything
    python benchmarks/run.py health  one of the names in BENCHMARKS or LONG

Each row compares a figure with its floor, measured in turn (A B A B …) so that a machine whose
speed drifts drifts for both; the ratio is the median of the pairs' ratios. The figures also go to
bench-results/latest.json. wrk comes from Debian's package of that name and is installed if missing.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import fleet
from lists import lists
from measure import Row, ensure, measured
from reads import reads
from reports import csv_report, pdf_report
from scap import scap, scap_large

HERE = Path(__file__).parent
HOSTS = 200
# A fleet: each host has its own connection, and hundreds report in the same second.
CONNECTIONS = 256
SECONDS = 5
PAIRS = 5


def main() -> None:
    """Run the named benchmarks, or all."""
    names = sys.argv[1:] or list(BENCHMARKS)
    known = {**BENCHMARKS, **LONG}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"no benchmark is called {unknown[0]!r}; there are: {', '.join(known)}")
    rows = [row for name in names for row in known[name]()]
    show(rows)
    results = HERE.parent / "bench-results"
    results.mkdir(exist_ok=True)
    (results / "latest.json").write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


def show(rows: list[Row]) -> None:
    """Print the table."""
    cells = [("", "incisor", "floor", "ratio", "goal", "")] + [
        (r.what, r.ours, r.floor, f"{r.ratio:.2f}", r.goal, verdict(r)) for r in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(6)]
    for row in cells:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def verdict(row: Row) -> str:
    """Whether the goal is met, where there is one."""
    if not any(map(str.isdigit, row.goal)):
        return ""
    return "met" if row.met else "NOT MET"


def health() -> list[Row]:
    """Requests per second of SendCisSessionHealth, signed and durable, beside the no-op app."""
    pairs = load("/cissession/health/send", fleet.health_bodies)
    return [against_floor("SendCisSessionHealth, requests/s", pairs, goal=0.5)]


def telemetry() -> list[Row]:
    """Rule results per second of SendCisSessionTelemetry with 100 messages, signed and durable."""
    pairs = load("/cissession/telemetry/send", fleet.telemetry_bodies)
    results = statistics.median(ours for ours, _ in pairs) * 100
    row = against_floor("SendCisSessionTelemetry × 100, requests/s", pairs, goal=0)
    return [
        Row(row.what, row.ours, row.floor, row.ratio, "–", True),
        Row(
            "  of these, rule results/s",
            f"{results:,.0f}",
            "–",
            row.ratio,
            "≥ 100,000",
            results >= 100_000,
        ),
    ]


def against_floor(what: str, pairs: list[tuple[float, float]], goal: float) -> Row:
    """A row from pairs of (ours, floor)."""
    ratio = statistics.median(ours / floor for ours, floor in pairs)
    ours, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Row(what, f"{ours:,.0f}", f"{floor:,.0f}", ratio, f"ratio ≥ {goal}", ratio >= goal)


def load(path: str, bodies: Callable[[fleet.Session], list[bytes]]) -> list[tuple[float, float]]:
    """Send the same signed requests to the service and to the no-op app, in turn."""
    ensure("wrk")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as scratch:
        data_dir, requests = Path(scratch, "data"), Path(scratch, "requests")
        port, floor_port = fleet.free_port(), fleet.free_port()
        with (
            fleet.running(fleet.serve(data_dir, port), port),
            fleet.running(fleet.noop(floor_port), floor_port),
        ):
            sessions = fleet.open_sessions(data_dir, port, HOSTS)
            each = [(session, body) for session in sessions for body in bodies(session)]
            fleet.write_requests(requests, path, port, each)
            wrk(port, requests, seconds=1)
            wrk(floor_port, requests, seconds=1)
            return [(wrk(port, requests), wrk(floor_port, requests)) for _ in range(PAIRS)]


def wrk(
    port: int,
    requests: Path,
    seconds: int = SECONDS,
    connections: int = CONNECTIONS,
    may_fail: bool = False,
) -> float:
    """Replay the requests for some seconds; answered requests per second.

    A failed answer fails the run, unless it is a peer's.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "replay.lua")]
    finished = subprocess.run(
        [*command, f"http://127.0.0.1:{port}", "--", str(requests)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    summary = json.loads(finished.stdout.splitlines()[-1])
    if summary["errors"] and not may_fail:
        raise RuntimeError(f"{summary['errors']} of {summary['requests']} requests failed")
    answered = summary["requests"] - summary["errors"]
    return float(answered / summary["microseconds"] * 1e6)


def scan() -> list[Row]:
    """A scan of this host: wall time against find's over the same tree, and peak memory."""
    find = ["find", "/", "-xdev", "-uid", "+99999"]
    ours = [fleet.INCISOR, "scan", "--level", "2", "--json"]
    measured(ours), measured(find)
    pairs = [(measured(ours), measured(find)) for _ in range(PAIRS)]
    ratio = statistics.median(a.wall / b.wall for a, b in pairs)
    wall, cpu, peak = (
        statistics.median(getattr(a, field) for a, _ in pairs)
        for field in ("wall", "cpu", "peak_mb")
    )
    floor = statistics.median(b.wall for _, b in pairs)
    return [
        Row(
            "incisor scan of this host, wall s",
            f"{wall:.2f}",
            f"{floor:.2f}",
            ratio,
            "ratio ≤ 3",
            ratio <= 3,
        ),
        Row("  CPU s", f"{cpu:.2f}", "–", cpu / floor, "–", True),
        Row("  peak memory, MB", f"{peak:.0f}", "–", peak / 80, "< 80 MB", peak < 80),
    ]


BENCHMARKS: dict[str, Callable[[], list[Row]]] = {
    "health": health,
    "telemetry": telemetry,
    "scan": scan,
    "scap": scap,
    "lists": lists,
    "reads": lambda: reads(wrk, partial(wrk, connections=8, may_fail=True)),
    "csv": csv_report,
    "pdf": pdf_report,
}
LONG: dict[str, Callable[[], list[Row]]] = {"scap-large": scap_large}
"""Run only by name: an hour, nearly all of it a peer's."""

if __name__ == "__main__":
    main()
