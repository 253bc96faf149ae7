"""Rerun, cancel, progress, diagnosis: what Inspector has no operation for."""

from typing import Any

import pytest

from incisor.store.roles import Role
from support.service import Answer, Caller, Running, Session, result, scanned, tagged_scan

V1 = "/incisor/v1/"


def ask(caller: Caller, what: str, **members: Any) -> Answer:
    return caller.ask("POST", V1 + what, members)


def ok(caller: Caller, what: str, **members: Any) -> Any:
    answer = ask(caller, what, **members)
    assert answer.status == 200, answer
    return answer.body


def scan_of(admin: Caller, arn: str) -> Any:
    [scan] = [each for each in admin.ok("ListCisScans")["scans"] if each["scanArn"] == arn]
    return scan


def started(host: Caller) -> Session:
    session = Session(host, host.check_in()["scanJobId"])
    assert session.start().status == 200
    return session


def test_a_configuration_is_run_once_more(service: Running, admin: Caller) -> None:
    """A new scan of the same configuration, which hosts are given like any other."""
    arn, host = scanned(service, admin, [result("1.1")], env="t")
    configuration = scan_of(admin, arn)["scanConfigurationArn"]
    again = ok(admin, "scan-configurations:rerun", scanConfigurationArn=configuration)["scanArn"]
    assert again != arn
    assert scan_of(admin, again)["status"] == "IN_PROGRESS"
    assert host.check_in()["scanArn"] == again


def test_a_configuration_of_someone_else_cannot_be_run(service: Running, admin: Caller) -> None:
    """It is as unknown as none."""
    arn = tagged_scan(admin, env="t")
    configuration = scan_of(admin, arn)["scanConfigurationArn"]
    stranger = service.caller(service.account())
    answer = ask(stranger, "scan-configurations:rerun", scanConfigurationArn=configuration)
    assert answer.error == "ResourceNotFoundException"


def test_a_cancelled_scan_ends_everywhere(service: Running, admin: Caller) -> None:
    """Waiting hosts get no job of it, running ones are told; results so far stay to be read."""
    running, waiting = (service.host(admin.account_id, env="t") for _ in range(2))
    arn = tagged_scan(admin, env="t")
    session = started(running)
    session.telemetry([result("1.1"), result("1.2", "FAILED")])
    assert ok(admin, "scans:cancel", scanArn=arn, reason="maintenance")["cancelledTargets"] == 2
    scan = scan_of(admin, arn)
    assert (scan["status"], scan["totalChecks"], scan["failedChecks"]) == ("CANCELLED", 2, 1)
    assert waiting.check_in() is None
    assert session.health().error == "ConflictException"
    assert session.stop().error == "ConflictException"
    targets = admin.ok("ListCisScanResultsAggregatedByTargetResource", scanArn=arn)
    assert {each["targetStatus"] for each in targets["targetResourceAggregations"]} == {"CANCELLED"}
    again = ask(admin, "scans:cancel", scanArn=arn)
    assert (again.error, again.body["resourceId"]) == ("ConflictException", arn)


def test_a_cancelled_target_leaves_the_others_alone(service: Running, admin: Caller) -> None:
    """The scan completes with those that are left."""
    gone, left = (service.host(admin.account_id, env="t") for _ in range(2))
    arn = tagged_scan(admin, env="t")
    asked = {"scanArn": arn, "targetResourceId": gone.resource_id}
    assert ok(admin, "scan-targets:cancel", **asked) == {"cancelledTargets": 1}
    assert ask(admin, "scan-targets:cancel", **asked).error == "ConflictException"
    session = started(left)
    session.telemetry([result("1.1")])
    assert session.stop().status == 200
    assert scan_of(admin, arn)["status"] == "COMPLETED"


def test_only_targets_of_the_scan_can_be_cancelled(service: Running, admin: Caller) -> None:
    """The fault is the member's."""
    service.host(admin.account_id, env="t")
    other = service.host(admin.account_id, env="other")
    arn = tagged_scan(admin, env="t")
    asked = {"scanArn": arn, "targetResourceId": other.resource_id}
    refused = ask(admin, "scan-targets:cancel", **asked)
    assert [each["name"] for each in refused.body["fields"]] == ["targetResourceId"]


def test_progress_counts_what_runs(service: Running, admin: Caller) -> None:
    """Targets by state, and of each that runs how many results have come."""
    running, _ = (service.host(admin.account_id, env="t") for _ in range(2))
    arn = tagged_scan(admin, env="t")
    session = started(running)
    session.telemetry([result("1.1"), result("1.2")])
    session.telemetry([result("1.3")])
    found = ok(admin, "scans:progress", scanArn=arn)
    assert found["targets"] == {"PENDING": 1, "STARTED": 1}
    assert (found["totalTargets"], found["endedTargets"]) == (2, 0)
    [one] = found["running"]
    assert (one["targetResourceId"], one["resultsReceived"]) == (running.resource_id, 3)
    session.stop()
    found = ok(admin, "scans:progress", scanArn=arn)
    assert (found["endedTargets"], found["totalChecks"], found["running"]) == (1, 3, [])


def test_the_diagnosis_tells_why_of_every_host(service: Running, admin: Caller) -> None:
    """Of targets what their job waits for, of others what keeps them from being one."""
    target = service.host(admin.account_id, env="t")
    other = service.host(admin.account_id, env="dev")
    bare = service.host(admin.account_id)
    arn = tagged_scan(admin, env="t")
    found = ok(admin, "scans:diagnose", scanArn=arn)
    words = {each["targetResourceId"]: each["why"] for each in found["hosts"]}
    assert "never checked in" in words[target.resource_id]
    assert "env = 'dev'" in words[other.resource_id]
    assert "no tag env" in words[bare.resource_id]
    states = {each["targetResourceId"]: each["state"] for each in found["hosts"]}
    assert states == {
        target.resource_id: "PENDING",
        other.resource_id: None,
        bare.resource_id: None,
    }


def test_the_diagnosis_comes_in_pages(service: Running, admin: Caller) -> None:
    """All hosts, none twice; a token holds for its question only."""
    hosts = [service.host(admin.account_id, env="t").resource_id for _ in range(3)]
    arn = tagged_scan(admin, env="t")
    first = ok(admin, "scans:diagnose", scanArn=arn, maxResults=2)
    asked = {"maxResults": 2, "nextToken": first["nextToken"]}
    second = ok(admin, "scans:diagnose", scanArn=arn, **asked)
    found = [each["targetResourceId"] for page in (first, second) for each in page["hosts"]]
    assert found == sorted(hosts)
    assert "nextToken" not in second
    other = tagged_scan(admin, env="t")
    assert ask(admin, "scans:diagnose", scanArn=other, **asked).error == "ValidationException"


def test_a_scan_that_failed_at_once_says_why(admin: Caller) -> None:
    """The scan's own reason is part of the diagnosis."""
    found = ok(admin, "scans:diagnose", scanArn=tagged_scan(admin, env="nobody"))
    assert (found["status"], found["hosts"]) == ("FAILED", [])
    assert "no enrolled host has the tags env = nobody" in found["reason"]


@pytest.mark.parametrize("what", ["scans:cancel", "scans:progress", "scans:diagnose"])
def test_a_scan_of_someone_else_is_as_unknown_as_none(
    service: Running, admin: Caller, what: str
) -> None:
    """The same answer for both."""
    arn = tagged_scan(admin, env="t")
    stranger = service.caller(service.account())
    for named in (arn, arn[:-12] + "0" * 12):
        assert ask(stranger, what, scanArn=named).error == "AccessDeniedException"


def test_an_auditor_looks_and_changes_nothing(service: Running, admin: Caller) -> None:
    """Progress and diagnosis are reading; rerun and cancel are not."""
    service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    auditor = service.caller(admin.account_id, Role.AUDITOR)
    for what in ("scans:progress", "scans:diagnose"):
        assert ask(auditor, what, scanArn=arn).status == 200
    assert ask(auditor, "scans:cancel", scanArn=arn).error == "AccessDeniedException"


def test_a_policy_can_allow_one_of_ours(service: Running, admin: Caller) -> None:
    """Their actions begin with incisor: and are about the scan."""
    arn, other = tagged_scan(admin, env="x"), tagged_scan(admin, env="x")
    statement = {"Effect": "Allow", "Action": "incisor:Get*", "Resource": arn}
    member = service.holder(admin.account_id, statement)
    assert ask(member, "scans:progress", scanArn=arn).status == 200
    assert ask(member, "scans:progress", scanArn=other).error == "AccessDeniedException"
    assert ask(member, "scans:cancel", scanArn=arn).error == "AccessDeniedException"


@pytest.mark.parametrize(
    ("what", "body", "names"),
    [
        ("scans:cancel", {}, ["scanArn"]),
        ("scans:cancel", {"scanArn": "x", "reason": ""}, ["scanArn", "reason"]),
        ("scans:diagnose", {"scanArn": 1, "maxResults": 0}, ["scanArn", "maxResults"]),
        ("scan-configurations:rerun", {"scanConfigurationArn": None}, ["scanConfigurationArn"]),
    ],
)
def test_every_fault_is_named(admin: Caller, what: str, body: Any, names: list[str]) -> None:
    """As Inspector's operations do."""
    refused = admin.ask("POST", V1 + what, body)
    assert refused.error == "ValidationException"
    assert [each["name"] for each in refused.body["fields"]] == names
