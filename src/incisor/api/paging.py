"""nextToken: where the next page starts, readable by the service only.

A token holds the key after which the next page starts and a seal (HMAC-SHA256 with the service's
secret) over that key, the account, the operation and everything else that was asked. So a token
works for whoever asks the same again, with any page size, and for nobody else.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import msgspec

from incisor.api.call import Call
from incisor.store.page import Key
from incisor.wire.errors import Field, ValidationException

SEAL_BYTES: Final = 16
PURPOSE: Final = b"nextToken\0"
# They differ between the requests for two pages of one list.
UNSEALED: Final = ("nextToken", "maxResults")

_key = msgspec.msgpack.Decoder(list[str | float])


def start(call: Call, request: msgspec.Struct, token: str | None) -> Key | None:
    """The key after which the page starts that the token names; None for the first page.

    Raises ValidationException for a token that was not given out for this very list.
    """
    if not token:
        return None
    try:
        sealed = urlsafe_b64decode(token.encode("ascii"))
        seal, key = sealed[:SEAL_BYTES], sealed[SEAL_BYTES:]
        if hmac.compare_digest(seal, _seal(call, request, key)):
            return _key.decode(key)
    except ValueError:
        pass
    raise ValidationException.of(
        [Field(name="nextToken", message="is not of this list: ask for the first page again")]
    )


def token(call: Call, request: msgspec.Struct, key: Key | None) -> str | None:
    """The token for the page after this key; None if there is none."""
    if key is None:
        return None
    packed = msgspec.msgpack.encode(key)
    return urlsafe_b64encode(_seal(call, request, packed) + packed).decode("ascii")


def _seal(call: Call, request: msgspec.Struct, key: bytes) -> bytes:
    asked = msgspec.to_builtins(request)
    for member in UNSEALED:
        asked.pop(member, None)
    whole = [call.account_id, type(request).__name__, asked, key]
    content = PURPOSE + msgspec.msgpack.encode(whole, order="deterministic")
    return hmac.digest(call.context.store.secret, content, "sha256")[:SEAL_BYTES]
