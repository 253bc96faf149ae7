"""Reports of a scan over several accounts: whose rows are in which, and who may ask."""

import csv
import io
from collections.abc import Collection
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pypdf import PdfReader

from support.downloads import client, get
from support.organisation import World, scan_everywhere, world_of
from support.service import Caller, Running


@pytest.fixture(scope="module")
def world(service: Running) -> World:
    """An organisation of two accounts, and an account that is in none."""
    return world_of(service)


@pytest.fixture(scope="module")
def arn(world: World) -> str:
    """A scan of the whole organisation, carried out: one check failed on each host."""
    return scan_everywhere(world)


def fetched(service: Running, caller: Caller, **asked: Any) -> bytes:
    """The file of a report that boto3 asked for until it was there."""
    inspector = client(caller)

    def ended() -> Any:
        answer = inspector.get_cis_scan_report(**asked)
        return answer if answer["status"] != "IN_PROGRESS" else None

    answer = service.until(ended, seconds=60)
    assert answer["status"] == "SUCCEEDED"
    return get(answer["url"]).data


def rows(service: Running, caller: Caller, **asked: Any) -> list[dict[str, str]]:
    """Those of the CSV."""
    file = fetched(service, caller, reportFormat="CSV", **asked).decode()
    return list(csv.DictReader(io.StringIO(file, newline=""), strict=True))


def pages(service: Running, caller: Caller, **asked: Any) -> list[str]:
    """The text of each page of the PDF."""
    file = PdfReader(io.BytesIO(fetched(service, caller, **asked)), strict=True)
    return [" ".join(page.extract_text().split()) for page in file.pages]


def expected(world: World, accounts: Collection[str]) -> set[tuple[str, str, str, str]]:
    """What the hosts of these accounts said: account, resource, check, status."""
    return {
        (account_id, host.resource_id, check_id, status)
        for account_id, host in world.hosts.items()
        if account_id in accounts
        for check_id, status in (("1.1", "PASSED"), ("1.2", "FAILED"))
    }


def said(found: list[dict[str, str]]) -> set[tuple[str, ...]]:
    names = ("accountId", "targetResourceId", "checkId", "status")
    assert len({row["findingArn"] for row in found}) == len(found)
    return {tuple(row[name] for name in names) for row in found}


def test_the_administrators_csv_has_the_rows_of_all_accounts(
    service: Running, world: World, arn: str
) -> None:
    """Each host's results once, under its own account, with the scan's ARN."""
    found = rows(service, world.admin, scanArn=arn)
    inside = (world.admin.account_id, world.member.account_id)
    assert said(found) == expected(world, inside)
    assert {row["scanArn"] for row in found} == {arn}


def test_the_administrators_pdf_sums_all_accounts(service: Running, world: World, arn: str) -> None:
    """Cover, table of accounts, and table of hosts agree with what the hosts said."""
    found = pages(service, world.admin, scanArn=arn)
    accounts = sorted((world.admin.account_id, world.member.account_id))
    assert f"accounts {', '.join(accounts)}" in found[0]
    for figure in ("50.0% Score", "2 of 2 Hosts", "2 Checks passed", "2 Checks failed"):
        assert figure in found[0]
    for account_id in accounts:
        assert f"{account_id} 1 1 1 1 0 50.0%" in found[2]
        assert account_id in found[3]


def test_a_report_of_one_member_has_its_rows_alone(
    service: Running, world: World, arn: str
) -> None:
    """The administrator may name an account of the scan; totals are that account's."""
    member = world.member.account_id
    found = rows(service, world.admin, scanArn=arn, targetAccounts=[member])
    assert said(found) == expected(world, [member])
    cover = pages(service, world.admin, scanArn=arn, targetAccounts=[member])[0]
    assert f"account {member}" in cover
    assert world.admin.account_id not in cover.partition("arn:")[0]
    assert "1 of 1" in cover


def test_an_empty_list_of_accounts_means_all(service: Running, world: World, arn: str) -> None:
    """The model allows a list of none; it narrows nothing."""
    found = rows(service, world.admin, scanArn=arn, targetAccounts=[])
    assert len(found) == 4


def test_a_member_reports_on_its_own_part(service: Running, world: World, arn: str) -> None:
    """Under the same ARN, with nothing of the other accounts, not even their names."""
    member = world.member.account_id
    assert said(rows(service, world.member, scanArn=arn)) == expected(world, [member])
    # The ARN names the administrator's account; nothing else does.
    whole = " ".join(pages(service, world.member, scanArn=arn)).replace(arn, "")
    assert world.hosts[world.admin.account_id].resource_id not in whole
    assert "1 of 1" in whole


def test_a_member_cannot_report_on_others(world: World, arn: str) -> None:
    """Neither on the administrator's account nor on one outside; the answer is the same."""
    for account_id in (world.admin.account_id, world.outsider.account_id):
        with pytest.raises(ClientError) as refused:
            client(world.member).get_cis_scan_report(scanArn=arn, targetAccounts=[account_id])
        assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_an_account_outside_cannot_report_at_all(world: World, arn: str) -> None:
    """For it the scan is not there."""
    with pytest.raises(ClientError) as refused:
        client(world.outsider).get_cis_scan_report(scanArn=arn)
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_the_administrators_report_is_not_the_members(
    service: Running, world: World, arn: str
) -> None:
    """Both may ask for the same account's report; each gets a link to a file of its own."""
    member = world.member.account_id
    first = fetched(service, world.admin, scanArn=arn, targetAccounts=[member], reportFormat="CSV")
    second = fetched(service, world.member, scanArn=arn, reportFormat="CSV")
    assert first == second
