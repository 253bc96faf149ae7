"""A report as PDF, for an auditor."""

from typing import IO

from incisor.reports.records import Report


def write(report: Report, file: IO[bytes]) -> None:
    """Write the whole report."""
    raise NotImplementedError
