"""incisor.store.telemetry."""

from sqlalchemy import Connection

from incisor.domain.session import State
from incisor.store import jobs, telemetry
from support.rows import ACCOUNT, NOW, identifier, job, message, open_scan, tell


def kept(conn: Connection, number: int = 1) -> dict[str, str]:
    """The last status of each rule of a job."""
    last = telemetry.last_of_each_rule(conn, ACCOUNT, identifier(2000 + number))
    return {rule_id: said.status for rule_id, said in last.items()}


def test_messages_come_back_as_they_were(conn: Connection) -> None:
    """Any bytes in the details, in the order received."""
    open_scan(conn, job(1))
    said = [message("1.1", "ERROR", b"\x00\xff"), message("1.2")]
    tell(conn, job(1), said)
    assert list(telemetry.last_of_each_rule(conn, ACCOUNT, job(1).job_id).values()) == said


def test_the_last_word_on_a_rule_wins(conn: Connection) -> None:
    """Within a call and from call to call."""
    open_scan(conn, job(1))
    tell(conn, job(1), [message("1.1", "FAILED"), message("1.1", "ERROR"), message("1.2")])
    tell(conn, job(1), [message("1.1", "PASSED")])
    assert kept(conn) == {"1.1": "PASSED", "1.2": "PASSED"}


def test_jobs_do_not_mix(conn: Connection) -> None:
    """A job's telemetry is its own, to read and to forget."""
    open_scan(conn, job(1), job(2))
    tell(conn, job(1), [message("1.1")])
    tell(conn, job(2), [message("1.2")])
    telemetry.forget(conn, ACCOUNT, job(1).job_id)
    assert (kept(conn, 1), kept(conn, 2)) == ({}, {"1.2": "PASSED"})


def test_what_came_too_late_is_forgotten(conn: Connection) -> None:
    """When a silent session may return no more, its calls go; others' stay."""
    started = [job(1), job(2), job(3)]
    open_scan(conn, *started)
    for one in started:
        tell(conn, one, [message("1.1")])
    silent = {"state": State.TIMED_OUT}
    jobs.change(conn, started[0], **silent, late_until=NOW)
    jobs.change(conn, started[1], **silent, late_until=NOW + 1)
    assert telemetry.forget_late(conn, NOW) == 1
    assert [kept(conn, number) != {} for number in (1, 2, 3)] == [False, True, True]
