"""Requests signed by other people's signers, and sent exactly as they are, byte by byte."""

import http.client
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Final, NamedTuple
from unittest.mock import patch

import awscrt.auth
import awscrt.http
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from support.service import REGION, Answer, Caller

SERVICE = "inspector2"


class Raw(NamedTuple):
    """A request as it goes over the wire; headers in their order, some perhaps twice."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of the first header of that name."""
        return next(value for key, value in self.headers if key.lower() == name.lower())

    def without(self, name: str) -> "Raw":
        """The same less one header."""
        kept = tuple(each for each in self.headers if each[0].lower() != name.lower())
        return self._replace(headers=kept)

    def with_header(self, name: str, value: str) -> "Raw":
        """The same with a header set to another value."""
        return self.without(name).adding(name, value)

    def adding(self, name: str, value: str) -> "Raw":
        """The same with one header more, whether or not there is one of that name."""
        return self._replace(headers=(*self.headers, (name, value)))


Signer = Callable[[Raw, Caller, datetime], Raw]


def awscrt_signed(request: Raw, caller: Caller, at: datetime) -> Raw:
    """Signed by AWS's signer in C."""
    return by_awscrt(request, caller, at, awscrt.auth.AwsSignatureType.HTTP_REQUEST_HEADERS)


def awscrt_presigned(request: Raw, caller: Caller, at: datetime) -> Raw:
    """Signed in its query by AWS's signer in C."""
    return by_awscrt(request, caller, at, awscrt.auth.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS)


def by_awscrt(
    request: Raw, caller: Caller, at: datetime, kind: awscrt.auth.AwsSignatureType
) -> Raw:
    """Signed by AWS's signer in C, in headers or query."""
    provider = awscrt.auth.AwsCredentialsProvider.new_static(
        caller.access_key_id, caller.secret_access_key
    )
    config = awscrt.auth.AwsSigningConfig(
        algorithm=awscrt.auth.AwsSigningAlgorithm.V4,
        signature_type=kind,
        credentials_provider=provider,
        region=REGION,
        service=SERVICE,
        date=at,
    )
    given = awscrt.http.HttpRequest(
        request.method,
        request.target,
        awscrt.http.HttpHeaders(request.headers),
        BytesIO(request.body) if request.body else None,
    )
    signed = awscrt.auth.aws_sign_request(given, config).result(10)
    return Raw(request.method, signed.path, tuple(signed.headers), request.body)


def botocore_signed(request: Raw, caller: Caller, at: datetime) -> Raw:
    """Signed by boto3's signer."""
    return by_botocore(request, caller, at, botocore.auth.SigV4Auth)


def botocore_presigned(request: Raw, caller: Caller, at: datetime) -> Raw:
    """Signed in its query by boto3's signer."""
    return by_botocore(request, caller, at, botocore.auth.SigV4QueryAuth)


def by_botocore(
    request: Raw, caller: Caller, at: datetime, kind: type[botocore.auth.SigV4Auth]
) -> Raw:
    """Signed by one of boto3's signers, at a time of our choice."""
    host = f"http://{request.header('Host')}"
    asked = AWSRequest(request.method, host + request.target, data=request.body)
    for name, value in request.headers:
        asked.headers.add_header(name, value)
    with patch("botocore.auth.get_current_datetime", lambda: at.replace(tzinfo=None)):
        key = Credentials(caller.access_key_id, caller.secret_access_key)
        kind(key, SERVICE, REGION).add_auth(asked)
    headers = tuple((name, str(value)) for name, value in asked.headers.items())
    return Raw(request.method, asked.url.removeprefix(host), headers, request.body)


SIGNERS: Final[Mapping[str, Signer]] = {"awscrt": awscrt_signed, "botocore": botocore_signed}
PRESIGNERS: Final[Mapping[str, Signer]] = {
    "awscrt": awscrt_presigned,
    "botocore": botocore_presigned,
}


def now() -> datetime:
    """The time, in whole seconds, as a signature has it."""
    return datetime.now(UTC).replace(microsecond=0)


def sent(endpoint: str, request: Raw) -> Answer:
    """The answer to the request exactly as it is: nothing is added but its length."""
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=30)
    try:
        connection.putrequest(
            request.method, request.target, skip_host=True, skip_accept_encoding=True
        )
        for name, value in request.headers:
            if name.lower() != "content-length":
                connection.putheader(name, value.encode())
        connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        told = {"x-amzn-ErrorType": headers.get("x-amzn-errortype", "")}
        return Answer(answer.status, told, json.loads(answer.read()))
    finally:
        connection.close()
