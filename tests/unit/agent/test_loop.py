"""Check in, run, check in again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from incisor.agent import spool
from incisor.agent.assignment import Assignment, UnsuitableError, UnsupportedError
from incisor.agent.errors import Interrupted, RefusedError, SessionEndedError, UnreachableError
from incisor.agent.facts import Facts
from incisor.agent.loop import Agent, IncompleteError
from incisor.agent.spool import Job
from support.scripted import CHECK_IN, START, STOP, TELEMETRY, Say, Script, refuse, scripted
from support.sessions import HURRIED, PLATFORM, Watched, assignment, new_spool, result, transport

HANDED = {
    "scanJobId": "6f0c3d1e-0000-4000-8000-0123456789ab",
    "scanArn": "arn:aws:inspector2:us-east-1:123456789012:owner/123456789012/cis-scan/"
    "11111111-2222-4333-8444-555555555555",
    "securityLevel": "LEVEL_1",
    "benchmark": {"id": "cis-debian-12", "version": "1.1.0", "sha256": "0" * 64},
}
A_JOB = Say(body={"job": HANDED, "checkInAfterSeconds": 1})
NO_JOB = Say(body={"job": None, "checkInAfterSeconds": 7})
SESSION = [START, TELEMETRY, STOP]


class Pauses:
    """A sleep that remembers, and ends the agent when it has slept often enough."""

    def __init__(self, most: int) -> None:
        self.seconds: list[float] = []
        self._most = most

    def __call__(self, seconds: float) -> None:
        """Sleep."""
        self.seconds.append(seconds)
        if len(self.seconds) >= self._most:
            raise Interrupted("SIGTERM")


@pytest.fixture
def service() -> Iterator[Script]:
    """A service that does what it is told; it has no job unless a test gives it one."""
    with scripted() as script:
        yield script


def evaluate(job: Job) -> Assignment:
    """An evaluation with one result."""
    del job
    return assignment([result(1)])


def agent(service: Script, tmp_path: Path, pauses: Pauses | None = None) -> Agent:
    """An agent of a host that is enrolled at the service."""
    return Agent(
        str(tmp_path),
        transport(service.endpoint, HURRIED),
        Facts("web-1", PLATFORM),
        evaluate,
        Watched(),
        pauses or Pauses(1),
    )


def test_a_check_in_says_what_the_host_is(service: Script, tmp_path: Path) -> None:
    """The body has the host's facts, the query the seconds that it would wait."""
    service.say(CHECK_IN, NO_JOB)
    assert agent(service, tmp_path).check_in(50).job is None
    asked = service.asked[0]
    assert (asked.method, asked.query) == ("POST", "wait=50")
    assert (asked.body["hostname"], asked.body["platform"]) == ("web-1", "DEBIAN_12")


def test_once_runs_every_job_that_waits(service: Script, tmp_path: Path) -> None:
    """One host gets one job at a time; `--once` goes on until there is none."""
    service.say(CHECK_IN, A_JOB, A_JOB, NO_JOB)
    assert agent(service, tmp_path).once() == 2
    assert service.paths() == [CHECK_IN, *SESSION, CHECK_IN, *SESSION, CHECK_IN]


def test_once_waits_for_the_first_job_only(service: Script, tmp_path: Path) -> None:
    """A new scan is given a moment to be dispatched; after it nobody is kept waiting."""
    service.say(CHECK_IN, A_JOB, NO_JOB)
    agent(service, tmp_path).once()
    assert [each.query for each in service.on(CHECK_IN)] == ["wait=10", "wait=0"]


def test_once_finishes_what_an_earlier_process_left(service: Script, tmp_path: Path) -> None:
    """The open session comes first: the service gives no other job while it is open."""
    left = new_spool(tmp_path)
    left.close()
    service.say(CHECK_IN, NO_JOB)
    assert agent(service, tmp_path).once() == 1
    assert service.paths() == [*SESSION, CHECK_IN]
    token = service.on(START)[0].body["message"]["sessionToken"]
    assert token == left.session.session_token


def test_once_without_a_job_is_no_failure(service: Script, tmp_path: Path) -> None:
    """Nothing to do is done."""
    assert agent(service, tmp_path).once() == 0


@pytest.mark.parametrize("reason", [UnsupportedError("no benchmark"), UnsuitableError("other")])
def test_once_fails_if_a_scan_did_not_succeed(
    service: Script, tmp_path: Path, reason: Exception
) -> None:
    """The exit status must not hide a scan that scanned nothing."""

    def assign(job: Job) -> Assignment:
        raise reason

    service.say(CHECK_IN, A_JOB, NO_JOB)
    worker = agent(service, tmp_path)
    object.__setattr__(worker, "assign", assign)
    with pytest.raises(IncompleteError, match=str(reason)):
        worker.once()
    assert service.paths()[-1] == CHECK_IN


def test_once_fails_if_the_session_is_ended_by_the_service(service: Script, tmp_path: Path) -> None:
    """A refused session is told at once, and forgotten, so that the next run can go on."""
    service.say(CHECK_IN, A_JOB)
    service.say(START, refuse(409, "ConflictException", "already part of another scan"))
    with pytest.raises(SessionEndedError, match="already part of another scan"):
        agent(service, tmp_path).once()
    assert spool.resume(str(tmp_path)) is None


def test_once_fails_if_nobody_answers(tmp_path: Path) -> None:
    """The reason is the network's."""
    worker = agent(Script(endpoint="http://127.0.0.1:1"), tmp_path)
    with pytest.raises(UnreachableError, match="Connection refused"):
        worker.once()


def test_for_ever_asks_again_after_the_pause_that_the_service_names(
    service: Script, tmp_path: Path
) -> None:
    """The service sets the pace of its fleet."""
    service.say(CHECK_IN, NO_JOB, NO_JOB)
    pauses = Pauses(2)
    with pytest.raises(Interrupted):
        agent(service, tmp_path, pauses).forever()
    assert pauses.seconds == [7, 7]
    assert {each.query for each in service.on(CHECK_IN)} == {"wait=50"}


def test_for_ever_goes_on_after_a_job(service: Script, tmp_path: Path) -> None:
    """A finished job is followed by a check-in without delay."""
    service.say(CHECK_IN, A_JOB, NO_JOB)
    pauses = Pauses(2)
    with pytest.raises(Interrupted):
        agent(service, tmp_path, pauses).forever()
    assert pauses.seconds == [0, 7]


def test_for_ever_survives_every_refusal_and_slows_down(
    service: Script, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A revoked key or a broken service is logged, and asked less and less often."""
    service.say(CHECK_IN, *[refuse(403, "UnrecognizedClientException", "revoked")] * 4, NO_JOB)
    pauses = Pauses(5)
    with pytest.raises(Interrupted):
        agent(service, tmp_path, pauses).forever()
    first, *_, last, calm = pauses.seconds
    assert first < last < 10
    assert calm == 7
    assert caplog.text.count("agent.troubled") == 4


def test_for_ever_resumes_after_the_service_was_away(
    service: Script, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A session that could not be finished is tried again, with the results it has."""
    service.say(CHECK_IN, A_JOB, NO_JOB)
    service.say(STOP, Say(hang_up=True))
    with pytest.raises(Interrupted):
        agent(service, tmp_path, Pauses(3)).forever()
    assert service.paths() == [CHECK_IN, *SESSION, STOP, CHECK_IN]
    first, second = service.on(STOP)
    assert first.raw == second.raw
    assert "agent.troubled" in caplog.text


def test_an_answer_that_is_refused_ends_once_with_its_reason(
    service: Script, tmp_path: Path
) -> None:
    """What answers on that port may be something else altogether."""
    service.say(CHECK_IN, refuse(404, "UnknownOperationException", "no such path"))
    with pytest.raises(RefusedError, match="no such path"):
        agent(service, tmp_path).once()
