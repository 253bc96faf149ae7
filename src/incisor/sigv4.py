"""AWS Signature Version 4: the agent signs with it, the service verifies with it.

Follows "Create a signed AWS API request" of the IAM User Guide, with its names, for services other
than S3: the URI is encoded twice. Pure: no clock, no lookup of its own. Decided here:

- Any region in the credential scope is accepted unless the caller expects a certain one: an
  endpoint of one's own is one service, wherever its clients believe it to be.
- Only the Authorization header is served. A presigned query, a session token (none is issued) and
  an unsigned body are refused with a sentence that says so.
- `Host` and every `x-amz-*` header that was sent must be signed.
- Errors come in this order: not signed, cannot be read, key unknown, wrong.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"
TIMESTAMP = "%Y%m%dT%H%M%SZ"
SKEW_SECONDS = 300.0
UNRESERVED = "-._~"
# What a proxy may change or add on the way is not signed (botocore: SIGNED_HEADERS_BLACKLIST), nor
# is an earlier signature, so that a retry can sign the same headers again.
NEVER_SIGNED = frozenset(
    (
        "authorization",
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    )
)
# One entry a host and day for ten thousand hosts and their neighbours in time.
KEYS_CACHED = 32768
# Of everything else a few are in use at a time, and each may be as long as a server lets a line be.
CACHED = 128
# What stands before a signature is kept too: some 200 bytes, a client that signs much needs more.
STATEMENT_BYTES = 1024

MISSING = "MissingAuthenticationTokenException"
INCOMPLETE = "IncompleteSignatureException"
INVALID = "InvalidSignatureException"
UNRECOGNIZED = "UnrecognizedClientException"

# Lengths are bounded because what is read here is kept in caches before it is known to be true.
STATEMENT = re.compile(
    rb"AWS4-HMAC-SHA256 +"
    rb"Credential=([\w-]{1,128})/(\d{8})/([\w-]{1,64})/([\w-]{1,64})/([\w-]{1,64})"
    rb"(?: *, *| +)SignedHeaders=([^,\s]{1,1024})(?: *, *| +)"
)
SIGNATURE_LENGTH = 64
HEXADECIMAL = b"0123456789abcdef"

NO_TOKENS = "Session tokens are not issued here: sign with an access key of this service alone"
MISMATCH = (
    "The signature is not that of this request: check the secret access key, and that nothing "
    "between client and service changes path, query, signed headers or body"
)

Headers = Mapping[bytes, bytes]


class SignatureError(Exception):
    """Why a request is not accepted as signed. `code` is the name of the error on the wire."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Claim(NamedTuple):
    """What an Authorization header says before its signature: the same all day for one client."""

    access_key_id: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: bytes
    scope: str


def sign(
    *,
    method: str,
    raw_path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    access_key_id: str,
    secret_access_key: str,
    region: str,
    service: str = "inspector2",
    at: datetime,
    content_sha256: bool = False,
) -> dict[str, str]:
    """The headers to add to a request: X-Amz-Date, Authorization, X-Amz-Content-SHA256 if wanted.

    `raw_path` and `query` are percent-encoded as they will be sent; `headers` must hold Host, and
    all of them are signed except NEVER_SIGNED; `at` is an aware datetime.
    """
    stamp = at.astimezone(UTC).strftime(TIMESTAMP)
    digest = hashlib.sha256(body).hexdigest()
    added = {"X-Amz-Date": stamp}
    if content_sha256:
        added["X-Amz-Content-SHA256"] = digest
    signed = to_sign({**headers, **added})
    names = b";".join(sorted(signed))
    scope = f"{stamp[:8]}/{region}/{service}/{TERMINATOR}"
    canonical = canonical_request(method, raw_path, query, names, signed, digest)
    signing = keyed(secret_access_key, stamp[:8], region, service)
    signature = signature_of(signing, stamp, scope, canonical)
    added["Authorization"] = (
        f"{ALGORITHM} Credential={access_key_id}/{scope}, "
        f"SignedHeaders={names.decode()}, Signature={signature}"
    )
    return added


def verify(
    *,
    method: str,
    raw_path: str,
    query: str,
    headers: Sequence[tuple[bytes, bytes]],
    body: bytes,
    secret_of: Callable[[str], str | None],
    now: float,
    service: str = "inspector2",
    region: str | None = None,
    skew: float = SKEW_SECONDS,
) -> str:
    """The access key id that signed the request.

    `headers` as ASGI has them (lower-case names, in the order received); `raw_path` and `query` as
    received, read as latin-1; `secret_of` gives the secret of an access key id, None if there is
    none; `now` is in epoch seconds, `skew` in seconds. Raises SignatureError.
    """
    received = by_name(headers)
    claim, signature = signed_claim(received, query)
    stamp, at = request_date(received)
    secret = secret_of(claim.access_key_id)
    if secret is None:
        raise SignatureError(UNRECOGNIZED, "This access key is unknown here, or was revoked")
    check_scope(claim, stamp, service, region)
    check_age(at, now, skew)
    check_headers(tuple(received), claim.signed_headers)
    digest = hashlib.sha256(body).hexdigest()
    check_body(received, digest)
    canonical = canonical_request(method, raw_path, query, claim.signed_headers, received, digest)
    signing = keyed(secret, claim.date, claim.region, claim.service)
    expected = signature_of(signing, stamp, claim.scope, canonical)
    if not hmac.compare_digest(expected.encode(), signature):
        raise SignatureError(INVALID, MISMATCH)
    return claim.access_key_id


def canonical_request(
    method: str, raw_path: str, query: str, names: bytes, headers: Headers, digest: str
) -> bytes:
    """The canonical request. `names` are the signed headers, joined with `;`."""
    listed, form = canonical_headers(names)
    values = [headers[name] for name in listed]
    lines = form % (*values,)
    if b" " in lines or b"\t" in lines:
        lines = form % (*map(trimmed, values),)
    head = f"{method}\n{canonical_uri(raw_path)}\n{canonical_query(query) if query else ''}\n"
    return b"%b%b\n%b\n%b" % (head.encode(), lines, names, digest.encode())


@lru_cache(CACHED)
def canonical_headers(names: bytes) -> tuple[list[bytes], bytes]:
    """The names of the signed headers, and the form of their lines, with a place for each value."""
    listed = names.split(b";")
    return listed, b"".join([b"%b:%%b\n" % name.replace(b"%", b"%%") for name in listed])


def signature_of(signing: hmac.HMAC, stamp: str, scope: str, canonical: bytes) -> str:
    """The signature of a canonical request, in hexadecimal; `signing` is `keyed`."""
    hashed = hashlib.sha256(canonical).hexdigest()
    made = signing.copy()
    made.update(f"{ALGORITHM}\n{stamp}\n{scope}\n{hashed}".encode())
    return made.hexdigest()


@lru_cache(KEYS_CACHED)
def keyed(secret: str, date: str, region: str, service: str) -> hmac.HMAC:
    """An HMAC to copy, with the signing key of one secret for one day, region and service.

    To copy one costs half of what it costs to begin one; each holds a kilobyte.
    """
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, digestmod="sha256")


@lru_cache(CACHED)
def canonical_uri(raw_path: str) -> str:
    """The path without dot segments and empty ones, encoded once more than it already is."""
    kept: list[str] = []
    for segment in raw_path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    slash = "/" if kept and raw_path.endswith("/") else ""
    return quote("/" + "/".join(kept) + slash, safe="/" + UNRESERVED)


def canonical_query(query: str) -> str:
    """Name and value of each parameter, encoded in the one way of the specification, sorted."""
    pairs = (part.partition("=") for part in query.split("&"))
    encoded = sorted((recoded(name), recoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def recoded(text: str) -> str:
    """Percent-encoded text in its canonical form: upper-case digits, unreserved characters bare."""
    return quote(unquote_to_bytes(text), safe=UNRESERVED)


def trimmed(value: bytes) -> bytes:
    """A header's value without outer blanks, inner runs of them as one."""
    return b" ".join(value.split()) if b" " in value or b"\t" in value else value


def to_sign(headers: Mapping[str, str]) -> dict[bytes, bytes]:
    """The headers that are signed, by lower-case name."""
    lower = {name.lower(): value for name, value in headers.items()}
    return {
        name.encode(): value.encode() for name, value in lower.items() if name not in NEVER_SIGNED
    }


def by_name(headers: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers by name, those sent several times joined as the specification says."""
    found = dict(headers)
    if len(found) == len(headers):
        return found
    names = [name for name, _ in headers]
    if names.count(b"authorization") > 1:
        raise SignatureError(INCOMPLETE, "There is more than one Authorization header")
    return {
        name: b",".join(trimmed(value) for other, value in headers if other == name)
        for name in found
    }


def claimed(headers: Headers, query: str) -> Claim:
    """What the request claims. Raises SignatureError if it claims nothing that can be read."""
    return signed_claim(headers, query)[0]


def signed_claim(headers: Headers, query: str) -> tuple[Claim, bytes]:
    """What the request claims, and the signature under it. Raises SignatureError as `claimed`."""
    authorization = headers.get(b"authorization")
    if authorization is None:
        raise unsigned(query)
    if b"x-amz-security-token" in headers:
        raise SignatureError(UNRECOGNIZED, NO_TOKENS)
    statement, _, signature = authorization.partition(b"Signature=")
    well_formed = len(signature) == SIGNATURE_LENGTH and not signature.strip(HEXADECIMAL)
    if well_formed and len(statement) <= STATEMENT_BYTES:
        claim = stated(statement)
        if claim is not None:
            return claim, signature
    raise SignatureError(INCOMPLETE, unread(authorization))


@lru_cache(KEYS_CACHED)
def stated(statement: bytes) -> Claim | None:
    """What stands before the signature; None if it cannot be read."""
    found = STATEMENT.fullmatch(statement)
    if found is None:
        return None
    key, date, region, service, terminator = (part.decode() for part in found.groups()[:5])
    scope = f"{date}/{region}/{service}/{terminator}"
    return Claim(key, date, region, service, terminator, found[6], scope)


def unsigned(query: str) -> SignatureError:
    """The error for a request without an Authorization header."""
    if "X-Amz-Signature=" in query or "X-Amz-Algorithm=" in query:
        return SignatureError(INCOMPLETE, "A signature in the query is not served: use headers")
    return SignatureError(MISSING, "The request is not signed: sign it with Signature Version 4")


def unread(authorization: bytes) -> str:
    """What an Authorization header that cannot be read lacks."""
    if not authorization.startswith(ALGORITHM.encode() + b" "):
        return f"Authorization must start with {ALGORITHM}"
    for part in (b"Credential=", b"SignedHeaders=", b"Signature="):
        if authorization.count(part) != 1:
            return f"Authorization must have one {part.decode()}"
    return (
        f"Authorization must be {ALGORITHM} Credential=<key>/<yyyymmdd>/<region>/<service>/"
        f"{TERMINATOR}, SignedHeaders=<names>, Signature=<64 hexadecimal digits>"
    )


def request_date(headers: Headers) -> tuple[str, float]:
    """The request's date as it is signed, and in epoch seconds: X-Amz-Date, else Date."""
    value = headers.get(b"x-amz-date") or headers.get(b"date")
    if value is None:
        raise SignatureError(INCOMPLETE, "The request must have a date: X-Amz-Date or Date")
    return parsed_date(value)


@lru_cache(CACHED)
def parsed_date(value: bytes) -> tuple[str, float]:
    """A date in the basic form of ISO 8601 or in that of HTTP. Raises SignatureError."""
    text = value.decode("latin-1")
    try:
        basic = re.fullmatch(r"(?a)\d{8}T\d{6}Z", text)
        at = datetime.strptime(text, "%Y%m%dT%H%M%S%z") if basic else parsedate_to_datetime(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        message = "The date must be like 20060102T150405Z (X-Amz-Date)"
        raise SignatureError(INCOMPLETE, message) from None
    return at.strftime(TIMESTAMP), at.timestamp()


def check_scope(claim: Claim, stamp: str, service: str, region: str | None) -> None:
    """The credential scope must be that of this service, of the request's date, of the region."""
    expected = (stamp[:8], region or claim.region, service, TERMINATOR)
    found = claim[1:5]
    if found != expected:
        name, said, wanted = next(
            each
            for each in zip(Claim._fields[1:5], found, expected, strict=True)
            if each[1] != each[2]
        )
        message = f"The {name} of the credential scope must be {wanted}, is {said}"
        raise SignatureError(INVALID, message)


def check_age(at: float, now: float, skew: float) -> None:
    """The request must be of now, give or take the skew (seconds)."""
    if abs(now - at) > skew:
        age = "old" if at < now else "early"
        message = (
            f"The request's date is {abs(now - at):.0f} seconds too {age}; "
            f"{skew:.0f} are allowed: check the clock of the client"
        )
        raise SignatureError(INVALID, message)


@lru_cache(CACHED)
def check_headers(received: tuple[bytes, ...], names: bytes) -> None:
    """Signed headers must be there, and what must be signed must be among them.

    `received` are names; clients have few sets of them, and one that passed passes again.
    """
    signed = named(names)
    for name in received:
        if name.startswith(b"x-amz-") and name not in signed:
            raise SignatureError(INVALID, f"The header {name.decode('latin-1')} must be signed")
    for name in signed:
        if name not in received:
            raise SignatureError(INVALID, f"The signed header {name.decode('latin-1')} is missing")


@lru_cache(CACHED)
def named(names: bytes) -> frozenset[bytes]:
    """The set of signed headers. Raises SignatureError if they are out of order or without Host."""
    listed = names.split(b";")
    if listed != sorted(set(listed)) or names != names.lower():
        raise SignatureError(INVALID, "SignedHeaders must be in lower case and in order")
    if b"host" not in listed:
        raise SignatureError(INVALID, "The header host must be signed")
    return frozenset(listed)


def check_body(received: Headers, digest: str) -> None:
    """The body's hash, if the caller sent one, must be that of the body."""
    sent = received.get(b"x-amz-content-sha256")
    if sent is not None and not hmac.compare_digest(sent, digest.encode()):
        message = "x-amz-content-sha256 is not the hash of the body; an unsigned body is refused"
        raise SignatureError(INVALID, message)
