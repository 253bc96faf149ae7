"""incisor.auth.policy."""

import pytest

from incisor.auth import policy
from incisor.store.keys import Role
from incisor.wire.model import MODEL


def test_every_operation_is_of_one_kind() -> None:
    """Session, reading or changing: none is forgotten, none is two."""
    kinds = [*policy.SESSION, *policy.READ, *policy.CHANGE]
    assert sorted(kinds) == sorted(MODEL.operations)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ADMIN, policy.READ | policy.CHANGE | policy.OWN_READ | policy.OWN_CHANGE),
        (Role.AUDITOR, policy.READ | policy.OWN_READ),
        (Role.HOST, policy.SESSION | {policy.CHECK_IN}),
        (Role.POLICY, frozenset()),
    ],
)
def test_each_role_may_do_its_part_and_no_more(role: Role, allowed: frozenset[str]) -> None:
    """Over every operation of the model and every one of our own."""
    ours = [policy.CHECK_IN, *policy.OWN_READ, *policy.OWN_CHANGE]
    actions = [*MODEL.operations, *ours, "Unknown"]
    assert {action for action in actions if policy.allows(role, action)} == allowed


def test_every_role_has_a_line() -> None:
    """A new role cannot be forgotten in the table."""
    assert set(policy.ALLOWED) == set(Role)
