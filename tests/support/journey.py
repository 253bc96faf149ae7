"""One journey through the whole API, for any SDK to make.

A driver per SDK takes the steps in order, calls what each says with the SDK's own classes, and
tells what the SDK made of the answer, in plain JSON. The steps and what is expected of them are
here, once: an SDK that reads one of our answers differently stands out.

In `members`, `{"$from": [step, member]}` is what an earlier step answered, and `{"$bytes": base64}`
is a blob; drivers answer blobs and times in plain JSON (base64, epoch seconds).
"""

import base64
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from incisor.wire.errors import InternalServerException, ThrottlingException, WireError
from support.faulty import Faults
from support.service import REGION, Caller, Running, tagged_scan

TOKEN = "6f0c3d1e-0000-4000-8000-0123456789ab"
WEEKLY = {
    "weekly": {"startTime": {"timeOfDay": "23:05", "timezone": "Asia/Tokyo"}, "days": ["MON"]}
}
TARGETS = {"accountIds": ["SELF"], "targetResourceTags": {"stage": ["none, yet"]}}
PLATFORM = {"vendor": "debian", "product": "debian_linux", "version": "12"}
# An ARN is a label of the path, and these are what the signers must agree on how to write there.
TAGS = {"team": "red", "a+b/c=d": "\u00e9 x", "._-:": ""}


class Step(NamedTuple):
    """One call. With `pages`, the SDK's own paginator, one entry a page, collects that member."""

    name: str
    operation: str
    members: Mapping[str, Any]
    caller: str = "admin"
    pages: str = ""


@dataclass
class Journey:
    """What a driver is told: where to call, as whom, and the steps."""

    endpoint: str
    callers: Mapping[str, Mapping[str, Any]]
    steps: list[Step]
    account_id: str
    resource_id: str
    scan_arn: str
    job_id: str
    faults: Faults = field(default_factory=Faults)

    def document(self) -> dict[str, Any]:
        """The same as JSON, for a driver in a process of its own."""
        steps = [{**step._asdict(), "members": dict(step.members)} for step in self.steps]
        return {
            "endpoint": self.endpoint,
            "region": REGION,
            "callers": dict(self.callers),
            "steps": steps,
        }


def prepared(service: Running, faults: Faults) -> Journey:
    """A journey in an account of its own, whose one host holds a job that waits to be started."""
    account = service.account()
    admin, host = service.caller(account), service.host(account, env="t")
    arn = tagged_scan(admin, env="t")
    named = {"admin": admin, "host": host}
    for name, fault in FAULTS.items():
        caller = named[name] = service.caller(account)
        faults.pending[caller.access_key_id] = [fault]
    callers = {name: keys(caller, name) for name, caller in named.items()}
    callers["stranger"] = {"accessKeyId": "INCI" + "A" * 16, "secretAccessKey": "x", "attempts": 1}
    job = host.check_in()["scanJobId"]
    journey = Journey(service.endpoint, callers, [], account, host.resource_id, arn, job, faults)
    journey.steps += steps(journey)
    return journey


FAULTS: Mapping[str, WireError] = {
    "throttled": ThrottlingException("Too often", retry_after_seconds=1),
    "unlucky": InternalServerException(retry_after_seconds=1),
    "patient throttled": ThrottlingException("Too often", retry_after_seconds=1),
    "patient unlucky": InternalServerException(retry_after_seconds=1),
}


def keys(caller: Caller, name: str) -> dict[str, Any]:
    """What a driver needs to sign as that caller; only the patient ones repeat."""
    return {
        "accessKeyId": caller.access_key_id,
        "secretAccessKey": caller.secret_access_key,
        "attempts": 3 if name.startswith("patient") else 1,
    }


def steps(journey: Journey) -> Iterator[Step]:
    """Every operation, every error of the model, every paginator, and retries."""
    yield from configuration_steps()
    yield from session_steps(journey)
    yield from reading_steps(journey)
    yield from refused_steps(journey)


def configuration_steps() -> Iterator[Step]:
    """A scan configuration and its tags, from creation to deletion."""
    arn = {"$from": ["create", "scanConfigurationArn"]}
    whole = {"scanName": "nightly", "securityLevel": "LEVEL_2", "schedule": WEEKLY}
    created = whole | {"targets": TARGETS, "tags": {"team": "blue"}}
    equal = {"comparison": "EQUALS", "value": "renamed"}
    only = {"filterCriteria": {"scanNameFilters": [equal]}}
    yield Step("create", "CreateCisScanConfiguration", created)
    renamed = {"scanConfigurationArn": arn, "scanName": "renamed"}
    yield Step("update", "UpdateCisScanConfiguration", renamed)
    yield Step("tag", "TagResource", {"resourceArn": arn, "tags": TAGS})
    yield Step("tags", "ListTagsForResource", {"resourceArn": arn})
    yield Step("untag", "UntagResource", {"resourceArn": arn, "tagKeys": ["a+b/c=d", "._-:"]})
    yield Step("configuration", "ListCisScanConfigurations", only)
    yield Step("configurations", "ListCisScanConfigurations", {}, pages="scanConfigurations")
    yield Step("bad request", "TagResource", {"resourceArn": arn, "tags": {"aws:mine": "x"}})
    yield Step("delete", "DeleteCisScanConfiguration", {"scanConfigurationArn": arn})
    yield Step("deleted", "ListCisScanConfigurations", only)


def session_steps(journey: Journey) -> Iterator[Step]:
    """The host's session; a sign of life before its start is a conflict."""
    names = {"scanJobId": journey.job_id, "sessionToken": TOKEN}
    start = {"scanJobId": journey.job_id, "message": {"sessionToken": TOKEN}}
    yield Step("conflict", "SendCisSessionHealth", names, "host")
    yield Step("start", "StartCisSession", start, "host")
    yield Step("health", "SendCisSessionHealth", names, "host")
    messages = [message(*each) for each in RESULTS]
    yield Step("telemetry", "SendCisSessionTelemetry", names | {"messages": messages}, "host")
    stop = {
        "status": "SUCCESS",
        "progress": {"totalChecks": 4, "successfulChecks": 1, "failedChecks": 1},
        "computePlatform": PLATFORM,
        "benchmarkVersion": "1.0.0",
        "benchmarkProfile": "Level one",
    }
    yield Step("stop", "StopCisSession", names | {"message": stop}, "host")


RESULTS = (
    ("1.1", "PASSED", b"{}"),
    ("1.2", "FAILED", b'{"expected": "a", "found": "b"}'),
    ("1.10", "ERROR", b'{"reason": "broken"}'),
    ("2.1", "NOT_APPLICABLE", b""),
)


def message(rule_id: str, status: str, details: bytes) -> dict[str, Any]:
    """One message of telemetry, with its blob marked for the driver."""
    blob = {"$bytes": base64.b64encode(details).decode()}
    return {"ruleId": rule_id, "status": status, "cisRuleDetails": blob}


def reading_steps(journey: Journey) -> Iterator[Step]:
    """What the scan found, whole and page by page."""
    scan = {"scanArn": journey.scan_arn}
    one = scan | {"targetResourceId": journey.resource_id, "accountId": journey.account_id}
    failed = {"findingStatusFilters": [{"comparison": "EQUALS", "value": "FAILED"}]}
    checks, targets = (
        "ListCisScanResultsAggregatedByChecks",
        "ListCisScanResultsAggregatedByTargetResource",
    )
    yield Step("scans", "ListCisScans", {"detailLevel": "MEMBER", "sortBy": "SCAN_START_DATE"})
    yield Step("all scans", "ListCisScans", {}, pages="scans")
    yield Step("checks", checks, scan | {"sortBy": "CHECK_ID", "sortOrder": "ASC"})
    yield Step("all checks", checks, scan, pages="checkAggregations")
    yield Step("targets", targets, scan)
    yield Step("all targets", targets, scan, pages="targetResourceAggregations")
    yield Step("details", "GetCisScanResultDetails", one | {"filterCriteria": failed})
    yield Step("all details", "GetCisScanResultDetails", one, pages="scanResultDetails")
    yield Step("report", "GetCisScanReport", scan | {"reportFormat": "CSV"})


def refused_steps(journey: Journey) -> Iterator[Step]:
    """Each error of the model, errors from before the operation, and what an SDK tries again."""
    arn = f"{journey.scan_arn.partition('/cis-scan/')[0]}/cis-configuration/{uuid.UUID(int=0)}"
    wrong = {"scanName": "x" * 200, "securityLevel": "LEVEL_9", "schedule": {"oneTime": {}}}
    yield Step("invalid", "CreateCisScanConfiguration", wrong | {"targets": TARGETS})
    yield Step("not found", "DeleteCisScanConfiguration", {"scanConfigurationArn": arn})
    yield Step("denied", "ListCisScans", {}, "host")
    yield Step("stranger", "ListCisScans", {}, "stranger")
    for name in FAULTS:
        yield Step(name, "ListCisScans", {}, name)


def expected(journey: Journey) -> dict[str, Any]:
    """What the SDK must have made of each step: what is named here, whatever else is there."""
    scan = {
        "scanArn": journey.scan_arn,
        "status": "COMPLETED",
        "totalChecks": 4,
        "failedChecks": 1,
        "targets": {
            "accountIds": [journey.account_id],
            "targetResourceTags": {"env": ["t"]},
        },
        "scanDate": a(float),
    }
    configuration = {
        "scanName": "renamed",
        "securityLevel": "LEVEL_2",
        "schedule": WEEKLY,
        "ownerId": journey.account_id,
        "tags": {"team": "red"},
    }
    counts = {"passed": 1, "failed": 1, "skipped": 2}
    target = {"targetResourceId": journey.resource_id, "platform": "DEBIAN_12"}
    details = [(rule, DETAILS[status]) for rule, status, _ in RESULTS]
    return {
        "create": {"scanConfigurationArn": a(str)},
        "update": {"scanConfigurationArn": a(str)},
        "tag": {},
        "tags": {"tags": TAGS},
        "untag": {},
        "configuration": {"scanConfigurations": [configuration]},
        "configurations": [{"scanName": a(str)}] * 2,
        "delete": {"scanConfigurationArn": a(str)},
        "deleted": {"scanConfigurations": []},
        "start": {},
        "health": {},
        "telemetry": {},
        "stop": {},
        "scans": {"scans": [scan]},
        "all scans": [scan],
        "checks": {"checkAggregations": [{"checkId": rule} for rule, _, _ in RESULTS]},
        "all checks": [{"scanArn": journey.scan_arn}] * len(RESULTS),
        "targets": {"targetResourceAggregations": [target | {"statusCounts": counts}]},
        "all targets": [target | {"targetStatus": "COMPLETED"}],
        "details": {"scanResultDetails": [{"checkId": "1.2", "remediation": "Mend Second"}]},
        "all details": [{"checkId": rule, "status": status} for rule, status in details],
        "report": {"status": a(str)},
        "patient throttled": {"scans": [scan]},
        "patient unlucky": {"scans": [scan]},
    }


DETAILS = {
    "PASSED": "PASSED",
    "FAILED": "FAILED",
    "ERROR": "SKIPPED",
    "NOT_APPLICABLE": "SKIPPED",
}

# Steps that must end in an error: its name, and members that must have arrived.
REFUSED: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "conflict": ("ConflictException", {"resourceType": "CIS_SCAN_JOB"}),
    "invalid": ("ValidationException", {"reason": "FIELD_VALIDATION_FAILED"}),
    "not found": ("ResourceNotFoundException", {}),
    "bad request": ("BadRequestException", {}),
    "denied": ("AccessDeniedException", {}),
    "stranger": ("UnrecognizedClientException", {}),
    "throttled": ("ThrottlingException", {"retryAfterSeconds": 1}),
    "unlucky": ("InternalServerException", {"retryAfterSeconds": 1}),
}


class Of(NamedTuple):
    """Stands for any value of a kind but an empty one."""

    kind: type


def a(kind: type) -> Of:
    """Any value of that kind, where what it is cannot be known before."""
    return Of(kind)


def holds(found: Any, wanted: Any) -> bool:
    """Whether what was found has all that is wanted; lists have the wanted length and order."""
    if isinstance(wanted, Of):
        return isinstance(found, wanted.kind) and bool(found)
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            name in found and holds(found[name], value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        pairs = zip(found, wanted, strict=False)
        return len(found) == len(wanted) and all(holds(one, other) for one, other in pairs)
    return bool(found == wanted)


class Made(NamedTuple):
    """A journey that was made, and what the SDK told of each step."""

    journey: Journey
    told: Mapping[str, Any]

    def must_have_answered(self, step: str) -> None:
        """The step was answered, with what is expected."""
        told = self.told[step]
        assert "answer" in told, told
        assert holds(told["answer"], expected(self.journey)[step]), told["answer"]

    def must_have_failed(self, step: str) -> Mapping[str, Any]:
        """The step was refused as expected; gives the error as the SDK raised it."""
        told = self.told[step]
        assert "error" in told, told
        error: Mapping[str, Any] = told["error"]
        name, members = REFUSED[step]
        assert (error["name"], holds(error["members"], members)) == (name, True), error
        return error


def resolved(value: Any, told: Mapping[str, Any], blob: Callable[[bytes], Any] = bytes) -> Any:
    """A step's members with what earlier steps answered and with blobs in them."""
    if isinstance(value, list):
        return [resolved(each, told, blob) for each in value]
    if not isinstance(value, Mapping):
        return value
    if "$from" in value:
        step, *path = value["$from"]
        found = told[step]["answer"]
        for name in path:
            found = found[name]
        return found
    if "$bytes" in value:
        return blob(base64.b64decode(value["$bytes"]))
    return {name: resolved(each, told, blob) for name, each in value.items()}


ITINERARY = list(steps(Journey("", {}, [], "", "", "", "")))
ANSWERED = [step.name for step in ITINERARY if step.name not in REFUSED]
OPERATIONS_CALLED = {step.operation for step in ITINERARY}
