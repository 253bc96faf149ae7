"""Links that work without a signature of the caller's, for a while: what they name is sealed.

    /incisor/v1/reports/{report id}/{name to save it under}?expires={epoch seconds}&seal={HMAC}

The seal is HMAC-SHA256, with the service's secret, over the path and the expiry. Whoever has the
link can fetch that one file until it expires, as with Amazon S3's presigned URLs.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import Final
from urllib.parse import parse_qs

from incisor.reports import FORMATS
from incisor.store.reports import Report
from incisor.wire.errors import AccessDeniedException

PURPOSE: Final = "download"

STEM: Final = "/incisor/v1/reports/"

EXPIRED: Final = "This link has expired: ask GetCisScanReport for a new one"
INVALID: Final = "This link is not as it was given out: copy all of it, or ask GetCisScanReport"


def path_of(report: Report, name: str) -> str:
    """The path to a report's file; `name` is of letters, digits and hyphens."""
    return f"{STEM}{report.report_id}/{name}{FORMATS[report.report_format].suffix}"


def signed(secret: bytes, path: str, expires: int) -> str:
    """The path, which is already quoted, with what makes it a link until then."""
    return f"{path}?expires={expires}&seal={_seal(secret, path, expires)}"


def check(secret: bytes, raw_path: str, query: str, now: float) -> None:
    """Raise AccessDeniedException unless the service gave out this link, and it still holds."""
    asked = parse_qs(query)
    given, expires = asked.get("seal", [""])[-1], asked.get("expires", [""])[-1]
    if not (expires.isascii() and expires.isdecimal() and len(expires) < 20):
        raise AccessDeniedException(INVALID)
    seal = _seal(secret, raw_path, int(expires))
    if not hmac.compare_digest(seal.encode(), given.encode("utf-8", "replace")):
        raise AccessDeniedException(INVALID)
    if int(expires) <= now:
        raise AccessDeniedException(EXPIRED)


def _seal(secret: bytes, path: str, expires: int) -> str:
    content = f"{PURPOSE}\0{path}\0{expires}".encode()
    return urlsafe_b64encode(hmac.digest(secret, content, "sha256")).decode().rstrip("=")
