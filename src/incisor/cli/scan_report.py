"""`incisor scans report`: a scan's report as a file, as GetCisScanReport makes it."""

from pathlib import Path

import click
from sqlalchemy import Connection

from incisor.cli.database import (
    account,
    account_option,
    database_options,
    loaded_settings,
    now,
    opened,
)
from incisor.cli.output import Fault
from incisor.cli.scan_names import scan_of
from incisor.dispatch import holdings, report_source
from incisor.dispatch.report_source import Wanted
from incisor.durable import whole_file
from incisor.reports import FORMATS
from incisor.store.scans import Scan
from incisor.wire.shapes import CisReportFormat, CisScanStatus

NAMES = [str(each).lower() for each in CisReportFormat]


@click.command()
@database_options
@account_option
@click.argument("scan_id", metavar="SCAN")
@click.option(
    "--format",
    "name",
    type=click.Choice(NAMES),
    default=NAMES[0],
    show_default=True,
    help="For auditors, or for programs and spreadsheets.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write, whole or not at all.",
)
def report(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    scan_id: str,
    name: str,
    output: Path,
) -> None:
    """Write the report of a scan that has ended, by id or ARN.

    \b
    Example: incisor scans report --data-dir ./data --format csv --output scan.csv SCAN
    """
    region = loaded_settings(data_dir, database).region

    def write(conn: Connection) -> str:
        scan = ended(scan_of(conn, account(conn, account_id), scan_id))
        wanted = Wanted(scan, scan.account_ids, region, now())
        with whole_file(output) as file:
            made = report_source.report(conn, wanted, holdings.library(conn))
            return FORMATS[CisReportFormat(name.upper())].write(made, file)

    try:
        with opened(data_dir, database) as store:
            remark = store.read_now(write)
    except OSError as error:
        raise Fault(
            f"{output} cannot be written: {error.strerror or error}.", "Name another --output."
        ) from error
    click.echo(f"Wrote {output}.")
    if remark:
        click.echo(remark, err=True)


def ended(scan: Scan) -> Scan:
    """The scan, if it has ended. Raises Fault."""
    if scan.status is CisScanStatus.IN_PROGRESS:
        raise Fault(
            f"The scan {scan.scan_id} has not ended.",
            "`incisor scans watch` tells when it has; `incisor scans cancel` ends it.",
        )
    return scan
