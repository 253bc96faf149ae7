"""incisor.auth.documents: what is stored, and what is refused by name."""

import json
from typing import Any

import pytest

from incisor.auth import documents
from incisor.auth.documents import PolicyError

GOOD = {"Effect": "Allow", "Action": "inspector2:List*", "Resource": "*"}


def document(**changes: Any) -> str:
    statement = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def condition(operator: str, key: str, value: Any = "x") -> str:
    return document(Condition={operator: {key: value}})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (document(Principal="*"), "Statement[0].Principal is not evaluated"),
        (document(Effect="allow"), "Statement[0].Effect must be Allow or Deny"),
        (document(Effect=None), "Statement[0].Effect"),
        (document(Action=None), "Statement[0] must have one of Action and NotAction"),
        (document(NotAction="*"), "Statement[0] must have one of Action and NotAction"),
        (document(Resource=None), "Statement[0] must have one of Resource and NotResource"),
        (document(Action="ec2:*"), "Action 'ec2:*' is none of this service's actions"),
        (document(Action="inspector2:ListFindings"), "'inspector2:ListFindings' is none"),
        (document(Action=[]), "Statement[0].Action must be a text or a list"),
        (document(Action=[1]), "Statement[0].Action must be a text or a list"),
        (document(Resource="cis-scan"), "Resource 'cis-scan' is neither * nor an ARN"),
        (document(Resource="arn:${aws:username}"), "has a policy variable"),
        (document(Condition=[]), "Statement[0].Condition must be an object of objects"),
        (condition("Bool", "aws:SecureTransport"), "aws:SecureTransport has a key that is not"),
        (condition("NumericEquals", "aws:TagKeys"), "is not an operator that is evaluated"),
        (condition("ForSome:StringLike", "aws:TagKeys"), "is not an operator that is evaluated"),
        (condition("StringEquals", "aws:TagKeys"), "needs ForAllValues: or ForAnyValue:"),
        (condition("ForAnyValue:StringEquals", "aws:RequestTag/a"), "has one value"),
        (condition("StringEquals", "aws:RequestTag/"), "has a key that is not evaluated"),
        (condition("StringEquals", "aws:SourceIp"), "compares aws:SourceIp with IpAddress"),
        (condition("IpAddress", "aws:RequestTag/a"), "compares aws:SourceIp with IpAddress"),
        (condition("IpAddress", "aws:SourceIp", "10.0.0.0/33"), "no address and no block"),
        (condition("StringEquals", "aws:RequestTag/a", 1), "must be a text or a list of texts"),
        (condition("StringLike", "aws:RequestTag/a", "${x}"), "has a policy variable"),
        (condition("Null", "aws:TagKeys", "yes"), "takes one value, true or false"),
        (condition("NullIfExists", "aws:TagKeys", "true"), "takes no IfExists"),
        ('{"Version": "2008-10-17", "Statement": []}', "Version must be '2012-10-17'"),
        ('{"Version": "2012-10-17"}', "Statement is required"),
        ('{"Version": "2012-10-17", "Statement": [1]}', "Statement[0] must be an object"),
        ('{"Version": "2012-10-17", "Version": "2012-10-17"}', "given twice: Version"),
        ("[]", "must be an object"),
        ("{", "no JSON"),
        ("[" * 6000, "no JSON"),
        (" " * 7000, "more than 6144 characters"),
    ],
)
def test_what_is_not_evaluated_is_refused_by_name(text: str, named: str) -> None:
    """Never half-obeyed: the sentence says which element, and what would do."""
    with pytest.raises(PolicyError) as refused:
        documents.read(text)
    assert named in str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    """Not the first only."""
    text = document(Principal="*", Effect="x", Action="ec2:*")
    with pytest.raises(PolicyError) as refused:
        documents.read(text)
    assert len(refused.value.faults) == 3


def test_one_statement_and_one_value_need_no_brackets() -> None:
    """IAM's short forms mean what the long ones mean."""
    short = {"Version": "2012-10-17", "Id": "x", "Statement": GOOD | {"Sid": "y"}}
    long = {"Version": "2012-10-17", "Statement": [GOOD | {"Action": ["inspector2:List*"]}]}
    assert documents.read(json.dumps(short)) == documents.read(json.dumps(long))
