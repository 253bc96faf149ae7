"""incisor.store.organisations, and what an organisation's scan adds up to."""

from sqlalchemy import Connection

from incisor.store import checks, jobs, organisations, scans, target_pages
from incisor.store.organisations import Membership
from support.rows import ACCOUNT, NOW, OTHER_ACCOUNT, identifier, job, message, scan, stop

ORGANISATION = "o-exampleorgid"
SCAN = identifier(1)


def member(account_id: str, organisation_id: str = ORGANISATION) -> Membership:
    return Membership(account_id, organisation_id, ACCOUNT, NOW)


def test_an_account_is_in_one_organisation(conn: Connection) -> None:
    """The second one changes nothing; after it has left, the account may join another."""
    assert organisations.add(conn, member(ACCOUNT))
    assert not organisations.add(conn, member(ACCOUNT, "o-anotherone1"))
    assert organisations.of_account(conn, ACCOUNT) == member(ACCOUNT)
    organisations.remove(conn, ACCOUNT)
    assert organisations.of_account(conn, ACCOUNT) is None
    assert organisations.add(conn, member(ACCOUNT, "o-anotherone1"))
    assert organisations.every(conn) == ["o-anotherone1"]


def test_members_are_listed_by_account(conn: Connection) -> None:
    """Those of the organisation asked for, no others."""
    for account_id in (OTHER_ACCOUNT, ACCOUNT):
        organisations.add(conn, member(account_id))
    organisations.add(conn, member("000000000000", "o-anotherone1"))
    found = organisations.members(conn, ORGANISATION)
    assert [each.account_id for each in found] == [ACCOUNT, OTHER_ACCOUNT]


def test_an_organisations_scan_is_the_sum_of_its_parts(conn: Connection) -> None:
    """Its counts follow the jobs of all accounts; its targets and checks are theirs."""
    accounts = [ACCOUNT, OTHER_ACCOUNT]
    for account_id in (ORGANISATION, *accounts):
        listed = accounts if account_id == ORGANISATION else [account_id]
        whole = {"owner_id": ORGANISATION, "account_ids": listed}
        scans.add(conn, scan(1, account_id=account_id, **whole))
    for number, account_id in enumerate(accounts, 1):
        opened = job(number, account_id=account_id)
        jobs.add(conn, [opened])
        stop(conn, opened, [message("1.1"), message("1.2", "FAILED")])
    found = {each: scans.get(conn, each, SCAN) for each in (ORGANISATION, *accounts)}
    counts = {
        each: (one.total_jobs, one.open_jobs, one.completed_jobs, one.total_checks)
        for each, one in found.items()
        if one is not None
    }
    assert counts == {
        ORGANISATION: (2, 0, 2, 4),
        ACCOUNT: (1, 0, 1, 2),
        OTHER_ACCOUNT: (1, 0, 1, 2),
    }
    for account_id, size in ((ORGANISATION, 2), (ACCOUNT, 1)):
        assert len(target_pages.page(conn, account_id, SCAN).items) == size
        assert len(checks.page(conn, account_id, SCAN).items) == 2 * size
        assert sum(end.jobs for end in jobs.ends(conn, account_id, SCAN)) == size
