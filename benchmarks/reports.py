"""Reports of large scans, made as the service makes them.

python benchmarks/reports.py DATABASE FILE    what CSV costs without any report
"""

import csv
import os
import pickle
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pypdf import PdfReader

from incisor.content import Catalogue, Library
from incisor.dispatch import report_worker
from incisor.dispatch.report_source import Wanted
from incisor.dispatch.report_worker import Order
from incisor.store import sqlite_url
from incisor.store.scans import Scan
from incisor.wire.shapes import CisReportFormat
from measure import Row
from scanned import ACCOUNT, CHECKS, NOW, scanned

REGION: Final = "us-east-1"
SCANNED_HOSTS: Final = 10_000
PAIRS: Final = 3
PAUSE_S: Final = 0.01


@dataclass(frozen=True, slots=True)
class Made:
    """What one report cost: seconds, and peak memory in MB; and its pages, if it is a PDF."""

    seconds: float
    peak_mb: float
    pages: int


def csv_report() -> list[Row]:
    """The CSV of 2.5 million results, beside what Python's writer makes of the bare rows."""
    rows = SCANNED_HOSTS * CHECKS
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as scratch:
        directory = Path(scratch)
        scan = scanned(directory, SCANNED_HOSTS)
        pairs = [
            (make(directory, scan, CisReportFormat.CSV), floor(directory)) for _ in range(PAIRS)
        ]
    rates = [(rows / ours.seconds, rows / bare.seconds) for ours, bare in pairs]
    ours, bare = (statistics.median(column) for column in zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    peak = max(made.peak_mb for made, _ in pairs)
    return [
        Row(
            f"CSV report of {rows:,} results, rows/s",
            f"{ours:,.0f}",
            f"{bare:,.0f}",
            ratio,
            "≥ 100,000",
            ours >= 100_000,
        ),
        Row("  peak memory, MB", f"{peak:.0f}", "–", peak / 150, "< 150 MB", peak < 150),
    ]


def pdf_report() -> list[Row]:
    """The PDF of ten hosts, of a thousand and of three, from order to file."""
    few, many, more = (_pdf(hosts) for hosts in (10, 1_000, 3_000))
    growth = more.peak_mb / many.peak_mb
    return [
        _seconds("PDF report of 10 hosts", few, 5),
        _seconds("  of 1,000 hosts", many, 60),
        _seconds("  of 3,000 hosts", more, 180),
        Row("  peak memory of 10 hosts, MB", f"{few.peak_mb:.0f}", "–", 1, "–", True),
        Row(
            "  of 3,000 hosts beside 1,000, MB",
            f"{more.peak_mb:.0f}",
            f"{many.peak_mb:.0f}",
            growth,
            "ratio ≤ 1.2",
            growth <= 1.2,
        ),
    ]


def _seconds(what: str, made: Made, most: float) -> Row:
    what = f"{what} ({made.pages:,} pages), s"
    share = made.seconds / most
    return Row(what, f"{made.seconds:.1f}", "–", share, f"< {most:.0f} s", share < 1)


def _pdf(hosts: int) -> Made:
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as scratch:
        scan = scanned(Path(scratch), hosts)
        return make(Path(scratch), scan, CisReportFormat.PDF)


def make(directory: Path, scan: Scan, report_format: CisReportFormat) -> Made:
    """One report, by a process as the service starts it."""
    path = directory / f"report.{report_format.lower()}"
    wanted = Wanted(scan, [ACCOUNT], REGION, NOW)
    database = sqlite_url(directory / "incisor.db")
    order = Order(database, Library(Catalogue.bundled()), wanted, report_format, path)
    return run([sys.executable, "-m", report_worker.__name__], path, pickle.dumps(order))


def floor(directory: Path) -> Made:
    """The rows of the database as CSV, by Python's writer, without words or safety."""
    path = directory / "floor.csv"
    return run([sys.executable, __file__, str(directory / "incisor.db"), str(path)], path)


def run(command: list[str], path: Path, given: bytes = b"") -> Made:
    """Run a process that writes a file, which is removed; its time and its peak memory."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin is not None
    with process.stdin as pipe:
        pipe.write(given)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, peak_mb(process.pid))
        time.sleep(PAUSE_S)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    pages = len(PdfReader(path).pages) if path.suffix == ".pdf" else 0
    path.unlink()
    return Made(seconds, peak, pages)


def peak_mb(process_id: int) -> float:
    """What a process has needed so far; its parent's memory, which rusage counts in, is left out.

    0 if it has ended.
    """
    status = Path(f"/proc/{process_id}/status").read_text()
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", status) or [0]
    return int(peak) / 1024


def _floor(database: str, path: str) -> None:
    with sqlite3.connect(database) as connection, open(path, "w", newline="") as file:
        csv.writer(file).writerows(connection.execute("SELECT * FROM results"))


if __name__ == "__main__":
    _floor(*sys.argv[1:])
