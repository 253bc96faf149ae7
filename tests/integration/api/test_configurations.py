"""Scan configurations over HTTP: what is taken, what is refused, and what follows."""

from typing import Any

import pytest

from support.service import Caller, Running, Session, result, running, tagged_scan

WEEKDAY = {"startTime": {"timeOfDay": "04:30", "timezone": "Europe/Berlin"}}
REQUEST = {
    "scanName": "nightly",
    "securityLevel": "LEVEL_1",
    "schedule": {"daily": WEEKDAY},
    "targets": {"accountIds": ["SELF"], "targetResourceTags": {"env": ["prod"]}},
}
DAY = 86400.0


def create(admin: Caller, **changes: Any) -> str:
    return str(
        admin.ok("CreateCisScanConfiguration", **(REQUEST | changes))["scanConfigurationArn"]
    )


def listed(admin: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.ok("ListCisScanConfigurations")["scanConfigurations"]
    return found


@pytest.mark.parametrize(
    "schedule",
    [
        {"daily": WEEKDAY},
        {"weekly": WEEKDAY | {"days": ["MON", "SUN"]}},
        {"monthly": WEEKDAY | {"day": "TUE"}},
        {"oneTime": {}},
    ],
)
def test_a_configuration_is_listed_as_it_was_created(
    admin: Caller, schedule: dict[str, Any]
) -> None:
    """Every kind of schedule comes back as it was sent, as soon as the creation was answered."""
    arn = create(admin, schedule=schedule, tags={"team": "blue"})
    [found] = listed(admin)
    assert found == {
        "scanConfigurationArn": arn,
        "ownerId": admin.account_id,
        "scanName": "nightly",
        "securityLevel": "LEVEL_1",
        "schedule": schedule,
        "targets": {
            "accountIds": [admin.account_id],
            "targetResourceTags": {"env": ["prod"]},
        },
        "tags": {"team": "blue"},
    }


@pytest.mark.parametrize("given", [["SELF"], ["ALL_ACCOUNTS"], ["own"], ["own", "SELF"]])
def test_the_callers_account_may_be_said_in_three_ways(admin: Caller, given: list[str]) -> None:
    """Answers hold twelve digits, once."""
    accounts = [admin.account_id if each == "own" else each for each in given]
    create(admin, targets={"accountIds": accounts, "targetResourceTags": {"env": ["prod"]}})
    assert listed(admin)[0]["targets"]["accountIds"] == [admin.account_id]


def test_another_account_is_refused_by_name(admin: Caller) -> None:
    """The fault names the entry of accountIds."""
    accounts = ["SELF", "999999999999"]
    answer = admin.call(
        "CreateCisScanConfiguration",
        **(REQUEST | {"targets": {"accountIds": accounts, "targetResourceTags": {"a": ["b"]}}}),
    )
    assert answer.error == "ValidationException"
    assert [each["name"] for each in answer.body["fields"]] == ["targets.accountIds[1]"]


def test_all_faults_that_the_model_does_not_show_are_named_at_once(admin: Caller) -> None:
    """Time zone, account and tags are checked together."""
    schedule = {"daily": {"startTime": {"timeOfDay": "04:30", "timezone": "Europe/Berlim"}}}
    targets = {"accountIds": ["999999999999"], "targetResourceTags": {"a": ["b"]}}
    tags = {"aws:mine": "x"} | {f"k{number}": "v" for number in range(50)}
    answer = admin.call(
        "CreateCisScanConfiguration",
        **(REQUEST | {"schedule": schedule, "targets": targets, "tags": tags}),
    )
    assert [each["name"] for each in answer.body["fields"]] == [
        "schedule.daily.startTime.timezone",
        "targets.accountIds[0]",
        "tags",
        "tags.aws:mine",
    ]
    assert listed(admin) == []


def test_a_daily_configuration_is_scanned_when_its_time_comes(
    service: Running, admin: Caller
) -> None:
    """Nothing at first; one scan a day later."""
    arn = create(admin)
    assert admin.ok("ListCisScans")["scans"] == []
    service.clock.ahead += DAY
    [scan] = service.until(lambda: admin.ok("ListCisScans")["scans"])
    assert scan["scanConfigurationArn"] == arn
    assert scan["scheduledBy"] == admin.account_id


def test_an_update_changes_what_it_names_and_no_more(admin: Caller) -> None:
    """The rest stays as it was."""
    arn = create(admin)
    answer = admin.ok("UpdateCisScanConfiguration", scanConfigurationArn=arn, scanName="weekly")
    assert answer == {"scanConfigurationArn": arn}
    [found] = listed(admin)
    assert (found["scanName"], found["schedule"]) == ("weekly", {"daily": WEEKDAY})


def test_an_update_may_change_everything(admin: Caller) -> None:
    """Level, schedule, accounts and tags are taken together."""
    arn = create(admin)
    admin.ok(
        "UpdateCisScanConfiguration",
        scanConfigurationArn=arn,
        securityLevel="LEVEL_2",
        schedule={"monthly": WEEKDAY | {"day": "SAT"}},
        targets={"accountIds": ["SELF"], "targetResourceTags": {"os": ["linux", "bsd"]}},
    )
    [found] = listed(admin)
    assert found["securityLevel"] == "LEVEL_2"
    assert found["schedule"] == {"monthly": WEEKDAY | {"day": "SAT"}}
    assert found["targets"]["targetResourceTags"] == {"os": ["linux", "bsd"]}


def test_a_configuration_that_becomes_one_time_is_scanned_at_once(admin: Caller) -> None:
    """And only once: the same schedule again is no new occurrence."""
    arn = create(admin)
    for _ in range(2):
        admin.ok("UpdateCisScanConfiguration", scanConfigurationArn=arn, schedule={"oneTime": {}})
    assert len(admin.ok("ListCisScans")["scans"]) == 1


def test_an_update_with_faults_changes_nothing(admin: Caller) -> None:
    """A wrong time zone is refused, and the name stays too."""
    arn = create(admin)
    answer = admin.call(
        "UpdateCisScanConfiguration",
        scanConfigurationArn=arn,
        scanName="other",
        schedule={"daily": {"startTime": {"timeOfDay": "1:00", "timezone": "Moon/Base"}}},
    )
    assert answer.error == "ValidationException"
    assert listed(admin)[0]["scanName"] == "nightly"


def test_a_deleted_configuration_is_gone_and_its_scans_stay(
    service: Running, admin: Caller
) -> None:
    """A running scan goes on to its end, and is listed afterwards."""
    host = service.host(admin.account_id, env="prod")
    scan = tagged_scan(admin, env="prod")
    [configuration] = listed(admin)
    arn = configuration["scanConfigurationArn"]
    assert admin.ok("DeleteCisScanConfiguration", scanConfigurationArn=arn) == {
        "scanConfigurationArn": arn
    }
    assert listed(admin) == []
    session = Session(host, host.check_in()["scanJobId"])
    session.start()
    session.telemetry([result("1.1")])
    session.stop()
    [found] = admin.ok("ListCisScans")["scans"]
    assert (found["scanArn"], found["status"]) == (scan, "COMPLETED")
    assert found["scanConfigurationArn"] == arn


@pytest.mark.parametrize("operation", ["UpdateCisScanConfiguration", "DeleteCisScanConfiguration"])
def test_another_accounts_configuration_is_not_there(
    service: Running, admin: Caller, operation: str
) -> None:
    """ResourceNotFoundException for a foreign, an absent and a deleted one alike."""
    arn = create(admin)
    stranger = service.caller(service.account())
    for named in (arn, arn[:-12] + "0" * 12, arn.replace("us-east-1", "eu-west-1"), arn + "-0"):
        caller = stranger if named == arn else admin
        assert caller.call(operation, scanConfigurationArn=named).error == (
            "ResourceNotFoundException"
        )
    assert len(listed(admin)) == 1


def test_an_account_has_so_many_configurations_and_no_more(
    service: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The one too many is refused; once one is deleted there is room again."""
    with running(tmp_path_factory.mktemp("few"), max_configurations=2) as few:
        admin = few.caller(few.account())
        arn, _ = create(admin), create(admin)
        answer = admin.call("CreateCisScanConfiguration", **REQUEST)
        assert (answer.error, answer.body["reason"]) == ("ValidationException", "OTHER")
        assert "2 scan configurations" in answer.body["message"]
        admin.ok("DeleteCisScanConfiguration", scanConfigurationArn=arn)
        create(admin)
