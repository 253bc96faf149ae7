"""Accounts that a configuration is for."""

import pytest

from incisor.api import targets
from incisor.api.call import Call
from support.calls import ACCOUNT, call

ORGANISATION = "o-exampleorgid"
OTHER, STRANGER = "210987654321", "000000000000"

ALONE = call()
ADMINISTRATOR = call(organisation_id=ORGANISATION, administrator_id=ACCOUNT)
MEMBER = call(organisation_id=ORGANISATION, administrator_id=OTHER)


def refused(by: Call, *given: str) -> list[str]:
    return [fault.name for fault in targets.faults(by, given, [ACCOUNT, OTHER])]


def test_every_word_for_the_own_account_becomes_its_number() -> None:
    """Once, however often and in whichever way it was said."""
    assert targets.accounts(ALONE, ["SELF", ACCOUNT, "ALL_ACCOUNTS"]) == [ACCOUNT]


def test_an_account_of_others_is_named_with_its_place() -> None:
    """One fault for each, in the order given."""
    given = ["SELF", OTHER, ACCOUNT, STRANGER]
    assert refused(ALONE, *given) == ["targets.accountIds[1]", "targets.accountIds[3]"]


def test_only_the_administrator_may_name_other_accounts() -> None:
    """Those of its organisation and no others; a member may not even say ALL_ACCOUNTS."""
    assert refused(ADMINISTRATOR, "ALL_ACCOUNTS", "SELF", OTHER) == []
    assert refused(ADMINISTRATOR, STRANGER) == ["targets.accountIds[0]"]
    assert refused(MEMBER, "SELF", ACCOUNT) == []
    assert refused(MEMBER, "ALL_ACCOUNTS", OTHER) == [
        "targets.accountIds[0]",
        "targets.accountIds[1]",
    ]


@pytest.mark.parametrize(
    ("by", "given", "owner", "kept"),
    [
        (ALONE, ["ALL_ACCOUNTS"], ACCOUNT, [ACCOUNT]),
        (MEMBER, ["SELF"], ACCOUNT, [ACCOUNT]),
        (ADMINISTRATOR, ["SELF", ACCOUNT], ACCOUNT, [ACCOUNT]),
        (ADMINISTRATOR, ["SELF", OTHER], ORGANISATION, [ACCOUNT, OTHER]),
        (ADMINISTRATOR, ["ALL_ACCOUNTS", OTHER], ORGANISATION, ["ALL_ACCOUNTS"]),
    ],
)
def test_what_is_for_others_belongs_to_the_organisation(
    by: Call, given: list[str], owner: str, kept: list[str]
) -> None:
    """What is for the own account alone stays the account's."""
    assert targets.owner(by, given) == owner
    assert targets.accounts(by, given) == kept
