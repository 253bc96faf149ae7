"""A report as CSV: one row per target and check, with all members of CisScanResultDetails.

RFC 4180: lines end in CRLF, every cell is quoted, a quote is doubled; UTF-8 without a mark. A
spreadsheet takes a cell that begins with one of FORMULA_STARTS for a formula, so such a cell gets
an apostrophe in front (OWASP, "CSV Injection"): a host chooses its evidence, and may be hostile.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import IO, Final

from incisor.reports.records import Check, Finding, Report, Target

# Service model, CisScanResultDetails, in its order.
COLUMNS: Final = (
    "scanArn",
    "accountId",
    "targetResourceId",
    "platform",
    "status",
    "statusReason",
    "checkId",
    "title",
    "checkDescription",
    "remediation",
    "level",
    "findingArn",
)
# The last four are the full-width forms, which spreadsheets read alike.
FORMULA_STARTS: Final = "=+-@\t\r\n＝＋－＠"

END: Final = "\r\n"
CHUNK: Final = 2_000
"""Rows that are written at once."""
REMEMBERED: Final = 10_000
"""Checks and evidence whose cells are kept: a fleet repeats the same few hundred."""

# RFC 4180 has no control characters; line breaks may stand in a quoted cell.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def write(report: Report, file: IO[bytes]) -> str:
    """Write the whole report, some thousand rows at a time. There is nothing to know of it."""
    file.write((",".join(map(cell, COLUMNS)) + END).encode())
    rows = _rows(report)
    while chunk := "".join(islice(rows, CHUNK)):
        file.write(chunk.encode())
    return ""


def cell(text: str) -> str:
    """The text as one cell."""
    if not text.isprintable():
        text = _CONTROLS.sub(lambda control: f"\\x{ord(control[0]):02x}", text)
    if text[:1] in FORMULA_STARTS:  # an empty text is in every text
        text = text and f"'{text}"
    return '"' + text.replace('"', '""') + '"'


def _rows(report: Report) -> Iterator[str]:
    """The rows, each with its line's end. What repeats is made into cells once."""
    scan = cell(report.scope.scan_arn)
    target: Target | None = None
    of_target = ""
    checks: dict[int, tuple[str, Check]] = {}  # by identity: comparing their texts would cost more
    of_result: Callable[[str, str], str] = lru_cache(REMEMBERED)(_result)
    for finding in report.findings:
        if finding.target is not target:
            target = finding.target
            of_target = f"{scan},{_target(target)}"
        of_check = checks.get(id(finding.check)) or _kept(checks, finding.check)
        # An ARN needs no care: it is of letters, digits and few marks (domain.arn).
        yield (
            f"{of_target},{of_result(finding.status, finding.reason)},"
            f'{of_check[0]},"{finding.finding_arn}"{END}'
        )


def _kept(checks: dict[int, tuple[str, Check]], check: Check) -> tuple[str, Check]:
    """A check's cells; the check is kept too, so that no other can have its identity."""
    made = checks[id(check)] = (_check(check), check)
    return made


def _target(target: Target) -> str:
    return ",".join(map(cell, (target.account_id, target.resource_id, target.platform)))


def _result(status: str, reason: str) -> str:
    return f"{cell(status)},{cell(reason)}"


def _check(check: Check) -> str:
    texts = (check.check_id, check.title, check.description, check.remediation, check.level)
    return ",".join(map(cell, texts))


__all__ = ["COLUMNS", "FORMULA_STARTS", "Finding", "cell", "write"]
