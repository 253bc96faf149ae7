"""Pages of the list operations on a large scan, asked for by boto3 of a real service.

One scan of 10,000 hosts × 250 checks (2.5 million results) among ninety days of scans, then among
ten years of daily scans (ListCisScans alone), then among a hundred. Every sort key with every
filter is asked for its first and its hundredth page; the slowest median counts, and beside it how
much slower any page of ListCisScans is with ten times the scans.
"""

import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import boto3
from msgspec.structs import replace
from sqlalchemy import Connection

import fleet
from incisor.store import Store, jobs, scans, sqlite_url
from incisor.store.scans import Scan
from incisor.wire.shapes import CisScanStatus
from measure import Row
from scanned import ACCOUNT, NOW, SECRET, job_of, scanned

HOSTS: Final = 10_000
DAYS: Final = (90, 3_650, 36_500)
GOAL_MS: Final = 50.0
GOAL_GROWTH: Final = 2.0
"""Ten times the scans: what is left of one when the machine's noise is taken away."""
NOISE_MS: Final = 5.0
"""Pages that are faster than that are taken to be as slow."""
AT_ONCE: Final = 1_000
"""Scans that are written in one transaction."""
REPEATS: Final = 7
PAGE: Final = 100
KEPT: Final = ("env", "INCISOR_RESULTS_RETENTION=73000d", "INCISOR_READ_RATE=0")
"""Nothing is removed while it is asked for, and nobody asks too often."""

Call = tuple[str, dict[str, Any]]
Filters = tuple[tuple[str, Any], ...]


class Operation(NamedTuple):
    """A list operation, and what it can be asked for."""

    name: str
    common: dict[str, Any]
    sorts: tuple[str, ...]
    filters: Filters
    of_one_scan: bool = True


Taken = dict[tuple[str, str], float]
"""Milliseconds by operation, and by what was asked of it."""


def lists() -> list[Row]:
    """The slowest call of each list, and how the lists of scans grow."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as scratch:
        data_dir = Path(scratch)
        (data_dir / "secret.key").write_bytes(SECRET)
        scan = scanned(data_dir, HOSTS)
        rows: list[Row] = []
        taken: list[Taken] = []
        kept = 1
        for days in DAYS:
            keep(data_dir, scan, range(kept, days))
            kept = days
            whole = days in (DAYS[0], DAYS[-1])
            taken.append(asked(data_dir, scan, OPERATIONS if whole else OPERATIONS[:1]))
            rows += slowest(taken[-1], days)
        return [*rows, growth(taken[-2], taken[-1])]


def keep(data_dir: Path, scan: Scan, days: range) -> None:
    """One small scan for each of the days before; one in ten has another name, tag and status."""
    with Store.open(sqlite_url(data_dir / "incisor.db"), secret=SECRET) as store:
        for first in range(days.start, days.stop, AT_ONCE):
            some = days[first - days.start :][:AT_ONCE]
            store.write_now(lambda conn, some=some: _keep(conn, scan, some))  # type: ignore[misc]


def _keep(conn: Connection, scan: Scan, days: range) -> None:
    for day in days:
        date = NOW - day * 86_400
        weekly = day % 10 == 0
        earlier = replace(
            scan,
            scan_id=str(uuid.uuid4()),
            occurrence=date,
            scan_date=date,
            scan_name="weekly" if weekly else "nightly",
            target_tags={"env": ["test"]} if weekly else scan.target_tags,
            status=CisScanStatus.FAILED if weekly else CisScanStatus.COMPLETED,
            failed_checks=day % 97,
        )
        scans.add(conn, earlier)
        jobs.add(conn, [job_of(earlier, 77)])


def asked(data_dir: Path, scan: Scan, operations: Sequence[Operation]) -> Taken:
    """Ask for every page of these operations that is measured."""
    port = fleet.free_port()
    taken: Taken = {}
    with fleet.running([*KEPT, *fleet.serve(data_dir, port)], port):
        client = client_of(data_dir, port)
        for operation, arguments in calls(scan, operations):
            for name, milliseconds in pages(client, operation, arguments):
                taken[operation, f"{told(arguments)}, {name} page"] = milliseconds
    return taken


def slowest(taken: Taken, days: int) -> Iterator[Row]:
    """The slowest page of each operation."""
    for operation in dict.fromkeys(operation for operation, _ in taken):
        mine = {label: took for (of, label), took in taken.items() if of == operation}
        label = max(mine, key=mine.__getitem__)
        yield Row(
            f"{operation}, {days} days, {len(mine)} pages",
            f"{mine[label]:.1f} ms",
            "–",
            mine[label] / GOAL_MS,
            f"< {GOAL_MS:.0f} ms ({label})",
            mine[label] < GOAL_MS,
        )


def growth(fewer: Taken, more: Taken) -> Row:
    """How much slower a page of scans is with ten times the scans: the middle, and the worst."""
    ratios = {
        label: max(more[of, label], NOISE_MS) / max(took, NOISE_MS)
        for (of, label), took in fewer.items()
        if of == "list_cis_scans" and (of, label) in more
    }
    label = max(ratios, key=ratios.__getitem__)
    return Row(
        f"list_cis_scans, {DAYS[-1]} beside {DAYS[-2]} days, {len(ratios)} pages",
        f"{statistics.median(ratios.values()):.2f} times",
        "–",
        ratios[label],
        f"worst < {GOAL_GROWTH:.0f} times ({label})",
        ratios[label] < GOAL_GROWTH,
    )


def client_of(data_dir: Path, port: int) -> Any:
    """A boto3 client with a new administrator's key."""
    at = ("--data-dir", str(data_dir), "--account-id", ACCOUNT)
    subprocess.run([fleet.INCISOR, "accounts", "create", *at], check=False, capture_output=True)
    key = fleet.command_json("keys", "create", *at, "--role", "admin")
    return boto3.client(
        "inspector2",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name=fleet.REGION,
        aws_access_key_id=key["accessKeyId"],
        aws_secret_access_key=key["secretAccessKey"],
    )


def pages(client: Any, operation: str, arguments: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The median time of the first page and, where there are so many, of the hundredth."""
    ask: Callable[..., dict[str, Any]] = getattr(client, operation)
    yield "first", median_ms(lambda: ask(**arguments))
    answer = ask(**arguments)
    for _ in range(PAGE - 2):
        if "nextToken" not in answer:
            return
        answer = ask(**arguments, nextToken=answer["nextToken"])
    if "nextToken" in answer:
        token = answer["nextToken"]
        yield "100th", median_ms(lambda: ask(**arguments, nextToken=token))


def median_ms(call: Callable[[], object]) -> float:
    """The median of some calls, in milliseconds."""
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def calls(scan: Scan, operations: Sequence[Operation]) -> Iterator[Call]:
    """The operations with each sort key and each kind of filter."""
    arn = f"arn:aws:inspector2:{fleet.REGION}:{ACCOUNT}:owner/{ACCOUNT}/cis-scan/{scan.scan_id}"
    for operation in operations:
        common = operation.common | ({"scanArn": arn} if operation.of_one_scan else {})
        for sort in operation.sorts:
            ordered = {**common, "sortBy": sort, "sortOrder": "DESC"}
            yield operation.name, ordered
            for name, value in operation.filters:
                yield operation.name, {**ordered, "filterCriteria": {name: [value]}}


def told(arguments: dict[str, Any]) -> str:
    """What is asked, in short."""
    sort = f"by {arguments['sortBy']}"
    for name, [value] in arguments.get("filterCriteria", {}).items():
        return f"{sort}, {name} {' '.join(map(str, value.values()))}"
    return sort


def text(value: str, comparison: str = "EQUALS") -> dict[str, str]:
    """A CisStringFilter."""
    return {"comparison": comparison, "value": value}


TAG: Final = {"comparison": "EQUALS", "key": "env", "value": "production"}
SCAN_SORTS: Final = ("STATUS", "SCHEDULED_BY", "SCAN_START_DATE", "FAILED_CHECKS")
SCAN_FILTERS: Final[Filters] = (
    *(
        ("scanNameFilters", text(name, how))
        for name, how in (
            ("nightly", "EQUALS"),
            ("weekly", "EQUALS"),
            ("w", "PREFIX"),
            ("nightly", "NOT_EQUALS"),
            (f"{HOSTS} hosts", "EQUALS"),
        )
    ),
    ("scanStatusFilters", text("COMPLETED")),
    ("scanStatusFilters", text("FAILED")),
    ("failedChecksFilters", {"lowerInclusive": 0}),
    ("failedChecksFilters", {"lowerInclusive": 95, "upperInclusive": 96}),
    ("scheduledByFilters", text(ACCOUNT)),
    ("targetResourceTagFilters", TAG),
    ("targetResourceTagFilters", {**TAG, "value": "test"}),
    ("targetResourceIdFilters", text(f"i-{77:017x}")),
    ("targetResourceIdFilters", text(f"i-{78:017x}")),
    ("targetResourceIdFilters", text(f"i-{77:017x}", "NOT_EQUALS")),
    ("targetAccountIdFilters", text(ACCOUNT)),
    ("targetAccountIdFilters", text(ACCOUNT, "NOT_EQUALS")),
    ("scanAtFilters", {"earliestScanStartTime": NOW - 30 * 86_400}),
    ("scanAtFilters", {"latestScanStartTime": NOW - 30 * 86_400}),
    ("scanArnFilters", text("arn:aws:inspector2", "PREFIX")),
    ("scanConfigurationArnFilters", text("arn:aws:inspector2", "PREFIX")),
)
CHECK_SORTS: Final = ("CHECK_ID", "TITLE", "PLATFORM", "FAILED_COUNTS", "SECURITY_LEVEL")
CHECK_FILTERS: Final[Filters] = (
    ("checkIdFilters", text("1.", "PREFIX")),
    ("titleFilters", text("A", "PREFIX")),
    ("platformFilters", text("DEBIAN_12")),
    ("failedResourcesFilters", {"lowerInclusive": 1}),
    ("securityLevelFilters", text("LEVEL_1")),
)
TARGET_SORTS: Final = (
    *("RESOURCE_ID", "FAILED_COUNTS", "ACCOUNT_ID", "PLATFORM"),
    *("TARGET_STATUS", "TARGET_STATUS_REASON"),
)
TARGET_FILTERS: Final[Filters] = (
    ("statusFilters", text("FAILED")),
    ("checkIdFilters", text("1.1.1.1")),
    ("targetResourceIdFilters", text("i-0000", "PREFIX")),
    ("targetResourceTagFilters", TAG),
    ("platformFilters", text("DEBIAN_12")),
    ("targetStatusFilters", text("COMPLETED")),
    ("failedChecksFilters", {"lowerInclusive": 10}),
)
DETAIL_SORTS: Final = ("CHECK_ID", "STATUS")
DETAIL_FILTERS: Final[Filters] = (
    ("findingStatusFilters", text("PASSED")),
    ("checkIdFilters", text("1.", "PREFIX")),
    ("titleFilters", text("A", "PREFIX")),
    ("securityLevelFilters", text("LEVEL_1")),
)
OPERATIONS: Final = (
    Operation("list_cis_scans", {"maxResults": 30}, SCAN_SORTS, SCAN_FILTERS, of_one_scan=False),
    Operation(
        "list_cis_scan_results_aggregated_by_checks", {"maxResults": 2}, CHECK_SORTS, CHECK_FILTERS
    ),
    Operation(
        "list_cis_scan_results_aggregated_by_target_resource",
        {"maxResults": 100},
        TARGET_SORTS,
        TARGET_FILTERS,
    ),
    Operation(
        "get_cis_scan_result_details",
        {"maxResults": 2, "targetResourceId": f"i-{77:017x}", "accountId": ACCOUNT},
        DETAIL_SORTS,
        DETAIL_FILTERS,
    ),
)
