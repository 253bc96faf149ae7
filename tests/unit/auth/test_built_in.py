"""The built-in policies: what `incisor policies show` prints is what the roles may do."""

import pytest

from incisor.auth import documents, policy
from incisor.auth.iam import Decision
from incisor.cli import policies
from incisor.store.roles import Role

ROLES = {"admin": Role.ADMIN, "auditor": Role.AUDITOR, "agent": Role.HOST}


def test_there_is_one_for_each_role_that_keys_can_have() -> None:
    """None is forgotten."""
    assert tuple(ROLES) == policies.BUILT_IN
    assert {*ROLES.values(), Role.POLICY} == set(Role)


@pytest.mark.parametrize("name", ROLES)
def test_a_built_in_policy_is_its_role(name: str) -> None:
    """Over every action, Inspector's and ours."""
    read = documents.read(policies.built_in(name))
    for action in policy.ACTIONS:
        allowed = policy.allows(ROLES[name], action.partition(":")[2])
        assert (read.decide(action, "*", {}) is Decision.ALLOWED) == allowed, action
