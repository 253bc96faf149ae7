"""The formats that a report can have, by their names in the service model (CisReportFormat)."""

from collections.abc import Callable, Mapping
from typing import IO, Final, NamedTuple

from incisor.reports import to_csv, to_pdf
from incisor.reports.records import Report
from incisor.wire.shapes import CisReportFormat


class Format(NamedTuple):
    """How the file's name ends, its media type, and what writes it.

    `write` gives back what its readers should know of the file; empty if there is nothing.
    """

    suffix: str
    media_type: str
    write: Callable[[Report, IO[bytes]], str]


FORMATS: Final[Mapping[CisReportFormat, Format]] = {
    CisReportFormat.PDF: Format(".pdf", "application/pdf", to_pdf.write),
    # RFC 4180, section 3: charset and header are parameters of text/csv.
    CisReportFormat.CSV: Format(".csv", "text/csv; charset=utf-8; header=present", to_csv.write),
}
