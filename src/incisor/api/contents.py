"""A host fetches the content of an imported benchmark, by its digest."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

import msgspec

from incisor.api.bodies import Body
from incisor.api.call import Call
from incisor.store import contents
from incisor.wire.errors import Field, ResourceNotFoundException, ValidationException

DIGEST: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


class Wanted(msgspec.Struct, frozen=True):
    """Which content is meant."""

    sha256: str


class Packed(Body, frozen=True):
    """The content, packed with zlib (base64 on the wire); `sha256` is of what it unpacks to.

    Of a benchmark of ours that is the files' contents, one after the other.
    """

    sha256: str
    packed: bytes


def decode(labels: Mapping[str, str], query: str, body: bytes) -> Wanted:  # noqa: ARG001
    """`?sha256=DIGEST` as a request; raises ValidationException."""
    given = parse_qs(query).get("sha256", [])
    if len(given) != 1 or len(given[0]) != 64 or not set(given[0]) <= set("0123456789abcdef"):
        fault = Field(name="sha256", message="must be one SHA-256 digest in lower-case hexadecimal")
        raise ValidationException.of([fault])
    return Wanted(given[0])


async def get(call: Call, wanted: Wanted) -> Packed:
    """The content, if it was imported."""
    found = await call.context.store.read(lambda conn: contents.packed(conn, wanted.sha256))
    if found is None:
        raise ResourceNotFoundException(f"No content with SHA-256 {wanted.sha256} was imported")
    return Packed(sha256=wanted.sha256, packed=found)
