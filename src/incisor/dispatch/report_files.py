"""Where the files of reports are, and how those go that nobody needs."""

import logging
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from incisor.durable import PART
from incisor.reports import FORMATS
from incisor.store import Store, files, reports
from incisor.store.reports import Report
from incisor.wire.shapes import CisReportStatus

DIRECTORY: Final = "reports"

log = logging.getLogger(__name__)


def directory_in(data_dir: Path) -> Path:
    """The directory of reports, made for this user only if it is not there."""
    directory = data_dir / DIRECTORY
    files.make_directory(directory)
    return directory


def path_of(directory: Path, report: Report) -> Path:
    """Where the report's file is, once it has succeeded."""
    return directory / f"{report.report_id}{FORMATS[report.report_format].suffix}"


async def sweep(store: Store, directory: Path) -> int:
    """Forget the reports of scans that are purged, and remove what belongs to none; how many."""
    found = list(directory.iterdir())
    known = await store.write(_purge)
    left = [each for each in found if not _needed(each.name, known)]
    for each in left:
        each.unlink(missing_ok=True)
        log.info("report.removed", extra={"file": each.name})
    return len(left)


def _purge(conn: Connection) -> dict[str, CisReportStatus]:
    reports.purge(conn)
    return reports.statuses(conn)


def _needed(name: str, known: dict[str, CisReportStatus]) -> bool:
    """Whether a file is a report's, or the draft of one that is being made."""
    status = known.get(name.partition(".")[0])
    return status is not None and (status is CisReportStatus.IN_PROGRESS or not name.endswith(PART))
