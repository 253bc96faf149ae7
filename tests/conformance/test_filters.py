"""Every filter of the model, sent by boto3: what it lets through, and what it keeps out."""

from typing import Any, NamedTuple

import boto3
import pytest

from incisor.wire.model import MODEL
from support.service import REGION, Caller, Running, Session, result, tagged_scan


def equals(value: str) -> list[dict[str, str]]:
    return [{"comparison": "EQUALS", "value": value}]


def prefix(value: str) -> list[dict[str, str]]:
    return [{"comparison": "PREFIX", "value": value}]


def unequal(value: str) -> list[dict[str, str]]:
    return [{"comparison": "NOT_EQUALS", "value": value}]


class World(NamedTuple):
    """An account with one finished and one failed scan."""

    client: Any
    account_id: str
    resource_id: str
    scan_arn: str
    configuration_arn: str
    finding_arn: str


@pytest.fixture(scope="module")
def world(service: Running) -> World:
    """What all filters are tried on: they only read."""
    admin = service.caller(service.account())
    host = service.host(admin.account_id, env="prod")
    arn = tagged_scan(admin, name="nightly", env="prod")
    tagged_scan(admin, name="weekly", env="nobody")
    session = Session(host, host.check_in()["scanJobId"])
    session.start()
    session.telemetry([result("1.1"), result("1.2", "FAILED"), result("2.1", "ERROR")])
    session.stop()
    client = sdk(admin)
    [scan] = [each for each in client.list_cis_scans()["scans"] if each["scanArn"] == arn]
    details = client.get_cis_scan_result_details(
        scanArn=arn, targetResourceId=host.resource_id, accountId=admin.account_id
    )
    return World(
        client,
        admin.account_id,
        host.resource_id,
        arn,
        scan["scanConfigurationArn"],
        details["scanResultDetails"][1]["findingArn"],
    )


def sdk(caller: Caller) -> Any:
    return boto3.client(
        "inspector2",
        endpoint_url=caller.endpoint,
        region_name=REGION,
        aws_access_key_id=caller.access_key_id,
        aws_secret_access_key=caller.secret_access_key,
    )


# Per list, per filter: what lets exactly these through; `{…}` stands for what the world has.
CONFIGURATIONS: dict[str, tuple[Any, list[str]]] = {
    "scanNameFilters": (prefix("night"), ["nightly"]),
    "targetResourceTagFilters": (
        [{"comparison": "EQUALS", "key": "env", "value": "nobody"}],
        ["weekly"],
    ),
    "scanConfigurationArnFilters": (equals("{configuration_arn}"), ["nightly"]),
}
SCANS: dict[str, tuple[Any, list[str]]] = {
    "scanNameFilters": (unequal("nightly"), ["weekly"]),
    "targetResourceTagFilters": (
        [{"comparison": "EQUALS", "key": "env", "value": "prod"}],
        ["nightly"],
    ),
    "targetResourceIdFilters": (equals("{resource_id}"), ["nightly"]),
    "scanStatusFilters": ([{"comparison": "EQUALS", "value": "FAILED"}], ["weekly"]),
    "scanAtFilters": ([{"earliestScanStartTime": 0.0}], ["nightly", "weekly"]),
    "scanConfigurationArnFilters": (unequal("{configuration_arn}"), ["weekly"]),
    "scanArnFilters": (equals("{scan_arn}"), ["nightly"]),
    "scheduledByFilters": (equals("{account_id}"), ["nightly", "weekly"]),
    "failedChecksFilters": ([{"lowerInclusive": 1}], ["nightly"]),
    "targetAccountIdFilters": (unequal("{account_id}"), []),
}
CHECKS: dict[str, tuple[Any, list[str]]] = {
    "accountIdFilters": (equals("{account_id}"), ["1.1", "1.2", "2.1"]),
    "checkIdFilters": (prefix("1."), ["1.1", "1.2"]),
    "titleFilters": (equals("Deep"), ["2.1"]),
    "platformFilters": (unequal("DEBIAN_12"), []),
    "failedResourcesFilters": ([{"lowerInclusive": 1, "upperInclusive": 5}], ["1.2"]),
    "securityLevelFilters": ([{"comparison": "EQUALS", "value": "LEVEL_2"}], ["2.1"]),
}
TARGETS: dict[str, tuple[Any, list[str]]] = {
    "accountIdFilters": (equals("{account_id}"), ["{resource_id}"]),
    "statusFilters": ([{"comparison": "EQUALS", "value": "FAILED"}], ["{resource_id}"]),
    "checkIdFilters": (equals("9.9"), []),
    "targetResourceIdFilters": (unequal("{resource_id}"), []),
    "targetResourceTagFilters": (
        [{"comparison": "EQUALS", "key": "env", "value": "prod"}],
        ["{resource_id}"],
    ),
    "platformFilters": (prefix("DEBIAN"), ["{resource_id}"]),
    "targetStatusFilters": ([{"comparison": "EQUALS", "value": "TIMED_OUT"}], []),
    "targetStatusReasonFilters": ([{"comparison": "EQUALS", "value": "UNSUPPORTED_OS"}], []),
    "failedChecksFilters": ([{"upperInclusive": 1}], ["{resource_id}"]),
}
DETAILS: dict[str, tuple[Any, list[str]]] = {
    "findingStatusFilters": ([{"comparison": "EQUALS", "value": "SKIPPED"}], ["2.1"]),
    "checkIdFilters": (equals("1.1") + equals("1.2"), ["1.1", "1.2"]),
    "titleFilters": (prefix("Se"), ["1.2"]),
    "securityLevelFilters": ([{"comparison": "EQUALS", "value": "LEVEL_1"}], ["1.1", "1.2"]),
    "findingArnFilters": (equals("{finding_arn}"), ["1.2"]),
}


class List(NamedTuple):
    """One list: the SDK's method, the member with the entries, what names an entry, the filters."""

    method: str
    member: str
    name: str
    criteria: str
    filters: dict[str, tuple[Any, list[str]]]


LISTS = [
    List(
        "list_cis_scan_configurations",
        "scanConfigurations",
        "scanName",
        "ListCisScanConfigurationsFilterCriteria",
        CONFIGURATIONS,
    ),
    List("list_cis_scans", "scans", "scanName", "ListCisScansFilterCriteria", SCANS),
    List(
        "list_cis_scan_results_aggregated_by_checks",
        "checkAggregations",
        "checkId",
        "CisScanResultsAggregatedByChecksFilterCriteria",
        CHECKS,
    ),
    List(
        "list_cis_scan_results_aggregated_by_target_resource",
        "targetResourceAggregations",
        "targetResourceId",
        "CisScanResultsAggregatedByTargetResourceFilterCriteria",
        TARGETS,
    ),
    List(
        "get_cis_scan_result_details",
        "scanResultDetails",
        "checkId",
        "CisScanResultDetailsFilterCriteria",
        DETAILS,
    ),
]


def filled(given: Any, world: World) -> Any:
    """The same value with the world's names in place of `{…}`."""
    if isinstance(given, str):
        return given.format(**world._asdict())
    if isinstance(given, dict):
        return {key: filled(value, world) for key, value in given.items()}
    return [filled(value, world) for value in given] if isinstance(given, list) else given


@pytest.mark.parametrize(
    ("which", "name"), [(which, name) for which in LISTS for name in which.filters]
)
def test_a_filter_lets_through_what_it_says(world: World, which: List, name: str) -> None:
    """Each filter of each list lets through exactly the entries that it describes."""
    given, expected = which.filters[name]
    asked: dict[str, Any] = {"scanArn": world.scan_arn} if "result" in which.method else {}
    if which.method == "get_cis_scan_result_details":
        asked |= {"targetResourceId": world.resource_id, "accountId": world.account_id}
    criteria = {name: filled(given, world)}
    found = getattr(world.client, which.method)(**asked, filterCriteria=criteria)
    names = [entry[which.name] for entry in found.get(which.member, [])]
    assert sorted(names) == filled(expected, world)


@pytest.mark.parametrize("which", LISTS)
def test_every_filter_of_the_model_is_tried(which: List) -> None:
    """The tables above leave no filter out."""
    assert which.filters.keys() == MODEL.shapes[which.criteria]["members"].keys()
