"""incisor.api.scans: whose scans a caller sees."""

import pytest

from incisor.api import scans
from incisor.wire.shapes import ListCisScansDetailLevel
from support.calls import ACCOUNT, call

ORGANISATION = "o-abcdefghij"
ADMINISTRATOR = "210987654321"
MEMBER, WHOLE = ListCisScansDetailLevel.MEMBER, ListCisScansDetailLevel.ORGANIZATION


@pytest.mark.parametrize("level", [None, MEMBER, WHOLE])
def test_an_account_alone_sees_its_own(level: ListCisScansDetailLevel | None) -> None:
    """Whatever level it asks for; ARNs begin with its own id as owner."""
    [own] = scans.lists(call(), level)
    assert (own.account_id, own.owner_id) == (ACCOUNT, ACCOUNT)
    assert own.scan_arn_stem == f"arn:aws:inspector2:us-east-1:{ACCOUNT}:owner/{ACCOUNT}/cis-scan/"


@pytest.mark.parametrize(
    ("administrator", "level", "account_id"),
    [
        (ACCOUNT, None, ORGANISATION),
        (ACCOUNT, WHOLE, ORGANISATION),
        (ACCOUNT, MEMBER, ACCOUNT),
        (ADMINISTRATOR, None, ACCOUNT),
        (ADMINISTRATOR, WHOLE, ACCOUNT),
        (ADMINISTRATOR, MEMBER, ACCOUNT),
    ],
)
def test_of_its_organisation_an_account_sees_the_whole_or_its_part(
    administrator: str, level: ListCisScansDetailLevel | None, account_id: str
) -> None:
    """The whole only the administrator, unless it asks for what is its own."""
    member = call(organisation_id=ORGANISATION, administrator_id=administrator)
    own, shared = scans.lists(member, level)
    assert (own.account_id, own.owner_id) == (ACCOUNT, ACCOUNT)
    assert (shared.account_id, shared.owner_id) == (account_id, ORGANISATION)
    assert shared.scan_arn_stem.endswith(f":{administrator}:owner/{ORGANISATION}/cis-scan/")
