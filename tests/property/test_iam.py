"""Laws of IAM's precedence, whatever the policies and the call."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from incisor.auth import documents
from incisor.auth.iam import Decision, Policy
from incisor.auth.policy import ACTIONS

RESOURCES = ["*", *(f"arn:aws:inspector2:us-east-1:1:owner/1/cis-scan/{n}" for n in range(3))]

actions = st.sampled_from(sorted(ACTIONS))
resources = st.sampled_from(RESOURCES)
contexts = st.dictionaries(
    st.sampled_from(["aws:resourcetag/a", "aws:requesttag/a"]),
    st.lists(st.sampled_from("xy"), min_size=1, max_size=1),
)
conditions = st.dictionaries(
    st.sampled_from(["StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists"]),
    st.dictionaries(
        st.sampled_from(["aws:ResourceTag/a", "aws:RequestTag/a"]), st.sampled_from("xyz*")
    ),
)


def statements(*effects: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "Effect": st.sampled_from(effects),
            "Action": st.lists(
                actions | st.sampled_from(["*", "inspector2:*", "inspector2:List*"]), min_size=1
            ),
            "Resource": resources | st.just("arn:*"),
            "Condition": conditions,
        }
    )


either = st.lists(statements("Allow", "Deny"), min_size=1, max_size=5)


def policy(given: list[dict[str, Any]]) -> Policy:
    return documents.read(json.dumps({"Version": documents.VERSION, "Statement": given}))


@given(either, statements("Deny"), actions, resources, contexts)
def test_one_more_deny_never_allows(
    given: list[Any], deny: Any, action: str, resource: str, context: Any
) -> None:
    """It denies what it speaks of and leaves everything else as it was."""
    before = policy(given).decide(action, resource, context)
    after = policy([*given, deny]).decide(action, resource, context)
    spoken = policy([deny]).decide(action, resource, context) is Decision.DENIED
    assert after is (Decision.DENIED if spoken else before)


@given(either, statements("Allow"), actions, resources, contexts)
def test_one_more_allow_never_lifts_a_deny(
    given: list[Any], allow: Any, action: str, resource: str, context: Any
) -> None:
    """It can only turn silence into permission, and takes none away."""
    before = policy(given).decide(action, resource, context)
    after = policy([*given, allow]).decide(action, resource, context)
    assert after is before or (before, after) == (Decision.NOT_ALLOWED, Decision.ALLOWED)


@given(st.permutations(range(4)), st.data(), actions, resources, contexts)
def test_the_order_of_statements_means_nothing(
    order: list[int], data: st.DataObject, action: str, resource: str, context: Any
) -> None:
    """Any order of the same statements decides the same."""
    given = data.draw(st.lists(statements("Allow", "Deny"), min_size=4, max_size=4))
    turned = [given[place] for place in order]
    assert policy(given).decide(action, resource, context) is policy(turned).decide(
        action, resource, context
    )


@given(st.lists(statements("Deny"), min_size=1, max_size=4), actions, resources, contexts)
def test_nothing_is_allowed_by_denials(
    given: list[Any], action: str, resource: str, context: Any
) -> None:
    """Without an Allow there is no permission."""
    assert policy(given).decide(action, resource, context) is not Decision.ALLOWED
