"""Imported content over HTTP: which job gets it, who may fetch it, what readers are told."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from incisor.content import packing
from incisor.content.intake import Taken
from incisor.dispatch import holdings
from incisor.store import contents
from incisor.store.roles import Role
from support import imports
from support.service import Caller, Running, Session, tagged_scan

PATH = "/incisor/v1/benchmark-content"


@pytest.fixture
def taken(service: Running, tmp_path: Path) -> Iterator[Taken]:
    """The small stream, in the catalogue of the service that runs; taken out afterwards."""
    found = imports.taken_stream(tmp_path)
    service.store.write_now(lambda conn: holdings.keep(conn, found, service.clock()))
    known = service.app.context.catalogue
    service.until(lambda: known.for_platform("DEBIAN_12") == found.listing)
    yield found
    service.store.write_now(
        lambda conn: contents.remove(conn, found.listing.sha256, service.clock())
    )
    service.until(lambda: known.for_platform("DEBIAN_12") != found.listing)


def job(service: Running, admin: Caller, level: str) -> tuple[Caller, Any]:
    """A host of its own, with the job that it was handed."""
    host = service.host(admin.account_id, env=level)
    tagged_scan(admin, level=level, env=level)
    return host, host.check_in()


@pytest.mark.parametrize(
    ("level", "profile"), [("LEVEL_1", imports.LEVEL_1), ("LEVEL_2", imports.LEVEL_2)]
)
def test_the_job_names_content_and_profile(
    service: Running, admin: Caller, taken: Taken, level: str, profile: str
) -> None:
    """Without a restart; the profile is that of the scan's level."""
    _, handed = job(service, admin, level)
    assert handed["benchmark"] == {
        "id": imports.ID,
        "version": "0.1.2",
        "sha256": taken.listing.sha256,
        "content": "scap",
        "profile": profile,
    }


def test_a_host_fetches_the_content_by_its_digest(
    service: Running, admin: Caller, taken: Taken, tmp_path: Path
) -> None:
    """What was imported, byte by byte."""
    host = service.host(admin.account_id)
    answer = host.ask("GET", f"{PATH}?sha256={taken.listing.sha256}", b"")
    assert answer.status == 200
    packed = base64.b64decode(answer.body["packed"])
    assert b"".join(packing.unpacked(packed)) == (tmp_path / "t-ds.xml").read_bytes()


def test_content_is_for_hosts(service: Running, admin: Caller, taken: Taken) -> None:
    """Neither an administrator's nor an auditor's key fetches it."""
    for caller in (admin, service.caller(admin.account_id, Role.AUDITOR)):
        answer = caller.ask("GET", f"{PATH}?sha256={taken.listing.sha256}", b"")
        assert (answer.status, answer.error) == (403, "AccessDeniedException")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "ValidationException"),
        ("?sha256=abc", "ValidationException"),
        (f"?sha256={'a' * 64}&sha256={'b' * 64}", "ValidationException"),
        (f"?sha256={'0' * 64}", "ResourceNotFoundException"),
    ],
)
def test_what_is_not_there_is_refused(
    service: Running, admin: Caller, query: str, error: str
) -> None:
    """With the name of the error."""
    host = service.host(admin.account_id)
    assert host.ask("GET", PATH + query, b"").error == error


def test_readers_are_told_the_contents_words(service: Running, admin: Caller, taken: Taken) -> None:
    """Title, level, description and remediation, in findings and in the aggregation."""
    host, handed = job(service, admin, "LEVEL_1")
    session = Session(host, handed["scanJobId"])
    session.start()
    session.telemetry([{"ruleId": "1.10", "status": "FAILED", "cisRuleDetails": "e30="}])
    session.stop(benchmarkVersion="0.1.2")
    (finding,) = admin.ok(
        "GetCisScanResultDetails",
        scanArn=handed["scanArn"],
        targetResourceId=host.resource_id,
        accountId=admin.account_id,
    )["scanResultDetails"]
    told = ("title", "level", "checkDescription", "remediation")
    assert [finding[name] for name in told] == ["Rule limit", "LEVEL_1", "About limit", "echo k=6"]
    (counted,) = admin.ok("ListCisScanResultsAggregatedByChecks", scanArn=handed["scanArn"])[
        "checkAggregations"
    ]
    assert (counted["checkId"], counted["checkDescription"]) == ("1.10", "About limit")
