"""An organisation of accounts: who owns, who sees, who may change."""

from typing import Any

import pytest

from incisor.store import organisations
from support.organisation import World, create, created, scan_everywhere, world_of
from support.service import Running


@pytest.fixture
def world(service: Running) -> World:
    """A new organisation of two accounts, and an account that is in none."""
    return world_of(service)


def test_a_configuration_for_others_belongs_to_the_organisation(world: World) -> None:
    """Its ARN and owner say so; one for the own account is the account's; both are listed."""
    whole, own = created(world.admin, "ALL_ACCOUNTS"), created(world.admin, "SELF")
    some = created(world.admin, "SELF", world.member.account_id)
    admin, organisation_id = world.admin.account_id, world.organisation_id
    assert f":{admin}:owner/{organisation_id}/cis-configuration/" in whole
    assert f":{admin}:owner/{organisation_id}/cis-configuration/" in some
    assert f":{admin}:owner/{admin}/cis-configuration/" in own
    listed = world.admin.ok("ListCisScanConfigurations")["scanConfigurations"]
    owners = {each["scanConfigurationArn"]: each["ownerId"] for each in listed}
    assert owners == {whole: organisation_id, some: organisation_id, own: admin}
    everyone = sorted([admin, world.member.account_id])
    [of_all] = [each for each in listed if each["scanConfigurationArn"] == whole]
    assert of_all["targets"]["accountIds"] == everyone


def test_the_administrator_sees_all_and_a_member_its_own_part(world: World) -> None:
    """One scan with one ARN; counts, targets and details are those of whoever looks."""
    arn = scan_everywhere(world)
    [whole] = world.admin.ok("ListCisScans")["scans"]
    [part] = world.member.ok("ListCisScans")["scans"]
    assert (whole["scanArn"], part["scanArn"]) == (arn, arn)
    assert (whole["status"], part["status"]) == ("COMPLETED", "COMPLETED")
    assert (whole["totalChecks"], whole["failedChecks"]) == (4, 2)
    assert (part["totalChecks"], part["failedChecks"]) == (2, 1)
    assert part["targets"]["accountIds"] == [world.member.account_id]
    for caller, accounts in (
        (world.admin, [world.admin.account_id, world.member.account_id]),
        (world.member, [world.member.account_id]),
    ):
        targets = caller.ok("ListCisScanResultsAggregatedByTargetResource", scanArn=arn)
        found = [each["accountId"] for each in targets["targetResourceAggregations"]]
        assert sorted(found) == sorted(accounts)
        checks = caller.ok("ListCisScanResultsAggregatedByChecks", scanArn=arn)
        assert len(checks["checkAggregations"]) == 2 * len(accounts)


def test_details_are_read_by_who_may(world: World) -> None:
    """The administrator those of every account, a member its own, others none at all."""
    arn = scan_everywhere(world)
    for account_id, host in world.hosts.items():
        asked = {"scanArn": arn, "targetResourceId": host.resource_id, "accountId": account_id}
        allowed = {
            caller.account_id
            for caller in (world.admin, world.member, world.outsider)
            if caller.call("GetCisScanResultDetails", **asked).status == 200
        }
        inside = account_id != world.outsider.account_id
        assert allowed == ({world.admin.account_id, account_id} if inside else set())


def test_checks_can_be_read_for_one_account(world: World) -> None:
    """accountIdFilters tells the accounts of a whole scan apart."""
    arn, member = scan_everywhere(world), world.member.account_id
    criteria = {"accountIdFilters": [{"comparison": "EQUALS", "value": member}]}
    for operation, members in (
        ("ListCisScanResultsAggregatedByChecks", "checkAggregations"),
        ("ListCisScanResultsAggregatedByTargetResource", "targetResourceAggregations"),
    ):
        found = world.admin.ok(operation, scanArn=arn, filterCriteria=criteria)[members]
        assert {each["accountId"] for each in found} == {member}
    resource = world.hosts[member].resource_id
    criteria = {"targetResourceIdFilters": [{"comparison": "EQUALS", "value": resource}]}
    assert len(world.admin.ok("ListCisScans", filterCriteria=criteria)["scans"]) == 1
    criteria = {"targetAccountIdFilters": [{"comparison": "EQUALS", "value": member}]}
    assert len(world.admin.ok("ListCisScans", filterCriteria=criteria)["scans"]) == 1
    criteria["targetAccountIdFilters"][0]["comparison"] = "NOT_EQUALS"
    assert world.admin.ok("ListCisScans", filterCriteria=criteria) == {"scans": []}


def test_the_detail_level_says_whose_scans(world: World) -> None:
    """MEMBER: what runs in the own account, as any member sees it; else the organisation's."""
    arn = scan_everywhere(world)
    created(world.admin, "SELF")
    for level, total in (("ORGANIZATION", 4), ("MEMBER", 2)):
        found = world.admin.ok("ListCisScans", detailLevel=level)["scans"]
        totals = {each["scanArn"]: each["totalChecks"] for each in found}
        assert len(totals) == 2
        assert totals[arn] == total
    assert len(world.member.ok("ListCisScans", detailLevel="ORGANIZATION")["scans"]) == 1


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_go_through_both_owners_scans(world: World, size: int, order: str) -> None:
    """The organisation's and the account's own are one list: nothing lost, nothing twice."""
    for accounts in (["SELF"], ["ALL_ACCOUNTS"]) * 3:
        created(world.admin, *accounts)
    for operation, member in (
        ("ListCisScans", "scans"),
        ("ListCisScanConfigurations", "scanConfigurations"),
    ):
        whole = world.admin.ok(operation, sortOrder=order)[member]
        asked: dict[str, Any] = {"sortOrder": order, "maxResults": size}
        page = world.admin.ok(operation, **asked)
        found = page[member]
        while "nextToken" in page:
            page = world.admin.ok(operation, **asked, nextToken=page["nextToken"])
            found += page[member]
        assert (found, len(found)) == (whole, 6)


def test_a_member_cannot_edit_what_the_organisation_owns(world: World) -> None:
    """It is told who may; to an account outside the configuration does not exist."""
    arn = created(world.admin, "ALL_ACCOUNTS")
    for caller, error in (
        (world.member, "AccessDeniedException"),
        (world.outsider, "ResourceNotFoundException"),
    ):
        for operation in ("UpdateCisScanConfiguration", "DeleteCisScanConfiguration"):
            assert caller.call(operation, scanConfigurationArn=arn).error == error
    assert world.member.ok("ListCisScanConfigurations") == {"scanConfigurations": []}
    unconcerned = created(world.admin, "SELF")
    refused = world.member.call("DeleteCisScanConfiguration", scanConfigurationArn=unconcerned)
    assert refused.error == "ResourceNotFoundException"


def test_an_owner_is_for_good(world: World) -> None:
    """SELF is not retargeted to others, nor the organisation's to SELF; other changes are made."""
    own, whole = created(world.admin, "SELF"), created(world.admin, "ALL_ACCOUNTS")
    for arn, accounts in ((own, ["ALL_ACCOUNTS"]), (whole, ["SELF"])):
        refused = world.admin.call(
            "UpdateCisScanConfiguration",
            scanConfigurationArn=arn,
            targets={"accountIds": accounts},
        )
        assert refused.error == "ValidationException"
        assert [each["name"] for each in refused.body["fields"]] == ["targets.accountIds"]
    world.admin.ok(
        "UpdateCisScanConfiguration",
        scanConfigurationArn=whole,
        targets={"accountIds": [world.member.account_id]},
    )
    world.admin.ok("UpdateCisScanConfiguration", scanConfigurationArn=own, scanName="renamed")


def test_what_the_organisation_owns_takes_no_tags(world: World) -> None:
    """Neither when it is created nor later."""
    assert create(world.admin, "ALL_ACCOUNTS", tags={"a": "b"}).body["fields"][0]["name"] == "tags"
    path = "/tags/" + created(world.admin, "ALL_ACCOUNTS").replace("/", "%2F").replace(":", "%3A")
    assert world.admin.ask("POST", path, {"tags": {"a": "b"}}).error == "ValidationException"
    assert world.admin.ask("GET", path, b"").body == {"tags": {}}


def test_accounts_outside_are_not_targets(service: Running, world: World) -> None:
    """They cannot be named, and one that has left is scanned no more, but reads what was."""
    outside = world.outsider.account_id
    assert create(world.admin, outside).body["fields"][0]["name"] == "targets.accountIds[0]"
    assert create(world.member, world.admin.account_id).status == 400
    assert create(world.member, "ALL_ACCOUNTS").status == 400
    arn, member = scan_everywhere(world), world.member.account_id
    service.store.write_now(lambda conn: organisations.remove(conn, member))
    created(world.admin, "ALL_ACCOUNTS")
    assert world.hosts[member].check_in() is None
    assert world.hosts[world.admin.account_id].check_in() is not None
    assert [each["scanArn"] for each in world.member.ok("ListCisScans")["scans"]] == [arn]
    assert world.member.ok("ListCisScanResultsAggregatedByChecks", scanArn=arn)


def test_a_scan_of_the_organisation_without_hosts_says_why(world: World) -> None:
    """It fails at once, as an account's own does."""
    targets = {"accountIds": ["ALL_ACCOUNTS"], "targetResourceTags": {"env": ["nobody"]}}
    assert create(world.admin, targets=targets).status == 200
    [scan] = world.admin.ok("ListCisScans")["scans"]
    assert scan["status"] == "FAILED"
    assert world.member.ok("ListCisScans") == {"scans": []}
