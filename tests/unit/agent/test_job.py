"""One session from Start to Stop."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from incisor.agent import spool, translate
from incisor.agent.assignment import Assignment, UnsuitableError, UnsupportedError
from incisor.agent.errors import Interrupted, SessionEndedError, UnauthorisedError, UnreachableError
from incisor.agent.job import SessionRun
from incisor.agent.spool import Job, Spool
from incisor.wire.shapes import CisRuleStatus, StopCisSessionStatus
from support.scripted import START, STOP, TELEMETRY, Say, Script, refuse, scripted
from support.sessions import (
    HURRIED,
    JOB,
    PLATFORM,
    Watched,
    assignment,
    new_spool,
    result,
    transport,
)

THREE = [result(1), result(2, CisRuleStatus.FAILED), result(3, CisRuleStatus.ERROR)]


@pytest.fixture
def service() -> Iterator[Script]:
    """A service that does what it is told."""
    with scripted() as script:
        yield script


def session(
    service: Script,
    opened: Spool,
    assign: Callable[[Job], Assignment],
    watched: Watched | None = None,
) -> SessionRun:
    """A session with the service, evaluated as `assign` says."""
    return SessionRun(opened, transport(service.endpoint), PLATFORM, assign, watched or Watched())


def never(_: Job) -> Assignment:
    """For sessions in which nothing may be evaluated."""
    raise AssertionError("evaluated all the same")


def stopped(service: Script) -> dict[str, object]:
    """The message of the one Stop that arrived."""
    (asked,) = service.on(STOP)
    message = asked.body["message"]
    assert isinstance(message, dict)
    return message


def test_a_session_goes_from_start_to_stop(service: Script, tmp_path: Path) -> None:
    """Start, all results, Stop with true counts; then nothing is left on disk."""
    watched = Watched()
    stop = session(service, new_spool(tmp_path), lambda _: assignment(THREE), watched).run()
    assert service.paths() == [START, TELEMETRY, STOP]
    assert stop.status is StopCisSessionStatus.SUCCESS
    progress = stopped(service)["progress"]
    assert isinstance(progress, dict)
    assert {name: count for name, count in progress.items() if count} == {
        "totalChecks": 3,
        "successfulChecks": 1,
        "failedChecks": 1,
        "errorChecks": 1,
    }
    assert spool.resume(str(tmp_path)) is None
    assert (watched.beginnings, watched.advances) == ([(3, 0)], ["1.1", "1.2", "1.3"])
    assert watched.stops == [stop]


def test_a_killed_session_is_finished_by_the_next_process(service: Script, tmp_path: Path) -> None:
    """Known results are neither evaluated nor sent again; the counts are those of the whole."""
    first = new_spool(tmp_path, THREE[0])
    first.acknowledge(1)
    first.close()
    left = spool.resume(str(tmp_path))
    assert left is not None
    watched = Watched()
    stop = session(service, left, lambda _: assignment(THREE), watched).run()
    assert watched.advances == ["1.2", "1.3"]
    assert [each["ruleId"] for each in service.on(TELEMETRY)[0].body["messages"]] == ["1.2", "1.3"]
    assert stop.progress.total_checks == 3
    assert service.on(START)[0].body["message"]["sessionToken"] == first.session.session_token


def test_a_decided_stop_is_repeated_and_nothing_is_evaluated(
    service: Script, tmp_path: Path
) -> None:
    """A process killed after its decision leaves only the same Stop to say again."""
    message = translate.stop(StopCisSessionStatus.FAILED, "disk", [], PLATFORM, "1", "L1")
    opened = new_spool(tmp_path)
    opened.decide_stop(message)
    assert session(service, opened, never).run() == message
    assert service.paths() == [STOP]


def test_a_platform_without_benchmark_is_said_to_the_service(
    service: Script, tmp_path: Path
) -> None:
    """Start and then Stop UNSUPPORTED_OS with the reason, and no telemetry."""

    def assign(_: Job) -> Assignment:
        raise UnsupportedError("There is no benchmark for the platform PLAN_9_4.")

    session(service, new_spool(tmp_path), assign).run()
    assert service.paths() == [START, STOP]
    message = stopped(service)
    assert (message["status"], message["reason"]) == (
        "UNSUPPORTED_OS",
        "There is no benchmark for the platform PLAN_9_4.",
    )


def test_content_of_another_version_fails_the_session(service: Script, tmp_path: Path) -> None:
    """The service is told which content the agent has."""

    def assign(_: Job) -> Assignment:
        raise UnsuitableError("this agent has 1.0.0")

    session(service, new_spool(tmp_path), assign).run()
    assert (stopped(service)["status"], stopped(service)["reason"]) == (
        "FAILED",
        "this agent has 1.0.0",
    )


def test_a_crash_of_the_evaluation_fails_the_session_with_its_reason(
    service: Script, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was found before the crash is sent, and the Stop counts it."""

    def crash(position: int) -> None:
        if position == 2:
            raise ZeroDivisionError("no walk")

    session(service, new_spool(tmp_path), lambda _: assignment(THREE, crash)).run()
    message = stopped(service)
    assert (message["status"], message["reason"]) == (
        "FAILED",
        "The agent failed: ZeroDivisionError: no walk",
    )
    assert sum(len(each.body["messages"]) for each in service.on(TELEMETRY)) == 2
    assert "session.crashed" in caplog.text


def test_results_that_the_service_finds_wrong_fail_the_session(
    service: Script, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A refused batch is not repeated for ever: the Stop says what the service said."""
    wrong = refuse(400, "ValidationException", "messages[0].ruleId is too long")
    service.say(TELEMETRY, wrong, wrong)
    session(service, new_spool(tmp_path), lambda _: assignment(THREE)).run()
    assert stopped(service)["status"] == "FAILED"
    assert "ruleId is too long" in str(stopped(service)["reason"])
    assert "results.lost" in caplog.text


def test_an_interruption_is_said_to_the_service(service: Script, tmp_path: Path) -> None:
    """SIGTERM in the middle: what is known is sent, then Stop INTERRUPTED."""

    def interrupt(position: int) -> None:
        if position == 1:
            raise Interrupted("SIGTERM")

    run = session(service, new_spool(tmp_path), lambda _: assignment(THREE, interrupt))
    with pytest.raises(Interrupted):
        run.run()
    assert service.paths() == [START, TELEMETRY, STOP]
    message = stopped(service)
    assert (message["status"], message["reason"]) == (
        "INTERRUPTED",
        "The agent was stopped (SIGTERM).",
    )
    assert spool.resume(str(tmp_path)) is None


def test_an_interruption_that_nobody_hears_is_repeated_at_the_next_start(
    service: Script, tmp_path: Path
) -> None:
    """When the service does not answer the farewell, the spool keeps it."""

    def interrupt(_: int) -> None:
        raise Interrupted("SIGTERM")

    service.say(STOP, *[Say(hang_up=True)] * 5)
    with pytest.raises(Interrupted):
        session(service, new_spool(tmp_path), lambda _: assignment(THREE, interrupt)).run()
    left = spool.resume(str(tmp_path))
    assert left is not None
    assert left.stop is not None
    assert left.stop.status is StopCisSessionStatus.INTERRUPTED


def test_an_interruption_is_said_even_if_the_last_results_cannot_be(
    service: Script, tmp_path: Path
) -> None:
    """Telemetry that does not get through must not keep the service from learning the end."""

    def interrupt(position: int) -> None:
        if position == 1:
            raise Interrupted("SIGTERM")

    service.say(TELEMETRY, *[Say(hang_up=True)] * 5)
    with pytest.raises(Interrupted):
        session(service, new_spool(tmp_path), lambda _: assignment(THREE, interrupt)).run()
    assert stopped(service)["status"] == "INTERRUPTED"
    assert spool.resume(str(tmp_path)) is None


def test_an_interruption_does_not_cost_a_complete_scan_its_results(
    service: Script, tmp_path: Path
) -> None:
    """A scan that was complete is finished at the next start if there is no time now."""
    opened = new_spool(tmp_path, result(1))
    opened.decide_stop(
        translate.stop(StopCisSessionStatus.SUCCESS, None, opened.results, PLATFORM, "1", "L1")
    )

    def interrupt() -> None:
        raise Interrupted("SIGTERM")

    service.say(TELEMETRY, *[Say(hang_up=True)] * 5)
    run = session(service, opened, never)
    object.__setattr__(run.transport, "sleep", lambda _: interrupt())
    with pytest.raises(Interrupted):
        run.run()
    assert STOP not in service.paths()
    left = spool.resume(str(tmp_path))
    assert left is not None
    assert (left.acknowledged, left.stop) == (0, opened.stop)


def test_an_interruption_before_the_session_began_says_nothing(
    service: Script, tmp_path: Path
) -> None:
    """Without Start there is nothing to stop; the next process starts with the same token."""

    def interrupt() -> None:
        raise Interrupted("SIGINT")

    run = session(service, new_spool(tmp_path), never)
    service.say(START, Say(hang_up=True))
    run.transport = transport(service.endpoint)
    object.__setattr__(run.transport, "sleep", lambda _: interrupt())
    with pytest.raises(Interrupted):
        run.run()
    assert service.paths() == [START]
    left = spool.resume(str(tmp_path))
    assert left is not None
    assert left.stop is None


def test_a_session_that_the_service_ended_is_not_stopped(service: Script, tmp_path: Path) -> None:
    """After 409 nothing more is sent in the session."""
    service.say(START, refuse(409, "ConflictException", "is CANCELLED"))
    with pytest.raises(SessionEndedError, match="is CANCELLED"):
        session(service, new_spool(tmp_path), never).run()
    assert service.paths() == [START]


def test_a_key_that_is_not_accepted_leaves_the_session_to_go_on(
    service: Script, tmp_path: Path
) -> None:
    """A wrong clock does not cost the results."""
    service.say(TELEMETRY, refuse(403, "InvalidSignatureException"))
    with pytest.raises(UnauthorisedError):
        session(service, new_spool(tmp_path), lambda _: assignment(THREE)).run()
    left = spool.resume(str(tmp_path))
    assert left is not None
    assert (len(left.results), left.acknowledged, left.stop) == (3, 0, None)


def test_a_service_that_goes_away_leaves_the_session_to_go_on(tmp_path: Path) -> None:
    """When patience ends everything is still on disk."""
    run = SessionRun(
        new_spool(tmp_path),
        transport("http://127.0.0.1:1", HURRIED),
        PLATFORM,
        lambda _: assignment(THREE),
        Watched(),
    )
    with pytest.raises(UnreachableError):
        run.run()
    assert spool.resume(str(tmp_path)) is not None


def test_a_caveat_is_told_with_a_success(service: Script, tmp_path: Path) -> None:
    """A scan that could not see everything says so for the whole scan."""
    plain = assignment(THREE)
    partial = Assignment(
        plain.title, plain.benchmark_version, plain.profile, plain.total, plain.results, "not root"
    )
    session(service, new_spool(tmp_path), lambda _: partial).run()
    assert (stopped(service)["status"], stopped(service)["reason"]) == ("SUCCESS", "not root")


def test_the_job_is_what_is_evaluated(service: Script, tmp_path: Path) -> None:
    """The assignment is made for the job of the session."""
    asked: list[Job] = []

    def assign(job: Job) -> Assignment:
        asked.append(job)
        return assignment([])

    session(service, new_spool(tmp_path), assign).run()
    assert asked == [JOB]
