"""Reports as a client gets them: asked for with boto3 or signed by hand, fetched with plain GET."""

from typing import Any

import boto3
import urllib3
from botocore.config import Config

from support.service import REGION, Caller, Running

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

    def ended() -> Any:
        answer = admin.ok("GetCisScanReport", scanArn=arn, **members)
        return answer if answer["status"] != "IN_PROGRESS" else None

    return dict(service.until(ended, seconds=60))


def link(service: Running, admin: Caller, arn: str, **members: Any) -> str:
    """The link to a report that was made, CSV unless it is said."""
    answer = asked(service, admin, arn, **{"reportFormat": "CSV", **members})
    assert answer["status"] == "SUCCEEDED"
    return str(answer["url"])


def get(url: str, method: str = "GET", **headers: str) -> urllib3.BaseHTTPResponse:
    """What a client gets that knows nothing of AWS."""
    return pool.request(method, url, headers=headers)
