"""`incisor scans diff`: what changed between two scans of the same hosts."""

from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import click
from sqlalchemy import Connection

from incisor.cli.database import account, account_option, database_options, opened
from incisor.cli.output import Fault, json_option, print_json, print_table
from incisor.cli.scan_names import scan_of
from incisor.store import differences
from incisor.store.differences import Difference
from incisor.wire.shapes import CisFindingStatus

WORSE: Final = "worse"
BETTER: Final = "better"
OTHER: Final = "other"
CHANGED: Final = 1
"""The exit status if anything changed, as diff(1) has it."""


class Comparison(NamedTuple):
    """How many hosts reported in both scans, and what changed on them."""

    hosts: int
    changes: list[Difference]


@click.command()
@database_options
@account_option
@click.argument("first")
@click.argument("second")
@json_option
def diff(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    first: str,
    second: str,
    as_json: bool,
) -> None:
    """Show what changed from the FIRST scan to the SECOND, by host and check.

    Hosts that did not report in both are left out. The exit status is 0 if nothing changed, 1 if
    something did.

    \b
    Example: incisor scans diff --data-dir ./data LAST_WEEKS_SCAN THIS_WEEKS_SCAN
    """
    with opened(data_dir, database) as store:
        found = store.read_now(
            lambda conn: compared(conn, account(conn, account_id), first, second)
        )
    if as_json:
        print_json({"hosts": found.hosts, "changes": [as_members(each) for each in found.changes]})
    else:
        tell(found)
    if found.changes:
        raise click.exceptions.Exit(CHANGED)


def compared(conn: Connection, account_id: str, first: str, second: str) -> Comparison:
    """What changed between two scans. Raises Fault if they have no host in common."""
    one, two = (scan_of(conn, account_id, named) for named in (first, second))
    both = differences.hosts(conn, two.account_id, one.scan_id, two.scan_id)
    if not both:
        raise Fault("No host reported in both scans.", "See `incisor scans show` for each of them.")
    changes = [each for host in both for each in differences.of_host(conn, host)]
    return Comparison(len(both), changes)


def tell(found: Comparison) -> None:
    """Print the comparison for people: the worse changes first."""
    counts = Counter(kind(each) for each in found.changes)
    ordered = sorted(found.changes, key=lambda each: (WORSE, BETTER, OTHER).index(kind(each)))
    print_table(("HOST", "CHECK", "BEFORE", "AFTER", ""), map(row, ordered), empty="No change.")
    click.echo(
        f"{found.hosts} hosts compared: {counts[WORSE]} findings worse, "
        f"{counts[BETTER]} better, {counts[OTHER]} otherwise changed"
    )


def kind(change: Difference) -> str:
    """Whether a change is for the worse (a check fails now), the better (it failed), or neither."""
    if change.after is CisFindingStatus.FAILED:
        return WORSE
    return BETTER if change.before is CisFindingStatus.FAILED else OTHER


def row(change: Difference) -> tuple[str, ...]:
    """A change as the table shows it."""
    return (
        change.resource_id,
        change.check_id,
        change.before or "none",
        change.after or "none",
        kind(change),
    )


def as_members(change: Difference) -> dict[str, str | None]:
    """A change as JSON shows it."""
    return {
        "resourceId": change.resource_id,
        "checkId": change.check_id,
        "before": change.before,
        "after": change.after,
        "change": kind(change),
    }
