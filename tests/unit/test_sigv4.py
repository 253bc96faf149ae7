"""What is refused as not signed, not readable, not ours or not true; the rest is accepted."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from incisor import sigv4
from incisor.sigv4 import SignatureError

AT = datetime(2026, 3, 29, 1, 2, 3, tzinfo=UTC)
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@dataclass(frozen=True)
class Request:
    """A request as it was sent, and the clock of the service that gets it."""

    method: str = "PUT"
    raw_path: str = "/cissession/health/send"
    query: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Host": "scan.example:8080"})
    body: bytes = b"{}"
    now: datetime = AT

    def signed(
        self, service: str = "inspector2", region: str = "eu-west-1", at: datetime = AT
    ) -> "Request":
        """The request with the headers of a signature."""
        added = sigv4.sign(
            method=self.method,
            raw_path=self.raw_path,
            query=self.query,
            headers=self.headers,
            body=self.body,
            access_key_id=KEY,
            secret_access_key=SECRET,
            region=region,
            service=service,
            at=at,
            content_sha256="x-amz-target" in self.headers,
        )
        return replace(self, headers={**self.headers, **added})

    def having(self, **headers: str | None) -> "Request":
        """The request with other values of headers, None for none (`_` stands for `-`)."""
        lower = {name.lower(): value for name, value in self.headers.items()}
        changed = lower | {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in changed.items() if value is not None}
        return replace(self, headers=kept)

    def verified(self, *more: tuple[bytes, bytes], region: str | None = None) -> str:
        """The access key id that the service sees. `more` are further raw headers."""
        raw = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        return sigv4.verify(
            method=self.method,
            raw_path=self.raw_path,
            query=self.query,
            headers=[*raw, *more],
            body=self.body,
            secret_of={KEY: SECRET}.get,
            now=self.now.timestamp(),
            region=region,
        )


GOOD = Request().signed()
AUTHORIZATION = GOOD.headers["Authorization"]
WITH_HASH = Request(headers={"Host": "h", "x-amz-target": "t"}).signed()

Case = tuple[str, str, Callable[[], Request]]
REFUSED: list[Case] = [
    ("MissingAuthenticationToken", "not signed", lambda: Request()),
    (
        "IncompleteSignature",
        "query is not served",
        lambda: Request(query="X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=ab"),
    ),
    ("IncompleteSignature", "must start with", lambda: GOOD.having(authorization="Bearer abc")),
    ("IncompleteSignature", "must start with", lambda: GOOD.having(authorization="")),
    (
        "IncompleteSignature",
        "must start with",
        lambda: changed("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
    ),
    ("IncompleteSignature", "one Credential=", lambda: changed("Credential=", "Cred=")),
    ("IncompleteSignature", "one SignedHeaders=", lambda: changed("SignedHeaders=", "Signed=")),
    ("IncompleteSignature", "one Signature=", lambda: changed(", Signature=", ", Sig=")),
    (
        "IncompleteSignature",
        "one Signature=",
        lambda: changed(", Signature=", ", Signature=ab, Signature="),
    ),
    ("IncompleteSignature", "Authorization must be", lambda: changed("/eu-west-1", "")),
    ("IncompleteSignature", "Authorization must be", lambda: changed("Signature=", "Signature=g")),
    ("IncompleteSignature", "must have a date", lambda: GOOD.having(x_amz_date=None)),
    ("IncompleteSignature", "must be like", lambda: GOOD.having(x_amz_date="2026-03-29")),
    ("IncompleteSignature", "must be like", lambda: GOOD.having(x_amz_date="20269999T999999Z")),
    ("UnrecognizedClient", "unknown here", lambda: changed(KEY, "AKIDOTHER")),
    ("UnrecognizedClient", "Session tokens", lambda: GOOD.having(x_amz_security_token="t")),
    ("InvalidSignature", "service of the", lambda: Request().signed(service="ec2")),
    ("InvalidSignature", "terminator of the", lambda: changed("aws4_request", "aws5_request")),
    ("InvalidSignature", "date of the", lambda: changed("20260329", "20260328")),
    (
        "InvalidSignature",
        "301 seconds too old",
        lambda: replace(GOOD, now=AT + timedelta(seconds=301)),
    ),
    (
        "InvalidSignature",
        "301 seconds too early",
        lambda: replace(GOOD, now=AT - timedelta(seconds=301)),
    ),
    ("InvalidSignature", "host must be signed", lambda: changed("=host;", "=")),
    ("InvalidSignature", "x-amz-target must be signed", lambda: GOOD.having(x_amz_target="t")),
    ("InvalidSignature", "host is missing", lambda: GOOD.having(host=None)),
    (
        "InvalidSignature",
        "in order",
        lambda: changed("=host;x-amz-date", "=x-amz-date;host"),
    ),
    ("InvalidSignature", "in lower case", lambda: changed("=host;", "=Host;")),
    (
        "InvalidSignature",
        "not the hash",
        lambda: WITH_HASH.having(x_amz_content_sha256="UNSIGNED-PAYLOAD"),
    ),
    ("InvalidSignature", "not the hash", lambda: replace(WITH_HASH, body=b"{ }")),
    ("InvalidSignature", "not that of this request", lambda: replace(GOOD, body=b"{ }")),
    ("InvalidSignature", "not that of this request", lambda: replace(GOOD, method="POST")),
    ("InvalidSignature", "not that of this request", lambda: replace(GOOD, raw_path="/")),
    ("InvalidSignature", "not that of this request", lambda: replace(GOOD, query="a=")),
    ("InvalidSignature", "not that of this request", lambda: GOOD.having(host="other")),
    ("InvalidSignature", "not that of this request", lambda: changed("eu-west-1", "us-east-1")),
    (
        "InvalidSignature",
        "not that of this request",
        lambda: GOOD.having(x_amz_date="20260329T010204Z"),
    ),
]


def changed(before: str, after: str) -> Request:
    """The signed request with something else in its Authorization header."""
    assert before in AUTHORIZATION
    return GOOD.having(authorization=AUTHORIZATION.replace(before, after))


@pytest.mark.parametrize(("code", "message", "made"), REFUSED)
def test_refused_with_code_and_reason(code: str, message: str, made: Callable[[], Request]) -> None:
    """Each way to be wrong has its code, and a sentence that says which way it was."""
    with pytest.raises(SignatureError, match=message) as refusal:
        made().verified()
    assert refusal.value.code == f"{code}Exception"


@pytest.mark.parametrize(
    "good",
    [
        GOOD,
        WITH_HASH,
        replace(GOOD, now=AT + timedelta(seconds=300)),
        replace(GOOD, now=AT - timedelta(seconds=300)),
        GOOD.having(user_agent="curl", accept="*/*"),
        Request(headers={"Host": "h", "X-Odd": "  a \t b  "}).signed().having(x_odd="a b"),
        changed(", ", ","),
        changed(", ", " "),
    ],
)
def test_accepted(good: Request) -> None:
    """A true signature is accepted within five minutes, whatever unsigned headers came along."""
    assert good.verified() == KEY


def test_repeated_header_is_one_with_commas() -> None:
    """A header that is sent twice was signed as the two values joined."""
    signed = Request(headers={"Host": "h", "X-Two": "a,b c"}).signed().having(x_two=None)
    assert signed.verified((b"x-two", b" a "), (b"x-two", b"b  c")) == KEY


def test_two_authorization_headers_are_refused() -> None:
    """Nobody can slip a second identity beside the first."""
    with pytest.raises(SignatureError, match="more than one") as refusal:
        GOOD.verified((b"authorization", AUTHORIZATION.encode()))
    assert refusal.value.code == "IncompleteSignatureException"


def test_region_is_checked_only_if_one_is_expected() -> None:
    """Any region is taken by default; a service that names its region insists on it."""
    assert GOOD.verified(region="eu-west-1") == KEY
    with pytest.raises(SignatureError, match="region of the credential scope must be mars-1"):
        GOOD.verified(region="mars-1")


def test_date_header_serves_as_date() -> None:
    """Without X-Amz-Date the date of HTTP counts."""
    http = Request().signed().having(x_amz_date=None, date=format_datetime(AT, usegmt=True))
    with pytest.raises(SignatureError, match="x-amz-date is missing"):
        http.verified()
    assert sigv4.parsed_date(b"Sun, 29 Mar 2026 01:02:03 GMT") == (
        "20260329T010203Z",
        AT.timestamp(),
    )


def test_every_part_of_the_canonical_request_is_named() -> None:
    """The canonical request of an example worked out by hand."""
    headers = {b"host": b"h", b"x-odd": b" a  b "}
    found = sigv4.canonical_request(
        "GET", "/tags/a%2Fb", "b=2&a=%7e&a=+&c", b"host;x-odd", headers, "ab"
    )
    assert found == (b"GET\n/tags/a%252Fb\na=%2B&a=~&b=2&c=\nhost:h\nx-odd:a b\n\nhost;x-odd\nab")


def test_published_example_has_its_published_signature() -> None:
    """The example of the IAM User Guide (ListUsers, 2015-08-30) comes out as printed there."""
    added = sigv4.sign(
        method="GET",
        raw_path="/",
        query="Action=ListUsers&Version=2010-05-08",
        headers={
            "Host": "iam.amazonaws.com",
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        },
        body=b"",
        access_key_id=KEY,
        secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        service="iam",
        at=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
    )
    assert added["Authorization"].endswith(
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


def test_secrets_are_asked_for_each_time() -> None:
    """A key that is revoked is unknown at once, whatever was cached."""
    assert GOOD.verified() == KEY
    with pytest.raises(SignatureError, match="revoked"):
        sigv4.verify(
            method="PUT",
            raw_path=GOOD.raw_path,
            query="",
            headers=[(k.lower().encode(), v.encode()) for k, v in GOOD.headers.items()],
            body=GOOD.body,
            secret_of=lambda _: None,
            now=AT.timestamp(),
        )
