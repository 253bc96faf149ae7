"""Pages of the list operations on a large scan, asked for by boto3 of a real service.

One scan of 10,000 hosts × 250 checks (2.5 million results) among ninety days of scans. Every sort
key and every filter is asked for its first and its hundredth page; the slowest median counts. A
second run with ten years of daily scans shows whether the cost grows with what is kept.
"""

import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import boto3
from msgspec.structs import replace

import fleet
from incisor.store import Store, scans, sqlite_url
from incisor.store.scans import Scan
from measure import Row
from scanned import ACCOUNT, NOW, SECRET, scanned

HOSTS: Final = 10_000
DAYS: Final = (90, 3650)
GOAL_MS: Final = 50.0
REPEATS: Final = 7
PAGE: Final = 100

Call = tuple[str, dict[str, Any]]


def lists() -> list[Row]:
    """The slowest list call, first and hundredth page, with ninety days and ten years of scans."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as scratch:
        data_dir = Path(scratch)
        (data_dir / "secret.key").write_bytes(SECRET)
        scan = scanned(data_dir, HOSTS)
        rows = []
        kept = 1
        for days in DAYS:
            keep(data_dir, scan, range(kept, days))
            kept = days
            rows += asked(data_dir, scan, days)
        return rows


def keep(data_dir: Path, scan: Scan, days: range) -> None:
    """One small scan for each of the days before."""
    with Store.open(sqlite_url(data_dir / "incisor.db"), secret=SECRET) as store:
        for day in days:
            date = NOW - day * 86_400
            earlier = replace(scan, scan_id=str(uuid.uuid4()), occurrence=date, scan_date=date)
            store.write_now(lambda conn, earlier=earlier: scans.add(conn, earlier))  # type: ignore[misc]


def asked(data_dir: Path, scan: Scan, days: int) -> list[Row]:
    """Ask for every page that is measured, and show the slowest of each operation."""
    port = fleet.free_port()
    with fleet.running(fleet.serve(data_dir, port), port):
        client = client_of(data_dir, port)
        slowest: dict[str, tuple[float, str]] = {}
        for operation, arguments in calls(scan):
            for name, milliseconds in pages(client, operation, arguments):
                label = f"{name} page, {told(arguments)}"
                slowest[operation] = max(slowest.get(operation, (0.0, "")), (milliseconds, label))
    return [
        Row(
            f"{operation}, {days} days",
            f"{milliseconds:.1f} ms",
            "–",
            milliseconds / GOAL_MS,
            f"< {GOAL_MS:.0f} ms ({label})",
            milliseconds < GOAL_MS,
        )
        for operation, (milliseconds, label) in slowest.items()
    ]


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


def calls(scan: Scan) -> Iterator[Call]:
    """Every operation with each sort key and each kind of filter."""
    arn = f"arn:aws:inspector2:{fleet.REGION}:{ACCOUNT}:owner/{ACCOUNT}/cis-scan/{scan.scan_id}"
    for operation, common, sorts, filters in (
        ("list_cis_scans", {"maxResults": 30}, SCAN_SORTS, SCAN_FILTERS),
        ("list_cis_scan_results_aggregated_by_checks", of(arn, 2), CHECK_SORTS, CHECK_FILTERS),
        (
            "list_cis_scan_results_aggregated_by_target_resource",
            of(arn, 100),
            TARGET_SORTS,
            TARGET_FILTERS,
        ),
        (
            "get_cis_scan_result_details",
            of(arn, 2) | {"targetResourceId": f"i-{77:017x}", "accountId": ACCOUNT},
            DETAIL_SORTS,
            DETAIL_FILTERS,
        ),
    ):
        for sort in sorts:
            yield operation, {**common, "sortBy": sort, "sortOrder": "DESC"}
        for name, value in filters.items():
            yield operation, {**common, "filterCriteria": {name: [value]}}


def of(arn: str, limit: int) -> dict[str, Any]:
    """The members that the operations on one scan share."""
    return {"scanArn": arn, "maxResults": limit}


def told(arguments: dict[str, Any]) -> str:
    """What is asked, in short."""
    return str(arguments.get("sortBy") or next(iter(arguments["filterCriteria"])))


def text(value: str, comparison: str = "EQUALS") -> dict[str, str]:
    """A CisStringFilter."""
    return {"comparison": comparison, "value": value}


TAG: Final = {"comparison": "EQUALS", "key": "env", "value": "production"}
SCAN_SORTS: Final = ("STATUS", "SCHEDULED_BY", "SCAN_START_DATE", "FAILED_CHECKS")
SCAN_FILTERS: Final[dict[str, Any]] = {
    "scanNameFilters": text("10", "PREFIX"),
    "scanStatusFilters": text("COMPLETED"),
    "failedChecksFilters": {"lowerInclusive": 0},
    "scheduledByFilters": text(ACCOUNT),
    "targetResourceTagFilters": TAG,
    "targetResourceIdFilters": text(f"i-{77:017x}"),
    "scanAtFilters": {"earliestScanStartTime": NOW - 30 * 86_400},
}
CHECK_SORTS: Final = ("CHECK_ID", "TITLE", "PLATFORM", "FAILED_COUNTS", "SECURITY_LEVEL")
CHECK_FILTERS: Final[dict[str, Any]] = {
    "checkIdFilters": text("1.", "PREFIX"),
    "titleFilters": text("A", "PREFIX"),
    "platformFilters": text("DEBIAN_12"),
    "failedResourcesFilters": {"lowerInclusive": 1},
    "securityLevelFilters": text("LEVEL_1"),
}
TARGET_SORTS: Final = (
    *("RESOURCE_ID", "FAILED_COUNTS", "ACCOUNT_ID", "PLATFORM"),
    *("TARGET_STATUS", "TARGET_STATUS_REASON"),
)
TARGET_FILTERS: Final[dict[str, Any]] = {
    "statusFilters": text("FAILED"),
    "checkIdFilters": text("1.1.1.1"),
    "targetResourceIdFilters": text("i-0000", "PREFIX"),
    "targetResourceTagFilters": TAG,
    "platformFilters": text("DEBIAN_12"),
    "targetStatusFilters": text("COMPLETED"),
    "failedChecksFilters": {"lowerInclusive": 10},
}
DETAIL_SORTS: Final = ("CHECK_ID", "STATUS")
DETAIL_FILTERS: Final[dict[str, Any]] = {
    "findingStatusFilters": text("PASSED"),
    "checkIdFilters": text("1.", "PREFIX"),
    "titleFilters": text("A", "PREFIX"),
    "securityLevelFilters": text("LEVEL_1"),
}
