"""Accounts that a configuration is for."""

from incisor.api import targets
from support.calls import ACCOUNT, call


def test_every_word_for_the_own_account_becomes_its_number() -> None:
    """Once, however often and in whichever way it was said."""
    assert targets.accounts(call(), ["SELF", ACCOUNT, "ALL_ACCOUNTS"]) == [ACCOUNT]


def test_an_account_of_others_is_named_with_its_place() -> None:
    """One fault for each, in the order given."""
    given = ["SELF", "210987654321", ACCOUNT, "000000000000"]
    names = [fault.name for fault in targets.faults(call(), given)]
    assert names == ["targets.accountIds[1]", "targets.accountIds[3]"]
