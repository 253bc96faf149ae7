"""boto3, as any program uses it, against the service.

Everything that is read here went through the SDK's model, so a wrong shape shows as a wrong value.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from incisor.api.operations import OPERATIONS
from incisor.store import scan_pages
from incisor.wire.model import MODEL
from support.service import REGION, Caller, Running, running

SERVED = sorted(OPERATIONS)
MESSAGES = [
    {"ruleId": "1.1", "status": "PASSED", "cisRuleDetails": b"{}"},
    {"ruleId": "1.2", "status": "FAILED", "cisRuleDetails": b'{"expected": "a", "found": "b"}'},
    {"ruleId": "1.10", "status": "ERROR", "cisRuleDetails": b'{"reason": "broken"}'},
    {"ruleId": "2.1", "status": "NOT_APPLICABLE", "cisRuleDetails": b""},
]
PLATFORM = {"vendor": "debian", "product": "debian_linux", "version": "12"}
TARGETS = {"accountIds": ["SELF"], "targetResourceTags": {"env": ["prod"]}}


def client(caller: Caller, **config: Any) -> Any:
    """The SDK's client with that key, which repeats nothing unless told to."""
    return boto3.client(
        "inspector2",
        endpoint_url=caller.endpoint,
        region_name=REGION,
        aws_access_key_id=caller.access_key_id,
        aws_secret_access_key=caller.secret_access_key,
        config=Config(**({"retries": {"total_max_attempts": 1}} | config)),
    )


class World(NamedTuple):
    """An account whose administrator and whose host use the SDK."""

    admin: Any
    host: Any
    account_id: str
    resource_id: str

    def create(self, **changes: Any) -> str:
        request = {
            "scanName": "nightly",
            "securityLevel": "LEVEL_1",
            "schedule": {"oneTime": {}},
            "targets": TARGETS,
        }
        created = self.admin.create_cis_scan_configuration(**(request | changes))
        return str(created["scanConfigurationArn"])

    def scan(self) -> str:
        """The ARN of a scan that was carried out from end to end by the SDK."""
        configuration = self.create()
        [scan] = [
            each
            for each in self.admin.list_cis_scans()["scans"]
            if each["scanConfigurationArn"] == configuration
        ]
        return str(scan["scanArn"])


@pytest.fixture
def world(service: Running) -> Iterator[World]:
    """A new account with one host."""
    account = service.account()
    enrolled = service.host(account, env="prod")
    admin, host = client(service.caller(account)), client(enrolled)
    yield World(admin, host, account, enrolled.resource_id)
    admin.close()
    host.close()


@pytest.fixture
def finished(service: Running, world: World) -> str:
    """The ARN of a finished scan, its session driven by the SDK."""
    arn = world.scan()
    job, token = leased(service, world), str(uuid.uuid4())
    names = {"scanJobId": job, "sessionToken": token}
    world.host.start_cis_session(scanJobId=job, message={"sessionToken": token})
    world.host.send_cis_session_health(**names)
    world.host.send_cis_session_telemetry(**names, messages=MESSAGES)
    world.host.stop_cis_session(
        **names,
        message={
            "status": "SUCCESS",
            "progress": {"totalChecks": 4, "successfulChecks": 1, "failedChecks": 1},
            "computePlatform": PLATFORM,
            "benchmarkVersion": "1.0.0",
            "benchmarkProfile": "Level one",
        },
    )
    return arn


def leased(service: Running, world: World) -> str:
    """The id of the job that a check-in hands to the host."""
    credentials = world.host._request_signer._credentials
    caller = Caller(
        service.endpoint,
        credentials.access_key,
        credentials.secret_key,
        world.account_id,
        service.clock,
    )
    return str(caller.check_in()["scanJobId"])


def test_a_scan_from_end_to_end(world: World, finished: str) -> None:
    """Create, scan, read both aggregations and the details: all through the SDK."""
    [scan] = world.admin.list_cis_scans()["scans"]
    assert scan["scanArn"] == finished
    assert scan["status"] == "COMPLETED"
    assert (scan["totalChecks"], scan["failedChecks"]) == (4, 1)
    assert scan["targets"] == TARGETS | {"accountIds": [world.account_id]}
    assert isinstance(scan["scanDate"], datetime)
    assert abs((scan["scanDate"] - datetime.now(UTC)).total_seconds()) < 60
    [target] = world.admin.list_cis_scan_results_aggregated_by_target_resource(scanArn=finished)[
        "targetResourceAggregations"
    ]
    assert target["targetResourceId"] == world.resource_id
    assert target["statusCounts"] == {"passed": 1, "failed": 1, "skipped": 2}
    assert target["platform"] == "DEBIAN_12"
    checks = world.admin.list_cis_scan_results_aggregated_by_checks(scanArn=finished)
    assert [each["checkId"] for each in checks["checkAggregations"]] == [
        "1.1",
        "1.2",
        "1.10",
        "2.1",
    ]
    found = world.admin.get_cis_scan_result_details(
        scanArn=finished, targetResourceId=world.resource_id, accountId=world.account_id
    )["scanResultDetails"]
    assert [each["status"] for each in found] == ["PASSED", "FAILED", "SKIPPED", "SKIPPED"]
    assert found[1]["remediation"] == "Mend Second"
    assert found[2]["statusReason"] == "ERROR: broken"


def test_a_configuration_from_creation_to_deletion(world: World) -> None:
    """Create, list, update, delete: each is seen by the next list."""
    weekly = {"startTime": {"timeOfDay": "23:05", "timezone": "Asia/Tokyo"}, "days": ["MON"]}
    arn = world.create(schedule={"weekly": weekly}, tags={"team": "blue"})
    [found] = world.admin.list_cis_scan_configurations()["scanConfigurations"]
    assert found["schedule"] == {"weekly": weekly}
    assert found["tags"] == {"team": "blue"}
    world.admin.update_cis_scan_configuration(scanConfigurationArn=arn, scanName="renamed")
    [found] = world.admin.list_cis_scan_configurations()["scanConfigurations"]
    assert found["scanName"] == "renamed"
    world.admin.delete_cis_scan_configuration(scanConfigurationArn=arn)
    assert world.admin.list_cis_scan_configurations()["scanConfigurations"] == []


def test_a_report_is_asked_for_until_it_is_made(
    service: Running, world: World, finished: str
) -> None:
    """IN_PROGRESS without a link at first, then SUCCEEDED with one."""

    def made() -> Any:
        answer = world.admin.get_cis_scan_report(scanArn=finished, reportFormat="CSV")
        assert ("url" in answer) is (answer["status"] == "SUCCEEDED")
        return answer.get("url")

    assert service.until(made, seconds=30).startswith("http")


def test_every_served_operation_is_called_above() -> None:
    """The journeys of this module call all operations that are served."""
    assert SERVED == [
        "CreateCisScanConfiguration",
        "DeleteCisScanConfiguration",
        "GetCisScanReport",
        "GetCisScanResultDetails",
        "ListCisScanConfigurations",
        "ListCisScanResultsAggregatedByChecks",
        "ListCisScanResultsAggregatedByTargetResource",
        "ListCisScans",
        "ListTagsForResource",
        "SendCisSessionHealth",
        "SendCisSessionTelemetry",
        "StartCisSession",
        "StopCisSession",
        "TagResource",
        "UntagResource",
        "UpdateCisScanConfiguration",
    ]


PAGINATORS = {
    "list_cis_scan_configurations": ("scanConfigurations", 3),
    "list_cis_scans": ("scans", 3),
    "list_cis_scan_results_aggregated_by_checks": ("checkAggregations", 4),
    "list_cis_scan_results_aggregated_by_target_resource": ("targetResourceAggregations", 1),
    "get_cis_scan_result_details": ("scanResultDetails", 4),
}


@pytest.mark.parametrize("name", PAGINATORS)
def test_every_paginator_walks_to_the_end(world: World, finished: str, name: str) -> None:
    """One entry a page, as many pages as entries, nothing twice."""
    member, expected = PAGINATORS[name]
    for title in ("second", "third"):
        world.create(scanName=title)
    asked: dict[str, Any] = {"scanArn": finished} if "result" in name else {}
    if name == "get_cis_scan_result_details":
        asked |= {"targetResourceId": world.resource_id, "accountId": world.account_id}
    pages = world.admin.get_paginator(name).paginate(**asked, PaginationConfig={"PageSize": 1})
    entries = [entry for page in pages for entry in page.get(member, [])]
    assert len(entries) == expected
    assert len({repr(entry) for entry in entries}) == expected


def test_all_paginators_of_the_sdk_are_known_here(world: World) -> None:
    """A list of ours that the SDK can page is in the table above."""
    served = [
        name
        for name, operation in world.admin.meta.method_to_api_mapping.items()
        if operation in SERVED and world.admin.can_paginate(name)
    ]
    assert sorted(served) == sorted(PAGINATORS)


SORTED = {
    "list_cis_scan_configurations": "CisScanConfigurationsSortBy",
    "list_cis_scans": "ListCisScansSortBy",
    "list_cis_scan_results_aggregated_by_checks": "CisScanResultsAggregatedByChecksSortBy",
    "list_cis_scan_results_aggregated_by_target_resource": (
        "CisScanResultsAggregatedByTargetResourceSortBy"
    ),
    "get_cis_scan_result_details": "CisScanResultDetailsSortBy",
}


@pytest.mark.parametrize(
    ("name", "sort_by"),
    [(name, value) for name, shape in SORTED.items() for value in MODEL.shapes[shape]["enum"]],
)
def test_every_sort_of_the_model_is_served_both_ways(
    world: World, finished: str, name: str, sort_by: str
) -> None:
    """Descending is ascending, reversed; as pages of one entry too."""
    member, _ = PAGINATORS[name]
    world.create(scanName="second", schedule={"oneTime": {}})
    asked: dict[str, Any] = {"scanArn": finished} if "result" in name else {}
    if name == "get_cis_scan_result_details":
        asked |= {"targetResourceId": world.resource_id, "accountId": world.account_id}
    paginator = world.admin.get_paginator(name)
    ways = []
    for order in ("ASC", "DESC"):
        pages = paginator.paginate(
            **asked, sortBy=sort_by, sortOrder=order, PaginationConfig={"PageSize": 1}
        )
        ways.append([repr(entry) for page in pages for entry in page.get(member, [])])
    ascending, descending = ways
    assert ascending == descending[::-1]
    assert len(ascending) == len(set(ascending)) > 0


def test_every_modelled_error_is_raised_as_its_own_class(world: World, finished: str) -> None:
    """boto3 programs catch errors by class."""
    errors = world.admin.exceptions
    with pytest.raises(errors.ValidationException) as invalid:
        world.create(scanName="x" * 200)
    assert invalid.value.response["reason"] == "FIELD_VALIDATION_FAILED"
    assert invalid.value.response["fields"][0]["name"] == "scanName"
    with pytest.raises(errors.ResourceNotFoundException):
        world.admin.delete_cis_scan_configuration(
            scanConfigurationArn=world.create()[:-12] + "0" * 12
        )
    with pytest.raises(errors.AccessDeniedException):
        world.host.list_cis_scans()
    with pytest.raises(errors.AccessDeniedException):
        world.host.send_cis_session_health(
            scanJobId=str(uuid.uuid4()), sessionToken=str(uuid.uuid4())
        )


def test_a_conflict_carries_its_members(service: Running, world: World) -> None:
    """resourceId and resourceType arrive."""
    world.scan()
    job = leased(service, world)
    with pytest.raises(world.host.exceptions.ConflictException) as conflict:
        world.host.send_cis_session_health(scanJobId=job, sessionToken=str(uuid.uuid4()))
    assert conflict.value.response["resourceId"] == job
    assert conflict.value.response["resourceType"] == "CIS_SCAN_JOB"


def test_a_refused_key_is_an_error_with_a_request_id(world: World, service: Running) -> None:
    """Errors from before the operation have a code and a request id that programs can log."""
    stranger = client(Caller(service.endpoint, "INCIAAAAAAAAAAAAAAAA", "x" * 40, world.account_id))
    with pytest.raises(ClientError) as refused:
        stranger.list_cis_scans()
    stranger.close()
    assert refused.value.response["Error"]["Code"] == "UnrecognizedClientException"
    assert refused.value.response["ResponseMetadata"]["RequestId"]


def test_the_sdk_repeats_what_the_service_asks_it_to(
    service: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a 500 a standard client tries again, and succeeds."""
    page, calls = scan_pages.page, []

    def broken_once(*given: Any, **named: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            raise RuntimeError("once")
        return page(*given, **named)

    monkeypatch.setattr(scan_pages, "page", broken_once)
    caller = service.caller(world.account_id)
    patient = client(caller, retries={"mode": "standard", "total_max_attempts": 3})
    assert patient.list_cis_scans()["scans"] == []
    patient.close()
    assert len(calls) == 2


def test_the_sdks_own_retry_gets_through_the_throttle(tmp_path: Path) -> None:
    """A standard client that asks too often comes back, and is served."""
    patience = {"mode": "standard", "total_max_attempts": 8}
    with running(tmp_path, read_rate=2, burst=1.0) as service:
        caller = service.caller(service.account())
        with closing(client(caller, retries=patience)) as sdk:
            answers = [sdk.list_cis_scans() for _ in range(6)]
        with closing(client(caller)) as hasty:
            hasty.list_cis_scan_configurations()
            hasty.list_cis_scan_configurations()
            with pytest.raises(hasty.exceptions.ThrottlingException) as refused:
                hasty.list_cis_scan_configurations()
    assert refused.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
    assert [answer["scans"] for answer in answers] == [[]] * 6
    assert any(answer["ResponseMetadata"]["RetryAttempts"] for answer in answers)


def test_tags_from_the_first_to_the_last(world: World) -> None:
    """The SDK sends the ARN as one encoded label: put, replace, list and take away."""
    admin, arn = world.admin, world.create(tags={"team": "blue"})
    admin.tag_resource(resourceArn=arn, tags={"team": "red", "a+b/c=d": "\u00e9 x"})
    assert admin.list_tags_for_resource(resourceArn=arn)["tags"] == {
        "team": "red",
        "a+b/c=d": "\u00e9 x",
    }
    [found] = admin.list_cis_scan_configurations()["scanConfigurations"]
    assert found["tags"] == {"team": "red", "a+b/c=d": "\u00e9 x"}
    admin.untag_resource(resourceArn=arn, tagKeys=["a+b/c=d", "never"])
    admin.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert admin.list_tags_for_resource(resourceArn=arn)["tags"] == {}


@pytest.mark.parametrize(
    ("tags", "error"),
    [
        ({"aws:mine": "x"}, "BadRequestException"),
        ({"AWS:mine": "x"}, "BadRequestException"),
        ({f"k{number}": "v" for number in range(50)}, "BadRequestException"),
        ({"k" * 129: "v"}, "ValidationException"),
        ({"k": "v" * 257}, "ValidationException"),
    ],
)
def test_tags_that_a_resource_may_not_have(world: World, tags: dict[str, str], error: str) -> None:
    """Fifty in all, bounded keys and values, none of AWS's: refused whole, nothing is put."""
    admin, arn = world.admin, world.create(tags={"team": "blue"})
    with pytest.raises(ClientError) as refused:
        admin.tag_resource(resourceArn=arn, tags=tags)
    assert refused.value.response["Error"]["Code"] == error
    assert admin.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "blue"}


def test_tags_of_what_is_not_the_callers(service: Running, world: World, finished: str) -> None:
    """Another account's, a deleted one's, a scan's, nonsense: the same answer for all."""
    stranger = client(service.caller(service.account()))
    foreign, deleted = world.create(), world.create()
    world.admin.delete_cis_scan_configuration(scanConfigurationArn=deleted)
    for sdk, arn in [
        (stranger, foreign),
        (world.admin, deleted),
        (world.admin, finished),
        (world.admin, "nonsense"),
    ]:
        calls: list[Callable[[], Any]] = [
            partial(sdk.list_tags_for_resource, resourceArn=arn),
            partial(sdk.tag_resource, resourceArn=arn, tags={"a": "b"}),
            partial(sdk.untag_resource, resourceArn=arn, tagKeys=["a"]),
        ]
        for call in calls:
            with pytest.raises(sdk.exceptions.ResourceNotFoundException) as refused:
                call()
            assert refused.value.response["Error"]["Message"] == (
                f"There is no scan configuration {arn}"
            )
    stranger.close()
