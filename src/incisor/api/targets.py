"""Which accounts and hosts a configuration is for, as requests say it and as it is kept."""

from collections.abc import Iterator, Sequence
from typing import Final

from incisor.api.call import Call
from incisor.wire.errors import Field

# Service model, TargetAccount. While there are no organisations, both mean the caller's account.
OWN: Final = frozenset({"SELF", "ALL_ACCOUNTS"})


def accounts(call: Call, given: Sequence[str]) -> list[str]:
    """The accounts meant, twelve digits each, in the order given; each once."""
    return list(dict.fromkeys(call.account_id if each in OWN else each for each in given))


def faults(call: Call, given: Sequence[str]) -> Iterator[Field]:
    """The accounts that the caller may not scan."""
    for index, each in enumerate(given):
        if each not in OWN and each != call.account_id:
            yield Field(
                name=f"targets.accountIds[{index}]",
                message=f"is not the caller's account {call.account_id}: write SELF",
            )
