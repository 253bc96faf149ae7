"""GetCisScanReport as a client sees it: asked for with boto3, fetched with a plain GET."""

import csv
import io
from typing import Any

import boto3
import urllib3
from botocore.config import Config

from support.service import REGION, Caller, Running, result, scanned

pool = urllib3.PoolManager(retries=False)


def client(caller: Caller) -> Any:
    """A boto3 client that signs as the caller."""
    return boto3.client(
        "inspector2",
        region_name=REGION,
        endpoint_url=caller.endpoint,
        aws_access_key_id=caller.access_key_id,
        aws_secret_access_key=caller.secret_access_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


def asked(service: Running, admin: Caller, arn: str, **members: Any) -> dict[str, Any]:
    """The answer once the report is no longer being made."""
    inspector = client(admin)

    def ended() -> Any:
        answer = inspector.get_cis_scan_report(scanArn=arn, **members)
        return answer if answer["status"] != "IN_PROGRESS" else None

    return dict(service.until(ended, seconds=60))


def link(service: Running, admin: Caller, arn: str, report_format: str = "CSV") -> str:
    """The link to a report that was made."""
    answer = asked(service, admin, arn, reportFormat=report_format)
    assert answer["status"] == "SUCCEEDED"
    return str(answer["url"])


def test_a_csv_has_a_row_for_each_target_and_check(service: Running, admin: Caller) -> None:
    """Every member of CisScanResultDetails is a column, and says what the operation says."""
    evidence = b'{"expected": "none", "found": "a"}'
    said = [result("1.1"), result("1.2", "FAILED", evidence), result("1.10", "ERROR")]
    arn, host = scanned(service, admin, said, env="t")
    answer = pool.request("GET", link(service, admin, arn))
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode(), newline="")))
    found = client(admin).get_cis_scan_result_details(
        scanArn=arn, targetResourceId=host.resource_id, accountId=admin.account_id
    )
    assert rows == [
        {name: each.get(name, "") for name in rows[0]} for each in found["scanResultDetails"]
    ]
