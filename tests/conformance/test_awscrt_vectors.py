"""Signatures of AWS's signer in C and of boto3's, over the real service.

`test_sigv4.py` beside this compares any request with boto3's signer, without a wire. Here requests
with awkward parts go through HTTP, and then each part of a good one is tampered with in turn.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest

from incisor import sigv4
from support.service import Caller, Running
from support.signers import PRESIGNERS, SIGNERS, Raw, Signer, now, sent

SIGNER = pytest.mark.parametrize("signer", SIGNERS.values(), ids=SIGNERS)
LIST = ("POST", "/cis/scan/list")
ARN = "arn:aws:inspector2:us-east-1:123456789012:owner/123456789012/cis-configuration/x"
JSON = ("Content-Type", "application/json")


def asked(caller: Caller, method: str, target: str, body: bytes, *more: tuple[str, str]) -> Raw:
    """A request that is not signed yet."""
    host = ("Host", caller.endpoint.removeprefix("http://"))
    return Raw(method, target, (host, JSON, *more), body)


LABELS = (
    "a",
    ARN,
    "a/b//c",
    ".",
    "..",
    "../../cis/scan/list",
    "a b",
    "a+b",
    "a%2Fb",
    "100%",
    "é",
    "e\u0301",
    "日本語",
    "𝔖",
    "~-._",
    "!*'();:@&=+$,?#[]",
    "\x00\x1f\x7f",
    "a" * 1000,
)


@SIGNER
@pytest.mark.parametrize("label", LABELS, ids=lambda label: repr(label)[:30])
def test_awkward_labels(service: Running, admin: Caller, signer: Signer, label: str) -> None:
    """Any text in the one path that has a label: signature and label both arrive."""
    target = "/tags/" + quote(label, safe="")
    if label in (".", ".."):
        target = "/tags/" + label.replace(".", "%2E")
    answer = sent(admin.endpoint, signer(asked(admin, "GET", target, b""), admin, now()))
    assert answer.error == "ResourceNotFoundException", answer
    assert answer.body["message"].startswith(f"There is no scan configuration {label}")


QUERIES = (
    "tagKeys=a",
    "tagKeys=b&tagKeys=a&tagKeys=b",
    "tagKeys=a%2Fb",
    "tagKeys=a%2Bb",
    "tagKeys=a%3Db",
    "TagKeys=x&tagKeys=a&tagkeys=y",
    "tagKeys=a&other=%C3%A9",
    "tagKeys=a&empty=&none",
    "tagKeys=a&~=~&-=-&_=_",
    "tagKeys=a&a-b=1&a=2&aB=3&ab=4&a%20b=5",
)


@SIGNER
@pytest.mark.parametrize("query", QUERIES)
def test_awkward_queries(service: Running, admin: Caller, signer: Signer, query: str) -> None:
    """Order, repetition, empty values, case and encoding of parameters."""
    request = asked(admin, "DELETE", f"/tags/{quote(ARN, safe='')}?{query}", b"")
    answer = sent(admin.endpoint, signer(request, admin, now()))
    assert answer.error == "ResourceNotFoundException", answer


def test_a_query_that_is_not_encoded(service: Running, admin: Caller) -> None:
    """It is encoded before it is signed, as specified; boto3's signer leaves that to its caller."""
    request = asked(admin, "DELETE", f"/tags/{quote(ARN, safe='')}?tagKeys=a/b:c", b"")
    answer = sent(admin.endpoint, SIGNERS["awscrt"](request, admin, now()))
    assert answer.error == "ResourceNotFoundException", answer


HEADERS = (
    ("X-Amz-Meta-Blanks", "  a   b  "),
    ("X-Amz-Meta-Case", "MiXeD"),
    ("X-Amz-Meta-Empty", ""),
    ("X-Amz-Meta-Comma", "a, b ,c"),
    ("X-Amz-Meta-Quoted", '"a   b"'),
    ("x-amz-meta-colon", "a:b=c;d"),
    ("X-Custom-Header", "x"),
    ("Accept", "*/*"),
    ("User-Agent", "any/1.0 (x; y)"),
    ("X-Amzn-Trace-Id", "Root=1-5759e988"),
    ("Connection", "keep-alive"),
)


@SIGNER
@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[0])
def test_awkward_headers(
    service: Running, admin: Caller, signer: Signer, header: tuple[str, str]
) -> None:
    """Blanks inside and around values, case, commas, headers that are never signed."""
    request = asked(admin, *LIST, b"{}", header)
    assert sent(admin.endpoint, signer(request, admin, now())).status == 200


@SIGNER
@pytest.mark.parametrize("body", [b"", b"{}", '{"x": "é日𝔖"}'.encode(), b" " * 100_000 + b"{}"])
def test_awkward_bodies(service: Running, admin: Caller, signer: Signer, body: bytes) -> None:
    """None, small, Unicode and long."""
    request = asked(admin, *LIST, body)
    assert sent(admin.endpoint, signer(request, admin, now())).status == 200


@SIGNER
@pytest.mark.parametrize("path", ["/a/../b/./c//d/", "/", "//", "/é", "/%E3%81%82/x y", "/a%2Fb/~"])
def test_paths_that_no_operation_has(admin: Caller, signer: Signer, path: str) -> None:
    """Canonical paths are those of the other signers, whether or not anything is served there."""
    request = asked(admin, "PUT", quote(path, safe="/%"), b"x")
    signed = signer(request, admin, now())
    found = sigv4.verify(
        method=signed.method,
        raw_path=signed.target,
        query="",
        headers=[(name.lower().encode(), value.encode()) for name, value in signed.headers],
        body=signed.body,
        secret_of={admin.access_key_id: admin.secret_access_key}.get,
        now=now().timestamp(),
    )
    assert found == admin.access_key_id


@SIGNER
@pytest.mark.parametrize(
    ("seconds", "error"),
    [
        (-290, ""),
        (290, ""),
        (-310, "InvalidSignatureException"),
        (310, "InvalidSignatureException"),
        (-86400, "InvalidSignatureException"),
        (86400, "InvalidSignatureException"),
    ],
)
def test_clocks_that_differ(admin: Caller, signer: Signer, seconds: int, error: str) -> None:
    """Five minutes either way are allowed; the refusal says by how much and what to check."""
    request = asked(admin, *LIST, b"{}")
    answer = sent(admin.endpoint, signer(request, admin, now() + timedelta(seconds=seconds)))
    assert answer.error == error, answer
    assert not error or "check the clock" in answer.body["message"]


def authorization(change: Callable[[str], str]) -> Callable[[Raw], Raw]:
    """Change the Authorization header."""
    return lambda raw: raw.with_header("Authorization", change(raw.header("Authorization")))


def replaced(old: str, new: str) -> Callable[[Raw], Raw]:
    """Put something else in the place of a part of the Authorization header."""
    return authorization(lambda value: value.replace(old, new))


def flipped(value: str) -> str:
    """The same with another last digit."""
    return value[:-1] + ("0" if value[-1] != "0" else "1")


INVALID, INCOMPLETE = "InvalidSignatureException", "IncompleteSignatureException"
MISSING, UNRECOGNIZED = "MissingAuthenticationTokenException", "UnrecognizedClientException"
TAMPERED: dict[str, tuple[Callable[[Raw], Raw], str]] = {
    "method": (lambda raw: raw._replace(method="GET"), INVALID),
    "path": (lambda raw: raw._replace(target=raw.target.replace("owner", "0wner")), INVALID),
    "path, case of an escape": (
        lambda raw: raw._replace(target=raw.target.replace("%2F", "%2f")),
        INVALID,
    ),
    "query, value": (lambda raw: raw._replace(target=f"{raw.target}b"), INVALID),
    "query, one more": (lambda raw: raw._replace(target=f"{raw.target}&tagKeys=z"), INVALID),
    "query, none": (lambda raw: raw._replace(target=raw.target.partition("?")[0]), INVALID),
    "body": (lambda raw: raw._replace(body=b"{}"), INVALID),
    "host": (lambda raw: raw.with_header("Host", "scan.example"), INVALID),
    "content type": (lambda raw: raw.with_header("Content-Type", "text/plain"), INVALID),
    "signed header": (lambda raw: raw.with_header("X-Amz-Meta", "other"), INVALID),
    "signed header, gone": (lambda raw: raw.without("X-Amz-Meta"), INVALID),
    "signed header, twice": (lambda raw: raw.adding("X-Amz-Meta", "more"), INVALID),
    "header that must be signed": (lambda raw: raw.adding("X-Amz-Target", "x"), INVALID),
    "date": (
        lambda raw: raw.with_header("X-Amz-Date", flipped(raw.header("X-Amz-Date")[:-1]) + "Z"),
        INVALID,
    ),
    "date, twice": (lambda raw: raw.adding("X-Amz-Date", raw.header("X-Amz-Date")), INCOMPLETE),
    "date, none": (lambda raw: raw.without("X-Amz-Date"), INCOMPLETE),
    "date, another form": (
        lambda raw: raw.with_header("X-Amz-Date", "2026-01-01T00:00:00Z"),
        INCOMPLETE,
    ),
    "date, of no calendar": (
        lambda raw: raw.with_header("X-Amz-Date", "20261399T256199Z"),
        INCOMPLETE,
    ),
    "host, none": (lambda raw: raw.with_header("Host", ""), INVALID),
    "signature": (authorization(flipped), INVALID),
    "signature, cut": (authorization(lambda value: value[:-1]), INCOMPLETE),
    "signature, in capitals": (
        authorization(lambda value: value[:-64] + "A" + value[-63:]),
        INCOMPLETE,
    ),
    "signature, none": (authorization(lambda value: value.partition(", Sig")[0]), INCOMPLETE),
    "scope, region": (replaced("us-east-1", "eu-west-1"), INVALID),
    "scope, service": (replaced("/inspector2/", "/inspector/"), INVALID),
    "scope, end": (replaced("aws4_request", "aws5_request"), INVALID),
    "scope, short": (replaced("/aws4_request", ""), INCOMPLETE),
    "key, unknown": (replaced("Credential=INCI", "Credential=ICNI"), UNRECOGNIZED),
    "key, none": (replaced("Credential=INCI", "Credential=/INCI"), INCOMPLETE),
    "algorithm": (replaced("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"), INCOMPLETE),
    "algorithm, asymmetric": (replaced("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), INCOMPLETE),
    "algorithm, basic": (authorization(lambda _: "Basic YTpi"), INCOMPLETE),
    "authorization, none": (lambda raw: raw.without("Authorization"), MISSING),
    "authorization, empty": (authorization(lambda _: ""), INCOMPLETE),
    "authorization, twice": (
        lambda raw: raw.adding("Authorization", raw.header("Authorization")),
        INCOMPLETE,
    ),
    "names, host not signed": (replaced("content-type;host", "content-type"), INVALID),
    "names, out of order": (replaced("content-type;host", "host;content-type"), INVALID),
    "names, in capitals": (replaced("content-type;host", "Content-Type;Host"), INVALID),
    "names, twice": (replaced("content-type;host", "content-type;host;host"), INVALID),
    "names, none": (replaced("content-type;host;", ""), INVALID),
    "body hash": (lambda raw: raw.adding("X-Amz-Content-SHA256", "0" * 64), INVALID),
    "body, unsigned": (lambda raw: raw.adding("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"), INVALID),
    "session token": (lambda raw: raw.adding("X-Amz-Security-Token", "x"), UNRECOGNIZED),
}  # fmt: skip


@SIGNER
@pytest.mark.parametrize("part", TAMPERED)
def test_each_part_is_covered(service: Running, admin: Caller, signer: Signer, part: str) -> None:
    """A good request of which one part was changed is refused, and told why; whole, it is taken."""
    tamper, error = TAMPERED[part]
    request = asked(
        admin, "DELETE", f"/tags/{quote(ARN, safe='')}?tagKeys=a", b"", ("X-Amz-Meta", "x")
    )
    signed = signer(request, admin, now())
    assert sent(admin.endpoint, signed).error == "ResourceNotFoundException"
    tampered = tamper(signed)
    assert tampered != signed
    answer = sent(admin.endpoint, tampered)
    assert (answer.status, answer.error) == (403, error), answer
    assert answer.body["message"]


@pytest.mark.parametrize("signer", PRESIGNERS.values(), ids=PRESIGNERS)
def test_a_signature_in_the_query_is_refused_clearly(admin: Caller, signer: Signer) -> None:
    """Query-string authorisation is not served, and the answer says what to do."""
    signed = signer(asked(admin, *LIST, b""), admin, now())
    assert "X-Amz-Signature=" in signed.target
    answer = sent(admin.endpoint, signed)
    assert (answer.status, answer.error) == (403, INCOMPLETE)
    assert answer.body["message"] == "A signature in the query is not served: use headers"


@SIGNER
def test_the_signature_of_another_host(service: Running, signer: Signer) -> None:
    """Under another key's name a host's signature is worth nothing, nor at another address."""
    account = service.account()
    one, other = service.host(account), service.host(account)
    signed = signer(asked(one, "POST", "/incisor/v1/check-in?wait=0", b"{}"), one, now())
    stolen = replaced(one.access_key_id, other.access_key_id)(signed)
    assert sent(one.endpoint, stolen).error == INVALID
    elsewhere = signer(asked(one, *LIST, b"{}").with_header("Host", "other:80"), one, now())
    here = elsewhere.with_header("Host", one.endpoint.removeprefix("http://"))
    assert sent(one.endpoint, here).error == INVALID


@SIGNER
def test_the_secret_of_another_account(service: Running, signer: Signer) -> None:
    """A key's name with the secret of another is refused."""
    one, other = service.caller(service.account()), service.caller(service.account())
    mixed = Caller(one.endpoint, one.access_key_id, other.secret_access_key, one.account_id)
    assert sent(one.endpoint, signer(asked(mixed, *LIST, b"{}"), mixed, now())).error == INVALID
