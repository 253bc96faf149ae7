"""Keys with policies: what they may, over HTTP, and what they learn when they may not."""

from typing import Any
from urllib.parse import quote

import pytest

from incisor.store import policies
from support.service import Answer, Caller, Running, result, scanned, tagged_scan

REQUEST = {
    "scanName": "nightly",
    "securityLevel": "LEVEL_1",
    "schedule": {"oneTime": {}},
    "targets": {"accountIds": ["SELF"], "targetResourceTags": {"env": ["none"]}},
}


def allow(*actions: str, resource: str = "*", when: Any = None) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": resource,
        "Condition": when or {},
    }


def created(caller: Caller, **tags: str) -> str:
    return str(
        caller.ok("CreateCisScanConfiguration", **REQUEST, tags=tags)["scanConfigurationArn"]
    )


def put_tags(caller: Caller, arn: str, **tags: str) -> Answer:
    return caller.ask("POST", f"/tags/{quote(arn, safe='')}", {"tags": tags})


def test_a_policy_is_all_that_its_key_may_do(service: Running, admin: Caller) -> None:
    """What it allows works, everything else is refused with the action and why."""
    reader = service.holder(admin.account_id, allow("inspector2:ListCisScans"))
    assert reader.ok("ListCisScans") == {"scans": []}
    refused = reader.call("ListCisScanConfigurations")
    assert (refused.status, refused.error) == (403, "AccessDeniedException")
    assert "inspector2:ListCisScanConfigurations: not allowed by any" in refused.body["message"]
    assert reader.ask("POST", "/incisor/v1/check-in", {}).status in (400, 403)


def test_a_resource_is_meant_however_its_arn_is_written(service: Running, admin: Caller) -> None:
    """The hexadecimal digits of an ARN know no case: a Deny cannot be walked around by it."""
    arn = created(admin)
    careful = service.holder(
        admin.account_id,
        allow("*"),
        {"Effect": "Deny", "Action": "inspector2:Delete*", "Resource": arn},
    )
    stem, _, identifier = arn.rpartition("/")
    for written in (arn, f"{stem}/{identifier.upper()}"):
        refused = careful.call("DeleteCisScanConfiguration", scanConfigurationArn=written)
        assert refused.error == "AccessDeniedException"
        assert "denied by a statement" in refused.body["message"]
    careful.ok("DeleteCisScanConfiguration", scanConfigurationArn=created(admin))


def test_tags_of_the_resource_decide(service: Running, admin: Caller) -> None:
    """A key for the blue team's configurations changes no other, and cannot tell others apart."""
    blue, red = created(admin, team="blue"), created(admin, team="red")
    tagged = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    member = service.holder(admin.account_id, allow("inspector2:Update*", when=tagged))
    member.ok("UpdateCisScanConfiguration", scanConfigurationArn=blue, scanName="x")
    absent = red[:-12] + "0" * 12
    answers = [
        member.call("UpdateCisScanConfiguration", scanConfigurationArn=arn, scanName="x")
        for arn in (red, absent)
    ]
    assert {answer.error for answer in answers} == {"AccessDeniedException"}
    words = {answer.body["message"].replace(red, "").replace(absent, "") for answer in answers}
    assert len(words) == 1


def test_tags_of_the_request_decide(service: Running, admin: Caller) -> None:
    """Only with the team's tag may it create, and with no key but those allowed."""
    member = service.holder(
        admin.account_id,
        allow(
            "inspector2:CreateCisScanConfiguration",
            "inspector2:TagResource",
            resource="arn:aws:inspector2:*:*:owner/*/cis-configuration/*",
            when={
                "StringEquals": {"aws:RequestTag/team": "blue"},
                "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "env"]},
            },
        ),
    )
    arn = created(member, team="blue", env="prod")
    assert put_tags(member, arn, team="blue").status == 200
    for tags in ({"team": "red"}, {"team": "blue", "other": "x"}, {}):
        refused = member.call("CreateCisScanConfiguration", **REQUEST, tags=tags)
        assert refused.error == "AccessDeniedException", tags
        assert put_tags(member, arn, **tags).status == 403


def test_keys_of_tags_that_are_taken_away_decide(service: Running, admin: Caller) -> None:
    """aws:TagKeys of UntagResource are those in the query."""
    arn = created(admin, keep="1", drop="2")
    condition = {"ForAnyValue:StringEquals": {"aws:TagKeys": ["drop"]}}
    member = service.holder(admin.account_id, allow("inspector2:UntagResource", when=condition))
    path = f"/tags/{quote(arn, safe='')}"
    assert member.ask("DELETE", f"{path}?tagKeys=keep", b"").status == 403
    assert member.ask("DELETE", f"{path}?tagKeys=drop", b"").status == 200


@pytest.mark.parametrize(("block", "status"), [("127.0.0.0/8", 200), ("10.0.0.0/8", 403)])
def test_where_the_request_comes_from_decides(
    service: Running, admin: Caller, block: str, status: int
) -> None:
    """aws:SourceIp is the address of the connection."""
    condition = {"IpAddress": {"aws:SourceIp": block}}
    member = service.holder(admin.account_id, allow("inspector2:List*", when=condition))
    assert member.call("ListCisScans").status == status


def test_a_scan_is_a_resource(service: Running, admin: Caller) -> None:
    """A key for one scan reads its results and no other scan's."""
    arn, host = scanned(service, admin, [result("1.1")], env="t")
    other = tagged_scan(admin, env="t")
    member = service.holder(admin.account_id, allow("inspector2:*", resource=arn))
    assert member.ok("ListCisScanResultsAggregatedByChecks", scanArn=arn)["checkAggregations"]
    asked = {"targetResourceId": host.resource_id, "accountId": admin.account_id}
    assert member.ok("GetCisScanResultDetails", scanArn=arn, **asked)["scanResultDetails"]
    refused = member.call("ListCisScanResultsAggregatedByChecks", scanArn=other)
    assert refused.error == "AccessDeniedException"


def test_a_changed_policy_is_obeyed_within_seconds(service: Running, admin: Caller) -> None:
    """Without a restart, and without a new key."""
    member = service.holder(admin.account_id, allow("inspector2:List*"))
    assert member.call("ListCisScans").status == 200
    [policy] = service.store.read_now(lambda conn: policies.of_account(conn, admin.account_id))
    service.store.write_now(lambda conn: policies.remove(conn, admin.account_id, policy.name))
    service.until(lambda: member.call("ListCisScans").status == 403)
