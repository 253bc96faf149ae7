"""incisor.auth.iam: what policies say of a call."""

import json
from typing import Any

import pytest

from incisor.auth import documents
from incisor.auth.iam import Decision, joined

SCAN = "arn:aws:inspector2:us-east-1:123456789012:owner/123456789012/cis-scan/ab"
ALLOWED, DENIED, NOT_ALLOWED = Decision

LIST = {"Effect": "Allow", "Action": "inspector2:List*", "Resource": "*"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NO_DELETE = {"Effect": "Deny", "Action": "inspector2:DeleteCisScanConfiguration", "Resource": "*"}


def policy(*statements: dict[str, Any]) -> Any:
    return documents.read(json.dumps({"Version": "2012-10-17", "Statement": statements}))


CASES = [
    ([LIST], "inspector2:ListCisScans", "*", ALLOWED),
    ([LIST], "inspector2:GetCisScanReport", SCAN, NOT_ALLOWED),
    ([LIST | {"Action": "INSPECTOR2:listcis*"}], "inspector2:ListCisScans", "*", ALLOWED),
    ([ALL], "incisor:CheckIn", "*", ALLOWED),
    ([ALL | {"Action": "inspector2:*"}], "incisor:CheckIn", "*", NOT_ALLOWED),
    ([ALL, NO_DELETE], "inspector2:DeleteCisScanConfiguration", SCAN, DENIED),
    ([NO_DELETE, ALL], "inspector2:DeleteCisScanConfiguration", SCAN, DENIED),
    ([NO_DELETE, ALL], "inspector2:ListCisScans", "*", ALLOWED),
    ([NO_DELETE], "inspector2:DeleteCisScanConfiguration", SCAN, DENIED),
    ([ALL | {"Resource": "arn:*:cis-scan/*"}], "inspector2:GetCisScanReport", SCAN, NOT_ALLOWED),
    ([ALL | {"Resource": "arn:*/cis-scan/*"}], "inspector2:GetCisScanReport", SCAN, ALLOWED),
    ([ALL | {"Resource": "arn:*/cis-scan/a?"}], "inspector2:GetCisScanReport", SCAN, ALLOWED),
    ([ALL | {"Resource": "arn:*/CIS-SCAN/*"}], "inspector2:GetCisScanReport", SCAN, NOT_ALLOWED),
    ([ALL | {"Resource": [SCAN, SCAN + "c"]}], "inspector2:GetCisScanReport", SCAN, ALLOWED),
    ([ALL | {"Resource": SCAN}], "inspector2:ListCisScans", "*", NOT_ALLOWED),
]


@pytest.mark.parametrize(("statements", "action", "resource", "decision"), CASES)
def test_a_call_is_decided_by_action_and_resource(
    statements: list[dict[str, Any]], action: str, resource: str, decision: Decision
) -> None:
    """Wildcards in both; actions know no case, resources do; a Deny wins, silence refuses."""
    assert policy(*statements).decide(action, resource, {}) == decision


def test_not_action_and_not_resource_mean_all_others() -> None:
    """As IAM has it: everything but what is listed."""
    others = policy({"Effect": "Allow", "NotAction": "inspector2:Delete*", "NotResource": SCAN})
    assert others.decide("inspector2:GetCisScanReport", SCAN + "c", {}) == ALLOWED
    assert others.decide("inspector2:GetCisScanReport", SCAN, {}) == NOT_ALLOWED
    assert others.decide("inspector2:DeleteCisScanConfiguration", "*", {}) == NOT_ALLOWED


def test_all_conditions_of_a_statement_must_hold() -> None:
    """Operators, keys and blocks are all joined by "and"."""
    both = policy(
        ALL
        | {
            "Condition": {
                "StringEquals": {"aws:ResourceTag/team": "blue", "aws:RequestTag/env": "prod"},
                "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
            }
        }
    )
    context = {
        "aws:resourcetag/team": ["blue"],
        "aws:requesttag/env": ["prod"],
        "aws:sourceip": ["10.1.2.3"],
    }
    assert both.decide("inspector2:TagResource", SCAN, context) == ALLOWED
    for key in context:
        fewer = {name: context[name] for name in context if name != key}
        assert both.decide("inspector2:TagResource", SCAN, fewer) == NOT_ALLOWED


def test_policies_of_one_key_are_one() -> None:
    """A Deny of one wins over an Allow of another."""
    together = joined([policy(ALL), policy(NO_DELETE)])
    assert together.decide("inspector2:ListCisScans", "*", {}) == ALLOWED
    assert together.decide("inspector2:DeleteCisScanConfiguration", SCAN, {}) == DENIED
    assert joined([]).decide("inspector2:ListCisScans", "*", {}) == NOT_ALLOWED


def test_a_policy_knows_whether_it_asks_for_tags_of_the_resource() -> None:
    """They are read from the database only then."""
    tagged = ALL | {"Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}}
    assert policy(ALL, tagged).asks_for_resource_tags
    assert not policy(ALL).asks_for_resource_tags
