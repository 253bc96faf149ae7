"""Requests malformed in every way that the protocol's own malformed cases name.

The kinds are those of Smithy's `malformedRequests` for restJson1, and a few that parsers have been
broken by; the requests are to Inspector's operations, over HTTP. Each is answered with the error
that names what is wrong, in the form of the model; none is our fault (500). Where Smithy's servers
say SerializationException, Inspector says ValidationException with reason CANNOT_PARSE.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from incisor.wire import errors
from incisor.wire.model import MODEL, Operation
from support.service import Answer, Caller, Running

UNREAD, BROKEN = "CANNOT_PARSE", "FIELD_VALIDATION_FAILED"
# Operations with members in the body: those that a body can harm.
TAKING = [
    operation
    for operation in MODEL.operations.values()
    if MODEL.shapes[operation.input.__name__]["members"].keys() - operation.located.keys()
]
ARN = "arn%3Aaws%3Ainspector2%3Aus-east-1%3A123456789012%3Aowner%2F123456789012"

MANY = "&".join(f"tagKeys=k{number}" for number in range(51))

NO_DOCUMENT = {
    "two openings": b"{[",
    "text after the document": b'{"maxResults": 10}abc',
    "text before the document": b'abc{"maxResults": 10}',
    "two documents": b"{}{}",
    "line comment": b'{\n"maxResults": 10 // ten\n}',
    "block comment": b'{"maxResults": 10 /* ten */}',
    "form feed for a blank": b'{"maxResults" :\x0c10}',
    "single quotes": b"{'maxResults': 10}",
    "comma at the end": b'{"maxResults": 10,}',
    "no comma": b'{"a": 1 "b": 2}',
    "name without quotes": b"{maxResults: 10}",
    "null as a name": b'{null: "abc"}',
    "cut in a string": b'{"scanArn": "arn:aws',
    "cut in an escape": b'{"scanArn": "\\u12',
    "raw line feed in a string": b'{"scanArn": "a\nb"}',
    "unknown escape": b'{"scanArn": "\\x41"}',
    "lone surrogate": b'{"scanArn": "\\ud800"}',
    "a list": b'[{"maxResults": 10}]',
    "a number": b"10",
    "a string": b'"maxResults"',
    "null": b"null",
    "true": b"true",
    "blank": b" ",
    "not UTF-8": b'{"scanArn": "\xff\xfe"}',
    "UTF-16": '{"maxResults": 10}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "a NUL": b"\x00",
    "lists, deep": b"[" * 100_000,
    "objects, deep": b'{"a":' * 100_000,
    "deep and whole": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "hexadecimal": b'{"maxResults": 0x42}',
    "plus sign": b'{"maxResults": +1}',
    "leading zero": b'{"maxResults": 01}',
    "no digit after the point": b'{"maxResults": 1.}',
    "letters after a number": b'{"maxResults": 2ABC}',
    "two points": b'{"maxResults": 1.2.3}',
    "NaN": b'{"maxResults": NaN}',
    "Infinity": b'{"maxResults": Infinity}',
    "-Infinity": b'{"maxResults": -Infinity}',
}


class Case(NamedTuple):
    """One member's JSON, as it stands in the body, and what the refusal must say of it."""

    name: str
    operation: str
    body: str
    reason: str
    path: str


LIST = "ListCisScans"
CREATE = "CreateCisScanConfiguration"
SEND = "SendCisSessionTelemetry"
STOP = "StopCisSession"
SCHEDULED = (
    '{"scanName": "x", "securityLevel": "LEVEL_1", "schedule": %s,'
    ' "targets": {"accountIds": ["SELF"], "targetResourceTags": {"a": ["b"]}}}'
)
TARGETED = (
    '{"scanName": "x", "securityLevel": "LEVEL_1", "schedule": {"oneTime": {}},'
    ' "targets": {"accountIds": ["SELF"], "targetResourceTags": %s}}'
)
TOLD = (
    '{"scanJobId": "12345678-9abc-def0-1234-56789abcdef0",'
    ' "sessionToken": "12345678-9abc-def0-1234-56789abcdef0",'
    ' "messages": [{"ruleId": "1", "status": "PASSED", "cisRuleDetails": %s}]}'
)
STARTED = '{"filterCriteria": {"scanAtFilters": [{"earliestScanStartTime": %s}]}}'
TAGS_WANTED = "targets.targetResourceTags"


def each(
    kind: str, operation: str, template: str, reason: str, path: str, *values: str
) -> list[Case]:
    """One case for each value in the template."""
    return [
        Case(f"{kind}: {value[:30]}", operation, template.replace("%s", value), reason, path)
        for value in values
    ]


DATES = ('"1985-04-12T23:20:50.52Z"', '"1996-12-19T16:39:57-08:00"', '"1515531081"')
TEXTS = ('"Tue, 29 Apr 2014 18:30:38 GMT"', '"NaN"', '"Infinity"', "true", "{}", "[]")
BLOBS = ('"xyz"', '"YQ"', '"%"', '"Zm9-"', '"Zm 9v"', "1", "[98]", "{}", "true")
UNION = "schedule"
CASES = [
    *each("integer", LIST, '{"maxResults": %s}', UNREAD, "maxResults",
          '"123"', "true", "1.001", "1.0", "1e0", "[]", "{}", '"NaN"'),
    *each("integer, range", LIST, '{"maxResults": %s}', BROKEN, "maxResults",
          "-9223372000000000000", "9223372000000000000", "123000000000000000000000",
          "0", "-0", "-1", "101", "2147483648"),
    *each("timestamp", LIST, STARTED, UNREAD,
          "filterCriteria.scanAtFilters[0].earliestScanStartTime", *DATES, *TEXTS),
    *each("timestamp, range", LIST, STARTED, BROKEN,
          "filterCriteria.scanAtFilters[0].earliestScanStartTime", "1e300", "-1e300"),
    *each("string", LIST, '{"nextToken": %s}', UNREAD, "nextToken", "1", "true", "{}", '["a"]'),
    *each("enum", LIST, '{"sortOrder": %s}', BROKEN, "sortOrder",
          '"asc"', '"ASC "', '""', '"A\\u0000SC"', '"UNKNOWN"'),
    *each("enum, type", LIST, '{"sortOrder": %s}', UNREAD, "sortOrder", "0", "[]", "{}"),
    *each("list", LIST, '{"filterCriteria": {"scanNameFilters": %s}}', UNREAD,
          "filterCriteria.scanNameFilters", '"EQUALS"', "{}", "1"),
    *each("list, null in it", LIST, '{"filterCriteria": {"scanNameFilters": %s}}', UNREAD,
          "filterCriteria.scanNameFilters[0]", "[null]"),
    *each("list, length", LIST, '{"filterCriteria": {"scanNameFilters": %s}}', BROKEN,
          "filterCriteria.scanNameFilters", "[]"),
    *each("structure", LIST, '{"filterCriteria": %s}', UNREAD, "filterCriteria",
          "[]", '"x"', "1", "true"),
    *each("unknown filter", LIST, '{"filterCriteria": %s}', BROKEN, "filterCriteria.colour",
          '{"colour": []}', '{"colour": null}', '{"colour": 1, "colour": 2}'),
    *each("map", CREATE, TARGETED, UNREAD, TAGS_WANTED, "[]", '"a=b"', "1"),
    *each("map, null in it", CREATE, TARGETED, UNREAD, f"{TAGS_WANTED}.a", '{"a": null}'),
    *each("map, value", CREATE, TARGETED, UNREAD, f"{TAGS_WANTED}.a", '{"a": "b"}', '{"a": {}}'),
    *each("map, length", CREATE, TARGETED, BROKEN, TAGS_WANTED, "{}"),
    *each("union", CREATE, SCHEDULED, UNREAD, UNION, '["oneTime"]', '"oneTime"', "1"),
    *each("union, not one", CREATE, SCHEDULED, BROKEN, UNION, "{}", '{"oneTime": null}'),
    *each("union, two", CREATE, SCHEDULED, BROKEN, UNION,
          '{"oneTime": {}, "daily": {"startTime": {"timeOfDay": "00:00", "timezone": "UTC"}}}'),
    *each("union, unknown", CREATE, SCHEDULED, BROKEN, f"{UNION}.yearly",
          '{"yearly": {}}', '{"oneTime": {}, "yearly": {}}'),
    *each("blob", SEND, TOLD, UNREAD, "messages[0].cisRuleDetails",
          *BLOBS),
    *each("required", LIST, '{"filterCriteria": {"scanNameFilters": [%s]}}', BROKEN,
          "filterCriteria.scanNameFilters[0].value",
          '{"comparison": "EQUALS"}', '{"comparison": "EQUALS", "value": null}'),
    *each("pattern", "GetCisScanReport", '{"scanArn": %s}', BROKEN, "scanArn",
          '"arn"', '""', '"arn:aws:inspector2:us-east-1:123456789012:owner/123456789012\\n"'),
    *each("given twice", LIST, '{"maxResults": %s}', BROKEN, "maxResults",
          '500, "maxResults": 10', '10, "maxResults": 500'),
]  # fmt: skip


@pytest.fixture(scope="module")
def someone(service: Running) -> Mapping[str, Caller]:
    """Whoever may call it, by operation: session operations are a host's."""
    account = service.account()
    admin, host = service.caller(account), service.host(account)
    return {name: host if "CisSession" in name else admin for name in MODEL.operations}


def asked(someone: Mapping[str, Caller], operation: Operation, body: bytes, **more: str) -> Answer:
    """The answer to an operation with a body of any kind."""
    target = operation.uri.replace("{resourceArn}", ARN)
    return someone[operation.name].ask(operation.method, target, body, **more)


def modelled(answer: Answer) -> Any:
    """The body of an error that has the form of the model."""
    kind = getattr(errors, answer.error)
    assert answer.status == kind.status < 500, answer
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["x-amzn-RequestId"]
    assert isinstance(answer.body["message"], str)
    return answer.body


@pytest.mark.parametrize("operation", TAKING, ids=lambda operation: operation.name)
def test_what_is_no_document_is_refused(
    someone: Mapping[str, Caller], operation: Operation
) -> None:
    """A body that is no JSON object is CANNOT_PARSE, whichever operation it is sent to."""
    for name, body in NO_DOCUMENT.items():
        found = modelled(asked(someone, operation, body))
        assert found["reason"] == UNREAD, (name, found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_malformed_member_is_named(someone: Mapping[str, Caller], case: Case) -> None:
    """Type, range, enum, null, union, blob, pattern: the reason fits, and `fields` says where."""
    found = modelled(asked(someone, MODEL.operations[case.operation], case.body.encode()))
    assert found["reason"] == case.reason, found
    assert case.path in [field["name"] for field in found["fields"]], found


@pytest.mark.parametrize(
    "said",
    [
        "application/hal+json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "image/jpeg",
        "application/cbor",
        "json",
        "application/jsonp; charset=utf-8",
        ";",
        "application",
    ],
)
@pytest.mark.parametrize("operation", TAKING, ids=lambda operation: operation.name)
def test_another_content_type_is_refused(
    someone: Mapping[str, Caller], operation: Operation, said: str
) -> None:
    """A body that is said to be something other than JSON is 415, not guessed at."""
    answer = asked(someone, operation, b"{}", **{"Content-Type": said})
    modelled(answer)
    assert (answer.status, answer.error) == (415, "UnsupportedMediaTypeException")


def test_a_body_too_long_is_refused_before_it_is_read(
    someone: Mapping[str, Caller], service: Running
) -> None:
    """One byte more than the service takes is 413, for every operation."""
    limit = service.app.context.limits.body_bytes
    for operation in TAKING:
        answer = asked(someone, operation, b" " * (limit + 1))
        modelled(answer)
        assert (answer.status, answer.error) == (413, "RequestEntityTooLargeException")


def test_the_longest_body_is_read(someone: Mapping[str, Caller], service: Running) -> None:
    """A body of exactly the limit is an ordinary one."""
    limit = service.app.context.limits.body_bytes
    answer = asked(someone, MODEL.operations[LIST], b"{}".ljust(limit))
    assert answer.status == 200


def test_a_huge_list_is_refused_by_its_length_alone(someone: Mapping[str, Caller]) -> None:
    """Ten thousand wrong messages do not make ten thousand faults: the length is told."""
    body = json.dumps({"messages": [{}] * 10_000}).encode()
    found = modelled(asked(someone, MODEL.operations[SEND], body))
    assert "messages" in [field["name"] for field in found["fields"]]
    assert len(found["fields"]) <= 1000


@pytest.mark.parametrize(
    ("method", "target", "error"),
    [
        ("GET", "/cis/scan/list", "UnknownOperationException"),
        ("POST", "/cis/scan/list/", "UnknownOperationException"),
        ("POST", "//cis/scan/list", "UnknownOperationException"),
        ("POST", "/CIS/scan/list", "UnknownOperationException"),
        ("POST", "/cis/scan/%6cist", "UnknownOperationException"),
        ("GET", "/tags/", "UnknownOperationException"),
        ("GET", "/tags/a/b", "UnknownOperationException"),
        ("GET", "/tags/%FF", "UnknownOperationException"),
        ("GET", "/tags/%ED%A0%80", "UnknownOperationException"),
        ("DELETE", "/tags/x", "ValidationException"),
        ("DELETE", "/tags/x?tagKeys=%FF", "ValidationException"),
        ("DELETE", "/tags/x?tagkeys=a", "ValidationException"),
        ("DELETE", "/tags/x?tagKeys", "ValidationException"),
        ("DELETE", "/tags/x?tagKeys=" + "k" * 129, "ValidationException"),
        ("DELETE", f"/tags/x?{MANY}", "ValidationException"),
    ],
)  # fmt: skip
def test_a_malformed_path_or_query(
    someone: Mapping[str, Caller], method: str, target: str, error: str
) -> None:
    """What is not exactly an operation's path is nobody's; a query breaks rules as a body does."""
    answer = someone[LIST].ask(method, target, b"{}" if method == "POST" else b"")
    modelled(answer)
    assert answer.error == error
