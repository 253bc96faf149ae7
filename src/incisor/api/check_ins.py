"""A host checks in: it says what it is, and takes its next job, for which it may wait a while."""

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import parse_qs

import msgspec
from msgspec import Meta
from sqlalchemy import Connection

from incisor.api import arns, bodies
from incisor.api.bodies import Body
from incisor.api.call import Call
from incisor.api.facts import AgentVersion, Hostname, Platform
from incisor.content.listing import Format, Known, Listing
from incisor.dispatch import lease
from incisor.dispatch.lease import Lease
from incisor.store import hosts
from incisor.store.hosts import Facts
from incisor.wire.errors import Field, ValidationException
from incisor.wire.shapes import CisSecurityLevel

CHECK_IN_AFTER: Final = 1
"""Seconds until a host that waited in vain should ask again: nothing is gained by more."""
NOT_WAITED: Final = 30
"""Seconds until a host that did not want to wait should ask again."""


class Said(Body, frozen=True):
    """The host's facts, as the body of a check-in has them."""

    hostname: Hostname
    platform: Platform
    agent_version: AgentVersion


class CheckIn(msgspec.Struct, frozen=True):
    """A check-in: the host's facts, and the seconds that it would wait for a job."""

    facts: Facts
    wait: float


class Handed(Body, frozen=True):
    """Which benchmark is meant: id, version, SHA-256 of its content.

    Of one that was imported, `content` says what FetchBenchmarkContent gives, and `profile` which
    profile of SCAP content to evaluate.
    """

    id: str
    version: str
    sha256: str
    content: Format | None = None
    profile: str | None = None


class Job(Body, frozen=True):
    """The job handed out; no benchmark means that there is none for the host's platform."""

    scan_job_id: str
    scan_arn: str
    security_level: CisSecurityLevel
    benchmark: Handed | None


class CheckedIn(Body, frozen=True):
    """The answer: a job or none, and when to ask again."""

    job: Job | None
    check_in_after_seconds: int


def decode(labels: Mapping[str, str], query: str, body: bytes) -> CheckIn:  # noqa: ARG001
    """The body and `?wait=SECONDS` as a request; raises ValidationException."""
    said = bodies.read(body, Said)
    facts = Facts(said.hostname, said.platform, said.agent_version)
    try:
        [given] = parse_qs(query, keep_blank_values=True).get("wait", ["0"])
        wait = msgspec.convert(given, Annotated[float, Meta(ge=0, le=3600)], strict=False)
    except ValueError:
        fault = Field(name="wait", message="must be a number of seconds, such as wait=50")
        raise ValidationException.of([fault]) from None
    return CheckIn(facts, wait)


async def check_in(call: Call, request: CheckIn) -> CheckedIn:
    """Note the host's facts, and hand it its next job as soon as there is one."""
    account_id, resource_id = call.account_id, call.identity.resource_id
    store, waiting = call.context.store, call.context.waiting

    def noted(conn: Connection) -> None:
        hosts.checked_in(conn, account_id, resource_id, request.facts, call.now)

    async def seek() -> Lease | None:
        now = call.context.clock()
        if not await store.read(lambda conn: lease.waits(conn, account_id, resource_id, now)):
            return None
        return await store.write(lambda conn: _lease(conn, call))

    await store.write(noted)
    seconds = min(request.wait, call.context.limits.check_in_seconds)
    taken = await waiting.until(account_id, resource_id, seek, seconds)
    after = CHECK_IN_AFTER if request.wait or taken else NOT_WAITED
    return CheckedIn(job=taken and _job(call, taken), check_in_after_seconds=after)


def _lease(conn: Connection, call: Call) -> Lease | None:
    context = call.context
    return lease.take(
        conn,
        call.account_id,
        call.identity.resource_id,
        now=context.clock(),
        lease=context.timings.lease,
        catalogue=context.catalogue,
    )


def _job(call: Call, taken: Lease) -> Job:
    return Job(
        scan_job_id=taken.job.job_id,
        scan_arn=arns.of_scan(call, taken.scan),
        security_level=taken.scan.security_level,
        benchmark=None
        if taken.benchmark is None
        else _handed(taken.benchmark, taken.scan.security_level),
    )


def _handed(benchmark: Known, level: CisSecurityLevel) -> Handed:
    handed = Handed(id=benchmark.id, version=benchmark.version, sha256=benchmark.sha256)
    if not isinstance(benchmark, Listing):
        return handed
    profile = benchmark.profile_ids.get(level)
    return msgspec.structs.replace(handed, content=benchmark.format, profile=profile)
