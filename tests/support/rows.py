"""Rows to put into a store: records with everything filled in but what a test is about."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from incisor.domain.session import State
from incisor.store import jobs, results, scans
from incisor.store.accounts import Account
from incisor.store.configurations import Configuration
from incisor.store.hosts import Host
from incisor.store.jobs import Job
from incisor.store.results import Heading
from incisor.store.scans import Scan
from incisor.wire import shapes
from incisor.wire.shapes import CisRuleStatus, CisSessionMessage

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"
TOKEN = "3f0c1c5e-8a6a-4c4e-9f0e-0d9f0e5a1b2c"  # a session's
NOW = 1_767_268_800.0


def identifier(number: int) -> str:
    """A UUID that sorts as the number does."""
    return str(uuid.UUID(int=number))


def resource(number: int) -> str:
    """A host's resource id that sorts as the number does."""
    return f"i-{number:017x}"


def account(account_id: str = ACCOUNT) -> Account:
    return Account(account_id, "an account", NOW)


def host(number: int = 1, **fields: Any) -> Host:
    given = {
        "account_id": ACCOUNT,
        "resource_id": resource(number),
        "hostname": f"host-{number}",
        "platform": "DEBIAN_12",
        "agent_version": "1",
        "tags": {},
        "enrolled_at": NOW,
    }
    return Host(**{**given, **fields})


def configuration(number: int = 1, **fields: Any) -> Configuration:
    given = {
        "account_id": ACCOUNT,
        "configuration_id": identifier(number),
        "scan_name": f"configuration {number}",
        "security_level": shapes.CisSecurityLevel.LEVEL_1,
        "schedule": shapes.Schedule(one_time=shapes.OneTimeSchedule()),
        "account_ids": [ACCOUNT],
        "target_tags": {"env": ["prod"]},
        "tags": {},
        "created_at": NOW,
        "next_due_at": None,
    }
    return Configuration(**{**given, **fields})


def scan(number: int = 1, **fields: Any) -> Scan:
    given = {
        "account_id": ACCOUNT,
        "owner_id": ACCOUNT,
        "scan_id": identifier(number),
        "configuration_id": identifier(1000 + number),
        "occurrence": NOW,
        "scan_name": f"scan {number}",
        "security_level": shapes.CisSecurityLevel.LEVEL_1,
        "scheduled_by": ACCOUNT,
        "account_ids": [ACCOUNT],
        "target_tags": {"env": ["prod"]},
        "status": shapes.CisScanStatus.IN_PROGRESS,
        "reason": "",
        "scan_date": NOW + number,
    }
    return Scan(**{**given, **fields})


def job(number: int = 1, **fields: Any) -> Job:
    """A STARTED job of host `number` in scan 1."""
    given = {
        "account_id": ACCOUNT,
        "job_id": identifier(2000 + number),
        "scan_id": identifier(1),
        "resource_id": resource(number),
        "tags": {},
        "state": State.STARTED,
        "session_token": TOKEN,
        "created_at": NOW,
        "expires_at": NOW + 86400,
        "last_seen_at": NOW,
        "platform": "DEBIAN_12",
    }
    return Job(**{**given, **fields})


def message(rule_id: str, status: str = "PASSED", details: bytes = b"") -> CisSessionMessage:
    return CisSessionMessage(
        rule_id=rule_id, status=CisRuleStatus(status), cis_rule_details=details
    )


def heading(rule_id: str) -> Heading:
    """What a catalogue knows that has every rule: those of chapter 2 are of level 2."""
    return Heading(rule_id, f"Title of {rule_id}", f"LEVEL_{2 if rule_id[0] == '2' else 1}")


def open_scan(conn: Connection, *opened: Job) -> Scan:
    """Scan 1 with these jobs."""
    one = scan(1)
    scans.add(conn, one)
    jobs.add(conn, opened)
    return one


def tell(conn: Connection, of: Job, said: Sequence[CisSessionMessage]) -> None:
    """The host's telemetry of a started job."""
    assert jobs.touch(conn, of.account_id, of.job_id, TOKEN, of.resource_id, NOW)
    results.append_telemetry(conn, of.account_id, of.job_id, said, NOW)


def stop(conn: Connection, of: Job, said: Sequence[CisSessionMessage], **columns: Any) -> Job:
    """The host's telemetry and its stop, folded."""
    tell(conn, of, said)
    stopped = {"state": State.STOPPED, "target_status": "COMPLETED", **columns}
    return results.fold(conn, jobs.change(conn, of, **stopped), heading)


def stored(conn: Connection, account_id: str, job_id: str) -> Job:
    """The job as the database has it."""
    found = jobs.get(conn, account_id, job_id)
    assert found is not None
    return found
