"""Policies in IAM's language: what they say of a call.

As the IAM User Guide has it under "Policy evaluation logic": a statement speaks of a call if its
action, its resource and all its conditions do; a Deny that speaks of it wins over every Allow; what
no Allow speaks of is not allowed.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from incisor.auth import conditions
from incisor.auth.conditions import Condition, Context, like


class Decision(StrEnum):
    """What policies say of a call."""

    ALLOWED = "allowed"
    DENIED = "denied by a statement"
    NOT_ALLOWED = "not allowed by any statement"


class Patterns(msgspec.Struct, frozen=True):
    """Action and Resource, or NotAction and NotResource if `inverted`."""

    patterns: tuple[str, ...]
    inverted: bool = False

    def cover(self, name: str) -> bool:
        """Whether the name is meant."""
        return any(like(name, pattern) for pattern in self.patterns) != self.inverted


class Statement(msgspec.Struct, frozen=True):
    """One statement; its patterns of actions are in lower case, for IAM's actions know no case."""

    allow: bool
    actions: Patterns
    resources: Patterns
    conditions: tuple[Condition, ...] = ()

    def speaks_of(self, action: str, resource: str, context: Context) -> bool:
        """Whether the statement applies to the call."""
        return (
            self.actions.cover(action.lower())
            and self.resources.cover(resource)
            and all(conditions.holds(each, context) for each in self.conditions)
        )


class Policy(msgspec.Struct, frozen=True):
    """What a key may do; several policies of one key are one with all their statements."""

    statements: tuple[Statement, ...]

    def decide(self, action: str, resource: str, context: Context) -> Decision:
        """Whether a call is allowed: the action with its prefix, the resource's ARN or `*`."""
        said = {each.allow for each in self.statements if each.speaks_of(action, resource, context)}
        if False in said:
            return Decision.DENIED
        return Decision.ALLOWED if said else Decision.NOT_ALLOWED

    def may_allow(self, action: str) -> bool:
        """Whether there is any resource and request for which the action is allowed."""
        return any(each.allow and each.actions.cover(action.lower()) for each in self.statements)

    @property
    def asks_for_resource_tags(self) -> bool:
        """Whether a decision may need the tags of the resource."""
        stem = conditions.RESOURCE_TAG
        return any(each.key.startswith(stem) for one in self.statements for each in one.conditions)


def joined(policies: Sequence[Policy]) -> Policy:
    """What several policies say together."""
    return Policy(tuple(each for policy in policies for each in policy.statements))
