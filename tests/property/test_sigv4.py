"""Laws of signing: what was signed verifies, and nothing that was changed afterwards does."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor import sigv4

AT = datetime(2026, 7, 1, 23, 59, 59, tzinfo=UTC)
SECRETS = {"AKIA1": "one", "AKIA2": "two"}
PARTS = ("method", "raw_path", "query", "body", "host", "key", "day")

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
requests = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "PUT", "POST", "DELETE"]),
        "raw_path": texts.map(lambda text: f"/{quote(text, safe='')}"),
        "query": texts.map(lambda text: f"a={quote(text, safe='')}") | st.just(""),
        "body": st.binary(max_size=50),
    }
)


@given(request=requests, late=st.integers(-300, 300))
def test_what_was_signed_verifies(request: dict[str, Any], late: int) -> None:
    """verify∘sign gives the access key back, within the skew."""
    assert verified(request, signed(request), AT + timedelta(seconds=late)) == "AKIA1"


@pytest.mark.parametrize("part", PARTS)
@given(request=requests)
def test_what_was_changed_does_not(part: str, request: dict[str, Any]) -> None:
    """A change of any one part of a signed request makes it invalid."""
    headers = signed(request)
    if part in request:
        extra: Any = b"x" if part == "body" else "x"
        request = {**request, part: request[part] + extra}
    headers = {
        "host": headers | {"Host": "elsewhere"},
        "key": edited(headers, "AKIA1", "AKIA2"),
        "day": edited(headers, "/20260701/", "/20260702/"),
    }.get(part, headers)
    with pytest.raises(sigv4.SignatureError) as refusal:
        verified(request, headers, AT)
    assert refusal.value.code == "InvalidSignatureException"


@given(request=requests, place=st.integers(1, 64), digit=st.sampled_from("0123456789abcdef"))
def test_no_other_signature_verifies(request: dict[str, Any], place: int, digit: str) -> None:
    """One other digit in the signature is one too many."""
    headers = signed(request)
    found = headers["Authorization"]
    forged = found[: len(found) - place] + digit + found[len(found) - place + 1 :]
    if forged != found:
        with pytest.raises(sigv4.SignatureError):
            verified(request, headers | {"Authorization": forged}, AT)


@given(header=st.binary(max_size=120) | st.just(b"AWS4-HMAC-SHA256 "), date=st.binary(max_size=20))
def test_any_bytes_in_headers_are_refused(header: bytes, date: bytes) -> None:
    """Whatever the headers hold, verifying ends in a SignatureError."""
    scope = b"AWS4-HMAC-SHA256 Credential=AKIA1/20260701/r/inspector2/aws4_request, "
    full = scope + b"SignedHeaders=host;x-amz-date, Signature=" + b"0" * 64
    for authorization in (header, scope + header, full):
        headers = [(b"host", header), (b"x-amz-date", date), (b"authorization", authorization)]
        with pytest.raises(sigv4.SignatureError):
            sigv4.verify(
                method="GET",
                raw_path="/",
                query="",
                headers=headers,
                body=b"",
                secret_of=SECRETS.get,
                now=AT.timestamp(),
            )


def signed(request: dict[str, Any]) -> dict[str, str]:
    """The headers of the request, signed with the first key."""
    headers = {"Host": "scan.example"}
    return headers | sigv4.sign(
        **request,
        headers=headers,
        access_key_id="AKIA1",
        secret_access_key=SECRETS["AKIA1"],
        region="us-east-1",
        at=AT,
    )


def edited(headers: dict[str, str], before: str, after: str) -> dict[str, str]:
    """The headers with something else in Authorization."""
    return headers | {"Authorization": headers["Authorization"].replace(before, after)}


def verified(request: dict[str, Any], headers: dict[str, str], now: datetime) -> str:
    """The key that the service sees."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return sigv4.verify(**request, headers=raw, secret_of=SECRETS.get, now=now.timestamp())
