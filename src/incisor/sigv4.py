"""AWS Signature Version 4: both ends use it, the agent to sign and the service to verify."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta


class SignatureError(Exception):
    """Why a request is not accepted as signed. `code` is the name of the error on the wire."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


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
    """The headers to add to a request. `headers` must hold Host."""
    raise NotImplementedError


def verify(
    *,
    method: str,
    raw_path: str,
    query: str,
    headers: Sequence[tuple[bytes, bytes]],
    body: bytes,
    secret_of: Callable[[str], str | None],
    now: datetime,
    service: str = "inspector2",
    region: str | None = None,
    skew: timedelta = timedelta(minutes=5),
) -> str:
    """The access key id that signed the request. Raises SignatureError."""
    raise NotImplementedError
