"""Pages: nothing lost, nothing repeated, and tokens that hold for nobody else."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from support.service import Caller, Running, Session, result, scanned, tagged_scan

Pages = tuple[str, str, dict[str, Any]]


def pages(caller: Caller, operation: str, size: int, **members: Any) -> list[dict[str, Any]]:
    """The answers of all pages of one list."""
    found = [caller.ok(operation, maxResults=size, **members)]
    while token := found[-1].get("nextToken"):
        found.append(caller.ok(operation, maxResults=size, nextToken=token, **members))
    return found


def configurations(service: Running, admin: Caller) -> Pages:
    for number in range(5):
        tagged_scan(admin, name=f"scan {number}", env="nobody")
    return "ListCisScanConfigurations", "scanConfigurations", {}


def scans(service: Running, admin: Caller) -> Pages:
    configurations(service, admin)
    return "ListCisScans", "scans", {}


def checks(service: Running, admin: Caller) -> Pages:
    arn, _ = scanned(service, admin, [result(f"1.{n}") for n in range(5)], env="t")
    return "ListCisScanResultsAggregatedByChecks", "checkAggregations", {"scanArn": arn}


def targets(service: Running, admin: Caller) -> Pages:
    for _ in range(5):
        service.host(admin.account_id, env="t")
    members = {"scanArn": tagged_scan(admin, env="t")}
    return (
        "ListCisScanResultsAggregatedByTargetResource",
        "targetResourceAggregations",
        members,
    )


def details(service: Running, admin: Caller) -> Pages:
    arn, host = scanned(service, admin, [result(f"1.{n}") for n in range(5)], env="t")
    members = {
        "scanArn": arn,
        "targetResourceId": host.resource_id,
        "accountId": admin.account_id,
    }
    return "GetCisScanResultDetails", "scanResultDetails", members


LISTS = [configurations, scans, checks, targets, details]
Prepare = Callable[[Running, Caller], Pages]


@pytest.mark.parametrize("prepare", LISTS)
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_pages_together_are_the_whole_list(
    service: Running, admin: Caller, prepare: Prepare, size: int
) -> None:
    """Every list, at every page size: the same entries in the same order as on one page."""
    operation, member, members = prepare(service, admin)
    found = pages(admin, operation, size, **members)
    whole = admin.ok(operation, **members)[member]
    assert len(whole) == 5
    assert [entry for page in found for entry in page.get(member, [])] == whole
    assert all(len(page.get(member, [])) <= size for page in found)


@pytest.mark.parametrize("prepare", LISTS)
def test_a_token_holds_for_its_list_and_account_only(
    service: Running, admin: Caller, prepare: Prepare
) -> None:
    """Tampered, of another list, or of another account: refused by name."""
    operation, _, members = prepare(service, admin)
    token = admin.ok(operation, maxResults=2, **members)["nextToken"]
    tampered = token[:-4] + base64.urlsafe_b64encode(b"abc").decode()
    stranger = service.caller(service.account())
    for caller, given, asked in [
        (admin, tampered, members),
        (admin, "nonsense", members),
        (admin, "\u00e9", members),
        (admin, token, members | {"sortOrder": "DESC"}),
    ]:
        answer = caller.call(operation, nextToken=given, **asked)
        assert answer.error == "ValidationException"
        assert answer.body["fields"][0]["name"] == "nextToken"
    assert stranger.call(operation, nextToken=token, **members).status in (400, 403)


def test_a_page_may_have_another_size_than_the_one_before(service: Running, admin: Caller) -> None:
    """maxResults is not part of what a token holds for."""
    operation, member, members = scans(service, admin)
    first = admin.ok(operation, maxResults=1, **members)
    rest = admin.ok(operation, maxResults=50, nextToken=first["nextToken"], **members)
    assert len(first[member]) + len(rest[member]) == 5


def test_an_empty_token_asks_for_the_first_page(admin: Caller) -> None:
    """The model allows it."""
    assert admin.ok("ListCisScans", nextToken="") == {"scans": []}


def test_scans_come_fifty_at_a_time(service: Running, admin: Caller) -> None:
    """Even if more are asked for, because the model's list holds no more; newest first."""
    for number in range(52):
        tagged_scan(admin, name=f"scan {number}", env="nobody")
    first, second = pages(admin, "ListCisScans", 100)
    names = [scan["scanName"] for page in (first, second) for scan in page["scans"]]
    assert [len(first["scans"]), len(second["scans"])] == [50, 2]
    assert names == [f"scan {number}" for number in reversed(range(52))]


def test_a_scan_that_opens_between_two_pages_repeats_nothing(
    service: Running, admin: Caller
) -> None:
    """Pages go on from where they were, not from an offset."""
    scans(service, admin)
    first = admin.ok("ListCisScans", maxResults=2)
    tagged_scan(admin, name="newer", env="nobody")
    second = admin.ok("ListCisScans", maxResults=2, nextToken=first["nextToken"])
    names = [scan["scanName"] for page in (first, second) for scan in page["scans"]]
    assert names == ["scan 4", "scan 3", "scan 2", "scan 1"]


def test_a_running_target_is_listed_before_it_has_results(service: Running, admin: Caller) -> None:
    """Details of a target that is being scanned are an empty page, not an error."""
    host = service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    Session(host, host.check_in()["scanJobId"]).start()
    found = admin.ok(
        "GetCisScanResultDetails",
        scanArn=arn,
        targetResourceId=host.resource_id,
        accountId=admin.account_id,
    )
    assert found == {}
