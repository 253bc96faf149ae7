"""Telemetry as it came: one packed row per call, until the session's end makes results of it."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, exists, func, select, text

from incisor.domain import finding
from incisor.domain.session import State
from incisor.store.statement import Statement
from incisor.store.tables import jobs, telemetry
from incisor.wire.shapes import CisSessionMessage

_decoder: Final = msgspec.msgpack.Decoder(list[CisSessionMessage])
_counter: Final = msgspec.msgpack.Decoder(list[msgspec.Raw])

_MINE: Final = (
    telemetry.c.account_id == bindparam("account"),
    telemetry.c.job_id == bindparam("job"),
)
# The job's row is locked by the caller's update of it, so that the number is free.
_APPEND: Final = Statement(
    lambda insert: insert(telemetry).from_select(
        ["account_id", "job_id", "received_at", "messages", "batch"],
        select(
            bindparam("account_id", type_=telemetry.c.account_id.type),
            bindparam("job_id", type_=telemetry.c.job_id.type),
            bindparam("now", type_=telemetry.c.received_at.type),
            bindparam("messages", type_=telemetry.c.messages.type),
            func.coalesce(func.max(telemetry.c.batch) + text("1"), text("0")),
        ).where(*_MINE),
    ),
    ("account_id", "job_id", "now", "messages", "account", "job"),
)


def append_telemetry(
    conn: Connection,
    account_id: str,
    job_id: str,
    messages: Sequence[CisSessionMessage],
    now: float,
) -> None:
    """Keep one call's messages as one row, after an update of the job's row in the same unit."""
    packed = msgspec.msgpack.encode(messages)
    _APPEND.run(conn, account_id, job_id, now, packed, account_id, job_id)


def last_of_each_rule(
    conn: Connection, account_id: str, job_id: str
) -> dict[str, CisSessionMessage]:
    """What the host said last of each rule, by rule id."""
    mine = {"account": account_id, "job": job_id}
    query = select(telemetry.c.messages).where(*_MINE).order_by(telemetry.c.batch)
    batches = conn.execute(query, mine).scalars()
    return finding.fold(message for batch in batches for message in _decoder.decode(batch))


def received(conn: Connection, account_id: str, job_id: str) -> int:
    """How many results a job's host has sent so far; one that was sent again counts again."""
    mine = {"account": account_id, "job": job_id}
    batches = conn.execute(select(telemetry.c.messages).where(*_MINE), mine).scalars()
    return sum(len(_counter.decode(batch)) for batch in batches)


def forget(conn: Connection, account_id: str, job_id: str) -> None:
    """Remove a job's telemetry: its results say all that readers will ever see."""
    conn.execute(delete(telemetry).where(*_MINE), {"account": account_id, "job": job_id})


def forget_late(conn: Connection, now: float) -> int:
    """Remove the telemetry of sessions that may come back no more; how many calls they were."""
    over = exists().where(
        jobs.c.account_id == telemetry.c.account_id,
        jobs.c.job_id == telemetry.c.job_id,
        jobs.c.state == State.TIMED_OUT,
        jobs.c.late_until <= now,
    )
    return conn.execute(delete(telemetry).where(over)).rowcount
