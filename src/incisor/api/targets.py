"""Which accounts and hosts a configuration is for, as requests say it and as it is kept.

An account that is in no organisation is all the accounts there are. In an organisation only the
delegated administrator may name others; what is for others belongs to the organisation.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from incisor.api.call import Call
from incisor.wire.errors import Field

# Service model, TargetAccount.
SELF: Final = "SELF"
ALL: Final = "ALL_ACCOUNTS"

OF_ITS_OWN: Final = "is of the account's own: create another for other accounts of the organisation"
OF_ALL: Final = "belongs to the organisation: create another for the account alone"


def owner(call: Call, given: Sequence[str]) -> str:
    """Who owns a configuration for these accounts: the caller's account, or its organisation."""
    alone = set(accounts(call, given)) == {call.account_id}
    return call.account_id if alone else call.identity.organisation_id


def accounts(call: Call, given: Sequence[str]) -> list[str]:
    """The accounts meant, twelve digits each, in the order given, each once; or ALL alone."""
    everyone = call.identity.administers
    if everyone and ALL in given:
        return [ALL]
    own = (SELF, ALL)
    return list(dict.fromkeys(call.account_id if each in own else each for each in given))


def faults(call: Call, given: Sequence[str], members: Sequence[str]) -> Iterator[Field]:
    """The accounts that the caller may not scan; `members` are those of its organisation."""
    mine = call.identity
    for index, each in enumerate(given):
        name = f"targets.accountIds[{index}]"
        if each == ALL and mine.organisation_id and not mine.administers:
            yield Field(name=name, message="is for the organisation's administrator: write SELF")
        elif each not in (SELF, ALL, call.account_id):
            if not mine.administers:
                message = f"is not the caller's account {call.account_id}: write SELF"
                yield Field(name=name, message=message)
            elif each not in members:
                yield Field(name=name, message="is no account of the caller's organisation")
