"""What Inspector has no operation for, beside its paths (D10); EXTENSIONS is all of it.

Their bodies and errors have the same form as Inspector's. What is signed is signed in the same way.
The OpenAPI document is made from this table.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache, partial
from typing import Any, Final, NamedTuple

from incisor.api import (
    bodies,
    check_ins,
    contents,
    enrolments,
    health,
    openapi,
    scan_orders,
    scan_views,
)
from incisor.api.bodies import Body
from incisor.api.call import Visit
from incisor.auth.strangers import REDEEM_ENROLMENT
from incisor.wire.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ThrottlingException,
    WireError,
)

WAIT: Final = {"type": "number", "minimum": 0, "maximum": 3600}


class Extension(NamedTuple):
    """One thing that can be asked. `perform` gets a Visit if it is not signed, else a Call.

    `takes` and `gives` are the bodies, `query` the parameters with their schemas, of which some are
    `required`, `errors` those that are not every route's.
    """

    name: str
    method: str
    path: str
    decode: Callable[[Mapping[str, str], str, bytes], Any]
    perform: Callable[[Any, Any], Awaitable[Any]]
    summary: str
    takes: type[Body] | None = None
    gives: type[Body] | None = None
    query: Mapping[str, Any] = {}
    required: frozenset[str] = frozenset()
    errors: tuple[type[WireError], ...] = ()
    signed: bool = True


def reads(kind: type[Body]) -> Callable[[Mapping[str, str], str, bytes], Body]:
    """The decoder of a route whose request is its body, of this type."""
    return partial(_read, kind)


async def described(_visit: Visit, _: None) -> dict[str, Any]:
    """The OpenAPI document of this table."""
    return document()


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of EXTENSIONS."""
    return openapi.document(EXTENSIONS)


def _read(kind: type[Body], _labels: Mapping[str, str], _query: str, body: bytes) -> Body:
    return bodies.read(body, kind)


EXTENSIONS: Final = (
    Extension(
        "CheckIn",
        "POST",
        "/incisor/v1/check-in",
        check_ins.decode,
        check_ins.check_in,
        "A host says what it is, and takes its next scan job",
        takes=check_ins.Said,
        gives=check_ins.CheckedIn,
        query={"wait": WAIT},
    ),
    Extension(
        "FetchBenchmarkContent",
        "GET",
        "/incisor/v1/benchmark-content",
        contents.decode,
        contents.get,
        "A host fetches the content of an imported benchmark, by its digest",
        gives=contents.Packed,
        query={"sha256": contents.DIGEST},
        required=frozenset({"sha256"}),
        errors=(ResourceNotFoundException,),
    ),
    Extension(
        REDEEM_ENROLMENT,
        "POST",
        "/incisor/v1/enrolments:redeem",
        enrolments.decode,
        enrolments.redeem,
        "A host exchanges its enrolment token for credentials of its own",
        takes=enrolments.Redeem,
        gives=enrolments.Redeemed,
        errors=(AccessDeniedException, ThrottlingException),
        signed=False,
    ),
    Extension(
        "RerunCisScanConfiguration",
        "POST",
        "/incisor/v1/scan-configurations:rerun",
        reads(scan_orders.Rerun),
        scan_orders.rerun,
        "Open a scan of a configuration now, beside its schedule",
        takes=scan_orders.Rerun,
        gives=scan_orders.Opening,
        errors=(ConflictException, ResourceNotFoundException),
    ),
    Extension(
        "CancelCisScan",
        "POST",
        "/incisor/v1/scans:cancel",
        reads(scan_orders.Cancel),
        scan_orders.cancel,
        "End a scan; what its targets found so far stays",
        takes=scan_orders.Cancel,
        gives=scan_orders.Cancelled,
        errors=(ConflictException,),
    ),
    Extension(
        "CancelCisScanTarget",
        "POST",
        "/incisor/v1/scan-targets:cancel",
        reads(scan_orders.CancelTarget),
        scan_orders.cancel_target,
        "End one target of a scan; the others go on",
        takes=scan_orders.CancelTarget,
        gives=scan_orders.Cancelled,
        errors=(ConflictException,),
    ),
    Extension(
        "GetCisScanProgress",
        "POST",
        "/incisor/v1/scans:progress",
        reads(scan_views.ScanQuestion),
        scan_views.progress,
        "How far a scan is, and what is running",
        takes=scan_views.ScanQuestion,
        gives=scan_views.Progress,
    ),
    Extension(
        "GetCisScanDiagnosis",
        "POST",
        "/incisor/v1/scans:diagnose",
        reads(scan_views.Diagnose),
        scan_views.diagnose,
        "Why each host has the result that it has, or none",
        takes=scan_views.Diagnose,
        gives=scan_views.Diagnosis,
    ),
    Extension(
        "DescribeExtensions",
        "GET",
        "/incisor/v1/openapi.json",
        health.decode,
        described,
        "This document",
        signed=False,
    ),
    Extension(
        "Health",
        "GET",
        "/healthz",
        health.decode,
        health.healthy,
        "The service runs and can read its database",
        gives=health.Health,
        signed=False,
    ),
)
