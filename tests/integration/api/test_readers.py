"""What readers see of scans: the page of that name in the session protocol, row by row."""

from typing import Any

import pytest

from support.service import Caller, Running, Session, result, scanned, tagged_scan

MINUTE, HOUR = 60.0, 3600.0


def targets(admin: Caller, arn: str) -> list[dict[str, Any]]:
    found = admin.ok("ListCisScanResultsAggregatedByTargetResource", scanArn=arn)
    listed: list[dict[str, Any]] = found["targetResourceAggregations"]
    return listed


def status_of(admin: Caller, arn: str) -> str:
    [scan] = [each for each in admin.ok("ListCisScans")["scans"] if each["scanArn"] == arn]
    return str(scan["status"])


def details(admin: Caller, arn: str, host: Caller) -> dict[str, dict[str, Any]]:
    found = admin.ok(
        "GetCisScanResultDetails",
        scanArn=arn,
        targetResourceId=host.resource_id,
        accountId=admin.account_id,
    )
    return {each["checkId"]: each for each in found["scanResultDetails"]}


@pytest.mark.parametrize(
    ("raw", "seen", "reason"),
    [
        ("PASSED", "PASSED", None),
        ("FAILED", "FAILED", None),
        ("NOT_EVALUATED", "SKIPPED", "NOT_EVALUATED"),
        ("INFORMATIONAL", "SKIPPED", "INFORMATIONAL"),
        ("UNKNOWN", "SKIPPED", "UNKNOWN"),
        ("NOT_APPLICABLE", "SKIPPED", "NOT_APPLICABLE"),
        ("ERROR", "SKIPPED", "ERROR"),
    ],
)
def test_a_raw_status_becomes_one_of_three(
    service: Running, admin: Caller, raw: str, seen: str, reason: str | None
) -> None:
    """PASSED and FAILED stay; all else is SKIPPED, and the reason names the raw status."""
    arn, host = scanned(service, admin, [result("1.1", raw, b"")], env="t")
    finding = details(admin, arn, host)["1.1"]
    assert (finding["status"], finding.get("statusReason")) == (seen, reason)


def test_a_reason_in_the_evidence_is_told(service: Running, admin: Caller) -> None:
    """The host's own words for why it could not tell are in statusReason."""
    evidence = b'{"reason": "needs root"}'
    arn, host = scanned(service, admin, [result("1.1", "NOT_EVALUATED", evidence)], env="t")
    reason = details(admin, arn, host)["1.1"]["statusReason"]
    assert "NOT_EVALUATED" in reason
    assert "needs root" in reason


def test_findings_carry_the_catalogues_words(service: Running, admin: Caller) -> None:
    """Title, description, remediation and level come from the benchmark."""
    arn, host = scanned(service, admin, [result("2.1")], env="t")
    finding = details(admin, arn, host)["2.1"]
    assert finding["title"] == "Deep"
    assert finding["checkDescription"] == "What Deep asks"
    assert finding["remediation"] == "Mend Deep"
    assert finding["level"] == "LEVEL_2"
    assert finding["platform"] == "DEBIAN_12"
    assert "/cis-finding/" in finding["findingArn"]


def test_an_unknown_rule_keeps_its_id_as_title(service: Running, admin: Caller) -> None:
    """Rules that no benchmark knows are listed, never lost."""
    arn, host = scanned(service, admin, [result("mine.7")], env="t")
    assert details(admin, arn, host)["mine.7"]["title"] == "mine.7"
    [check] = admin.ok("ListCisScanResultsAggregatedByChecks", scanArn=arn)["checkAggregations"]
    assert (check["checkId"], check["title"]) == ("mine.7", "mine.7")


def test_check_ids_sort_as_numbers(service: Running, admin: Caller) -> None:
    """1.2 comes before 1.10, in the aggregation and in the details."""
    ids = ["1.10", "2.1", "1.2", "1.1"]
    arn, host = scanned(service, admin, [result(each) for each in ids], env="t")
    checks = admin.ok("ListCisScanResultsAggregatedByChecks", scanArn=arn)["checkAggregations"]
    assert [each["checkId"] for each in checks] == ["1.1", "1.2", "1.10", "2.1"]
    assert list(details(admin, arn, host)) == ["1.1", "1.2", "1.10", "2.1"]


def test_a_target_that_is_being_scanned_has_no_status(service: Running, admin: Caller) -> None:
    """Listed with the reason SCAN_IN_PROGRESS, while the scan is IN_PROGRESS."""
    host = service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    Session(host, host.check_in()["scanJobId"]).start()
    [target] = targets(admin, arn)
    assert "targetStatus" not in target
    assert target["targetStatusReason"] == "SCAN_IN_PROGRESS"
    assert status_of(admin, arn) == "IN_PROGRESS"


def test_a_target_that_stopped_is_completed(service: Running, admin: Caller) -> None:
    """COMPLETED without a reason, with the counts of its findings."""
    messages = [result("1.1"), result("1.2", "FAILED"), result("1.10", "ERROR")]
    arn, host = scanned(service, admin, messages, env="t")
    [target] = targets(admin, arn)
    assert (target["targetResourceId"], target["targetStatus"]) == (host.resource_id, "COMPLETED")
    assert "targetStatusReason" not in target
    assert target["statusCounts"] == {"passed": 1, "failed": 1, "skipped": 1}
    assert target["targetResourceTags"] == {"env": ["t"]}
    assert status_of(admin, arn) == "COMPLETED"


def test_a_target_that_falls_silent_is_timed_out(service: Running, admin: Caller) -> None:
    """TIMED_OUT / SCAN_IN_PROGRESS, what it had sent counts, and the scan FAILED."""
    host = service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    session = Session(host, host.check_in()["scanJobId"])
    session.start()
    session.telemetry([result("1.1", "FAILED")])
    service.clock.ahead += 16 * MINUTE
    service.until(lambda: status_of(admin, arn) == "FAILED")
    [target] = targets(admin, arn)
    assert (target["targetStatus"], target["targetStatusReason"]) == (
        "TIMED_OUT",
        "SCAN_IN_PROGRESS",
    )
    assert target["statusCounts"]["failed"] == 1


def test_a_target_that_was_never_reached_is_unmanaged(service: Running, admin: Caller) -> None:
    """TIMED_OUT / SSM_UNMANAGED when no session began within the job's lifetime."""
    service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    service.clock.ahead += 25 * HOUR
    service.until(lambda: status_of(admin, arn) == "FAILED")
    [target] = targets(admin, arn)
    assert (target["targetStatus"], target["targetStatusReason"]) == ("TIMED_OUT", "SSM_UNMANAGED")


def test_a_target_of_an_unsupported_system_is_cancelled(service: Running, admin: Caller) -> None:
    """CANCELLED / UNSUPPORTED_OS."""
    host = service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    session = Session(host, host.check_in()["scanJobId"])
    session.start()
    session.stop("UNSUPPORTED_OS", reason="no benchmark for PLAN_9")
    [target] = targets(admin, arn)
    assert (target["targetStatus"], target["targetStatusReason"]) == ("CANCELLED", "UNSUPPORTED_OS")
    assert status_of(admin, arn) == "FAILED"


def test_a_scan_without_targets_failed_at_once(service: Running, admin: Caller) -> None:
    """A scan that no host matches is listed at once, as FAILED, with no targets."""
    arn = tagged_scan(admin, env="nobody")
    assert status_of(admin, arn) == "FAILED"
    assert targets_or_none(admin, arn) is None


def targets_or_none(admin: Caller, arn: str) -> Any:
    found = admin.ok("ListCisScanResultsAggregatedByTargetResource", scanArn=arn)
    return found.get("targetResourceAggregations")


def test_a_scan_is_completed_if_one_target_is(service: Running, admin: Caller) -> None:
    """One target answers, one does not: the scan is COMPLETED once both have ended."""
    good, _ = service.host(admin.account_id, env="t"), service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    session = Session(good, good.check_in()["scanJobId"])
    session.start()
    session.stop()
    assert status_of(admin, arn) == "IN_PROGRESS"
    service.clock.ahead += 25 * HOUR
    service.until(lambda: status_of(admin, arn) == "COMPLETED")


@pytest.mark.parametrize(
    "operation",
    [
        "ListCisScanResultsAggregatedByChecks",
        "ListCisScanResultsAggregatedByTargetResource",
        "GetCisScanResultDetails",
    ],
)
def test_another_accounts_scan_and_no_scan_get_the_same_answer(
    service: Running, admin: Caller, operation: str
) -> None:
    """Nobody learns whether a scan of another account exists."""
    arn, host = scanned(service, admin, [result("1.1")], env="t")
    stranger = service.caller(service.account())
    members: dict[str, str] = {}
    if operation == "GetCisScanResultDetails":
        members = {"targetResourceId": host.resource_id, "accountId": stranger.account_id}
    absent = arn[:-12] + "0" * 12
    foreign = stranger.call(operation, scanArn=arn, **members)
    missing = stranger.call(operation, scanArn=absent, **members)
    assert foreign.error == missing.error == "AccessDeniedException"
    assert foreign.body["message"].replace(arn, absent) == missing.body["message"]


def test_details_of_a_host_that_was_no_target_are_refused(service: Running, admin: Caller) -> None:
    """The fault names targetResourceId."""
    arn, _ = scanned(service, admin, [result("1.1")], env="t")
    answer = admin.call(
        "GetCisScanResultDetails",
        scanArn=arn,
        targetResourceId="i-0123456789abcdef0",
        accountId=admin.account_id,
    )
    assert answer.error == "ValidationException"
    assert answer.body["fields"][0]["name"] == "targetResourceId"


def test_an_answer_shows_five_tags_of_a_host_the_wanted_ones_first(
    service: Running, admin: Caller
) -> None:
    """The model allows five; those that the scan asked for are among them."""
    tags = {f"a{number}": "x" for number in range(8)} | {"zone": "t"}
    host = service.host(admin.account_id, **tags)
    arn = tagged_scan(admin, zone="t")
    [target] = targets(admin, arn)
    assert target["targetResourceId"] == host.resource_id
    assert len(target["targetResourceTags"]) == 5
    assert target["targetResourceTags"]["zone"] == ["t"]
