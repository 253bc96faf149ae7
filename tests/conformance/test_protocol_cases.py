"""What restJson1 promises of requests, answers and errors, shown on Inspector's own operations.

The facts are those of Smithy's published protocol cases for restJson1, as far as Inspector's CIS
operations have something of the kind (no headers or booleans, one label, one list in a query); what
is malformed is in `test_malformed_requests.py`. The last part is HTTP itself, at the socket.
"""

import json
import socket
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from support.service import Answer, Caller, Running, result, scanned
from support.signers import SIGNERS, Raw, now, sent

CREATE = ("POST", "/cis/scan-configuration/create")
LIST = ("POST", "/cis/scan/list")
WHOLE = {
    "scanName": "x",
    "securityLevel": "LEVEL_1",
    "schedule": {"oneTime": {}},
    "targets": {"accountIds": ["SELF"], "targetResourceTags": {"a": ["b"]}},
}
START = {"timeOfDay": "23:59", "timezone": "Europe/Berlin"}
DAILY = {"daily": {"startTime": START}}


class Case(NamedTuple):
    """A body, and what the configuration that it makes must then have."""

    name: str
    body: str
    made: dict[str, Any]


def said(name: str, made: dict[str, Any], *replaced: tuple[str, str]) -> Case:
    """The whole body with parts of its text replaced."""
    body = json.dumps(WHOLE)
    for old, new in replaced:
        assert old in body
        body = body.replace(old, new)
    return Case(name, body, made)


NAME, SCHEDULE = '"scanName": "x"', '{"oneTime": {}}'
ESCAPES = r'"\u0041\u00e9\ud835\udd16\/\"\\\t"'
WEEKLY = {"weekly": {"startTime": START, "days": ["SUN", "MON"]}}
MONTHLY = {"monthly": {"startTime": START, "day": "FRI"}}
CASES = [
    Case("members in another order", json.dumps(dict(reversed(WHOLE.items()))), {"scanName": "x"}),
    Case("blanks", f"\r\n\t {json.dumps(WHOLE, indent=7)} \r\n", {"scanName": "x"}),
    Case("no blanks", json.dumps(WHOLE, separators=(",", ":")), {"scanName": "x"}),
    said("escapes", {"scanName": 'Aé𝔖/"\\\t'}, (NAME, f'"scanName": {ESCAPES}')),
    said("Unicode as it is", {"scanName": "é日𝔖"}, (NAME, '"scanName": "é日𝔖"')),
    said("escaped member name", {"scanName": "x"}, ('"scanName"', r'"scan\u004eame"')),
    said("unknown member", {"scanName": "x"}, (NAME, f'"colour": [1, {{}}], {NAME}')),
    said("__type", {"scanName": "x"}, (NAME, f'"__type": "x#Request", {NAME}')),
    said("null for absent", {"scanName": "x"}, (NAME, f'{NAME}, "tags": null')),
    said("empty map", {"scanName": "x"}, (NAME, f'{NAME}, "tags": {{}}')),
    said("the last one counts", {"scanName": "x"}, (NAME, f'"scanName": "first", {NAME}')),
    said("unit in a union", {"schedule": {"oneTime": {}}}),
    said("null beside a union's member", {"schedule": DAILY},
         (SCHEDULE, f'{{"oneTime": null, {json.dumps(DAILY)[1:]}')),
    said("union, daily", {"schedule": DAILY}, (SCHEDULE, json.dumps(DAILY))),
    said("union, weekly", {"schedule": WEEKLY}, (SCHEDULE, json.dumps(WEEKLY))),
    said("union, monthly", {"schedule": MONTHLY}, (SCHEDULE, json.dumps(MONTHLY))),
    said("map of strings", {"tags": {"k": "", "é": "v"}},
         (NAME, f'{NAME}, "tags": {{"k": "", "é": "v"}}')),
    said("a key given twice", {"tags": {"k": "2"}},
         (NAME, f'{NAME}, "tags": {{"k": "1", "k": "2"}}')),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bodies_that_say_the_same(admin: Caller, case: Case) -> None:
    """Order, blanks, escapes, unknown and null members: the operation gets what was meant."""
    answer = admin.ask(*CREATE, case.body.encode())
    assert answer.status == 200, answer
    [found] = admin.ok("ListCisScanConfigurations")["scanConfigurations"]
    assert {name: found[name] for name in case.made} == case.made


@pytest.mark.parametrize(
    "said",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "APPLICATION/JSON",
        "application/x-amz-json-1.0",
        "application/x-amz-json-1.1",
    ],
)
def test_content_types_of_json(admin: Caller, said: str) -> None:
    """JSON by any of the names that SDKs give it."""
    assert admin.ask(*LIST, b"{}", **{"Content-Type": said}).status == 200


@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n"])
def test_an_empty_body_is_an_empty_structure(admin: Caller, body: bytes) -> None:
    """An operation without required members takes nothing for `{}`."""
    assert admin.ask(*LIST, body).status == 200


@pytest.mark.parametrize("value", ["1398796238", "1398796238.5", "1.398796238e9", "0", "-1"])
def test_times_are_numbers(admin: Caller, value: str) -> None:
    """Epoch seconds as an integer, with a fraction, with an exponent, before 1970."""
    template = '{"filterCriteria": {"scanAtFilters": [{"latestScanStartTime": VALUE}]}}'
    body = template.replace("VALUE", value).encode()
    assert admin.ask(*LIST, body).body == {"scans": []}


@pytest.mark.parametrize(
    ("query", "gone"),
    [
        ("tagKeys=a", "a"),
        ("tagKeys=a&tagKeys=b", "ab"),
        ("tagKeys=b&tagKeys=b", "b"),
        ("other=x&tagKeys=a", "a"),
        ("tagKeys=%61", "a"),
        ("%74agKeys=a", "a"),
        ("tagKeys=c%2Bd", "+"),
        ("tagKeys=c+d", "+"),
    ],
)
def test_lists_in_a_query(admin: Caller, query: str, gone: str) -> None:
    """One parameter for each item, percent-encoded; a plus sign is one."""
    keys = {"a": "a", "b": "b", "+": "c+d"}
    tags = dict.fromkeys(keys.values(), "v")
    created = admin.ok("CreateCisScanConfiguration", **WHOLE, tags=tags)
    arn = created["scanConfigurationArn"]
    answer = admin.ask("DELETE", f"/tags/{quote(arn, safe='')}?{query}", b"")
    assert (answer.status, answer.body) == (200, {})
    left = admin.ok("ListCisScanConfigurations")["scanConfigurations"][0]["tags"]
    assert left.keys() == tags.keys() - {keys[letter] for letter in gone}


@pytest.mark.parametrize(
    "label",
    [
        lambda arn: quote(arn, safe=""),
        lambda arn: quote(arn, safe=":"),
        lambda arn: quote(arn, safe="").replace("%2F", "%2f"),
        lambda arn: "".join(f"%{byte:02X}" for byte in arn.encode()),
    ],
    ids=["all escaped", "colons bare", "lower-case escapes", "letters escaped"],
)
def test_a_label_however_it_is_escaped(admin: Caller, label: Any) -> None:
    """What an SDK may write for the same ARN in a path."""
    arn = admin.ok("CreateCisScanConfiguration", **WHOLE, tags={"a": "b"})["scanConfigurationArn"]
    request = Raw("GET", f"/tags/{label(arn)}", (host(admin),))
    answer = sent(admin.endpoint, SIGNERS["botocore"](request, admin, now()))
    assert (answer.status, answer.body) == (200, {"tags": {"a": "b"}})


def members(value: Any) -> list[Any]:
    """Every value inside of a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [*value, *[inner for each in value for inner in members(each)]]
    return []


def test_answers_have_no_nulls(service: Running, admin: Caller) -> None:
    """A member without a value is absent from an answer, wherever it is."""
    scanned(service, admin, [result("1.1"), result("9.9", "ERROR")], env="t")
    configurations = admin.ok("ListCisScanConfigurations")
    scans = admin.ok("ListCisScans")
    named = {"scanArn": scans["scans"][0]["scanArn"]}
    checks = admin.ok("ListCisScanResultsAggregatedByChecks", **named)
    targets = admin.ok("ListCisScanResultsAggregatedByTargetResource", **named)
    for answer in (configurations, scans, checks, targets):
        assert None not in members(answer)
    [scan] = scans["scans"]
    assert isinstance(scan["scanDate"], int | float)


def test_errors_are_named_once_and_plainly(admin: Caller) -> None:
    """The header has the bare name, the body `message` in lower case, and no other name for it."""
    answer = admin.call("ListCisScans", maxResults=0)
    assert answer.headers["x-amzn-ErrorType"] == "ValidationException"
    assert answer.body.keys() == {"message", "reason", "fields"}
    assert answer.headers["Content-Type"] == "application/json"


def test_each_answer_has_its_own_request_id(admin: Caller) -> None:
    """Good or bad."""
    answers = [admin.call("ListCisScans", maxResults=most) for most in (0, 1, 0, 1)]
    assert len({answer.headers["x-amzn-RequestId"] for answer in answers}) == len(answers)


def host(caller: Caller) -> tuple[str, str]:
    """The header that every signature covers."""
    return ("Host", caller.endpoint.removeprefix("http://"))


def signed(caller: Caller, body: bytes = b"{}") -> Raw:
    """A list of scans, asked by boto3's signer."""
    return SIGNERS["botocore"](Raw(*LIST, (host(caller),), body), caller, now())


def written(request: Raw, *more: str, version: str = "1.1", body: bytes | None = None) -> bytes:
    """The bytes of a request."""
    lines = [f"{request.method} {request.target} HTTP/{version}"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    head = "\r\n".join([*lines, *more, "", ""]).encode()
    return head + (request.body if body is None else body)


def exchanged(caller: Caller, *pieces: bytes, until: bytes = b"}") -> bytes:
    """What came back for these bytes; each further piece is sent after something came back."""
    name, _, port = caller.endpoint.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), timeout=10) as connection:
        found = b""
        for piece in pieces:
            connection.sendall(piece)
            found += connection.recv(65536)
        while not found.endswith(until) and (more := connection.recv(65536)):
            found += more
        return found


LENGTH = "Content-Length: 2"
LAST = "Connection: close"


def test_a_body_in_chunks(admin: Caller) -> None:
    """`Transfer-Encoding: chunked`, with an extension and a trailer."""
    chunks = b"1;x=y\r\n{\r\n1\r\n}\r\n0\r\nX-Trailer: x\r\n\r\n"
    request = written(signed(admin), "Transfer-Encoding: chunked", LAST, body=chunks)
    assert exchanged(admin, request).startswith(b"HTTP/1.1 200 ")


def test_a_client_that_asks_before_it_sends(admin: Caller) -> None:
    """`Expect: 100-continue` is answered with 100, then with the result."""
    request = written(signed(admin), "Expect: 100-continue", LENGTH, LAST, body=b"")
    found = exchanged(admin, request, b"{}")
    assert found.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200 " in found


def test_requests_one_after_another(admin: Caller) -> None:
    """Two requests in one packet get two answers, in their order."""
    first = written(signed(admin, b'{"maxResults": 0}'), "Content-Length: 17")
    second = written(signed(admin), LENGTH, LAST)
    found = exchanged(admin, first + second, until=b'{"scans":[]}')
    assert found.index(b"HTTP/1.1 400 ") < found.index(b"HTTP/1.1 200 ")


def test_an_old_client(admin: Caller) -> None:
    """HTTP/1.0 is answered, and the connection closed."""
    found = exchanged(admin, written(signed(admin), LENGTH, version="1.0"))
    assert b" 200 " in found.partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"POST /cis/scan/list HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /cis/scan/list HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n",
        b"POST /cis/scan/list HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /cis/scan/list HTTP/1.1\r\nHo st: x\r\n\r\n",
        b"POST /cis/scan/list HTTP/9.9\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_no_http(admin: Caller, junk: bytes) -> None:
    """TLS to a plain port, broken lines, lengths and chunks: refused, never our fault."""
    found = exchanged(admin, junk, until=b".")
    assert found.startswith(b"HTTP/1.1 4"), found
    assert admin.call("ListCisScans").status == 200


HEAD = b"POST /cis/scan/list HTTP/1.1\r\nHost: x\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n"


@pytest.mark.parametrize("start", [b"POST /", HEAD, HEAD + b"X: ", CHUNKED, CHUNKED + b"X: "])
def test_a_head_without_an_end(admin: Caller, start: bytes) -> None:
    """Neither line nor headers nor trailers of anyone fill the memory: the connection is closed."""
    name, _, port = admin.endpoint.removeprefix("http://").partition(":")
    line = b"a" * 1000 + (b"" if start.endswith((b"/", b": ")) else b": b\r\n")
    with socket.create_connection((name, int(port)), timeout=10) as connection:
        connection.sendall(start)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            connection.sendall(line * 100_000)
    assert admin.call("ListCisScans").status == 200


def test_many_requests_on_one_connection(admin: Caller) -> None:
    """Heads are counted one by one: together they may be longer than one may be."""
    padded = written(signed(admin), LENGTH, f"X-Padding: {'x' * 30_000}")
    last = written(signed(admin), LENGTH, LAST)
    found = exchanged(admin, *[padded] * 20, last, until=b"\x00")
    assert found.count(b"HTTP/1.1 200 ") == 21


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PATCH", "TRACE", "list"])
def test_methods_of_no_operation(admin: Caller, method: str) -> None:
    """A known path by another method is unknown."""
    request = written(signed(admin)._replace(method=method), LENGTH, LAST)
    assert exchanged(admin, request, until=b"\x00").split(b" ")[1] in (b"404", b"400")


def test_the_service_lives_on(admin: Caller) -> None:
    """A client that leaves in the middle of its request harms nobody."""
    name, _, port = admin.endpoint.removeprefix("http://").partition(":")
    for _ in range(20):
        with socket.create_connection((name, int(port)), timeout=10) as connection:
            connection.sendall(written(signed(admin), "Content-Length: 1000")[:-1])
    answer: Answer = admin.call("ListCisScans")
    assert answer.status == 200
