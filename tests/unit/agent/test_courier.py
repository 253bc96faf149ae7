"""The thread that sends."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from incisor.agent.courier import Courier, flush
from incisor.agent.errors import SessionEndedError, UnreachableError
from incisor.agent.session import SessionClient
from incisor.agent.spool import Spool
from support.scripted import HEALTH, TELEMETRY, Say, Script, refuse, scripted
from support.sessions import HURRIED, new_spool, result, transport


@pytest.fixture
def service() -> Iterator[Script]:
    """A service that does what it is told."""
    with scripted() as script:
        yield script


def client(service: Script, spool: Spool) -> SessionClient:
    """The client of the spool's session."""
    return SessionClient(transport(service.endpoint), spool.session)


def sizes(service: Script) -> list[int]:
    """How many messages each telemetry call had."""
    return [len(each.body["messages"]) for each in service.on(TELEMETRY)]


def test_a_flush_sends_batches_that_the_model_allows(service: Script, tmp_path: Path) -> None:
    """No call has more than 150 messages, and every result is sent once."""
    spool = new_spool(tmp_path, *map(result, range(301)))
    flush(spool, client(service, spool))
    assert sizes(service) == [150, 150, 1]
    assert spool.acknowledged == 301


def test_a_flush_goes_on_behind_what_is_acknowledged(service: Script, tmp_path: Path) -> None:
    """After a crash only what the service may not have is sent."""
    spool = new_spool(tmp_path, result(1), result(2), result(3))
    spool.acknowledge(2)
    flush(spool, client(service, spool))
    assert [each["ruleId"] for each in service.asked[0].body["messages"]] == ["1.3"]


def test_a_full_batch_goes_out_while_the_evaluation_goes_on(
    service: Script, tmp_path: Path
) -> None:
    """The 150th result is not kept waiting for the last one."""
    arrived = threading.Event()
    service.say(TELEMETRY, Say(before=arrived.set))
    spool = new_spool(tmp_path)
    with Courier(spool, client(service, spool), flush_seconds=3600) as courier:
        for number in range(150):
            spool.append(result(number))
            courier.look()
        assert arrived.wait(5)
    assert sizes(service) == [150]


def test_few_results_do_not_wait_long(service: Script, tmp_path: Path) -> None:
    """A slow evaluation still shows that it moves."""
    arrived = threading.Event()
    service.say(TELEMETRY, Say(before=arrived.set))
    spool = new_spool(tmp_path, result(1))
    with Courier(spool, client(service, spool), flush_seconds=0.02):
        assert arrived.wait(5)


def test_signs_of_life_are_sent_without_results(service: Script, tmp_path: Path) -> None:
    """However long one check takes, the session does not fall silent."""
    twice = threading.Barrier(2)
    service.say(HEALTH, Say(), Say(before=lambda: twice.wait(5)))
    spool = new_spool(tmp_path)
    with Courier(spool, client(service, spool), health_seconds=0.02):
        twice.wait(5)
    assert len(service.on(HEALTH)) >= 2


def test_draining_waits_until_the_service_has_everything(service: Script, tmp_path: Path) -> None:
    """After drain() nothing is unsent, so that Stop may follow."""
    spool = new_spool(tmp_path, *map(result, range(7)))
    with Courier(spool, client(service, spool), flush_seconds=3600) as courier:
        courier.drain()
        assert spool.acknowledged == 7


def test_what_ends_the_session_reaches_the_evaluation(service: Script, tmp_path: Path) -> None:
    """A session that the service cancelled is not evaluated to its end."""
    service.say(TELEMETRY, refuse(409, "ConflictException", "CANCELLED"))
    spool = new_spool(tmp_path, result(1))
    with (
        Courier(spool, client(service, spool), flush_seconds=0) as courier,
        pytest.raises(SessionEndedError, match="CANCELLED"),
    ):
        courier.drain()


def test_a_service_that_stays_away_ends_the_courier(tmp_path: Path) -> None:
    """When patience is over the evaluation learns it, and the spool keeps the results."""
    spool = new_spool(tmp_path, result(1))
    away = SessionClient(transport("http://127.0.0.1:1", HURRIED), spool.session)
    with Courier(spool, away) as courier, pytest.raises(UnreachableError):
        courier.drain()
    assert spool.acknowledged == 0


def test_an_error_of_our_own_is_not_lost_in_the_thread(service: Script, tmp_path: Path) -> None:
    """A closed spool, or any other surprise, is raised where the evaluation runs."""
    spool = new_spool(tmp_path, result(1))
    spool.close()
    with (
        Courier(spool, client(service, spool)) as courier,
        pytest.raises(ValueError, match="descriptor"),
    ):
        courier.drain()
