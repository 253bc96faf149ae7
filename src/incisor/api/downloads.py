"""The files of reports, for whoever has a link to one: GET and HEAD, with ranges.

An ASGI app beside the gateway: it asks for no signature, and its answers are files, not JSON.
"""

from typing import Final

from starlette.responses import FileResponse

from incisor.api import links
from incisor.api.call import Context
from incisor.api.gateway import Answer, Receive, Scope, Send, refused
from incisor.reports import FORMATS
from incisor.wire.errors import (
    ResourceNotFoundException,
    UnknownOperationException,
    WireError,
)

RAW_STEM: Final = links.STEM.encode()

MEDIA_TYPES: Final = {each.suffix: each.media_type for each in FORMATS.values()}
HEADERS: Final = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}


class Downloads:
    """The ASGI app; it serves HTTP only."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the file, or with the refusal as JSON, as everywhere."""
        try:
            response = self._found(scope)
        except WireError as refusal:
            await _send(send, refused(refusal), with_body=scope["method"] != "HEAD")
        else:
            await response(scope, receive, send)

    def _found(self, scope: Scope) -> FileResponse:
        """The file that the link is for; raises WireError."""
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        if scope["method"] not in ("GET", "HEAD"):
            raise UnknownOperationException(f"{scope['method']} {path} is not served: GET it")
        links.check(self._context.store.secret, path, query, self._context.clock())
        report_id, _, name = path.removeprefix(links.STEM).partition("/")
        suffix = "." + name.rpartition(".")[2]
        file = self._context.reports.directory / f"{report_id}{suffix}"
        try:
            found = file.stat()
        except FileNotFoundError:
            raise ResourceNotFoundException(
                "This report is no longer kept: ask GetCisScanReport for it again"
            ) from None
        kind = MEDIA_TYPES[suffix]
        return FileResponse(file, 200, HEADERS, kind, filename=name, stat_result=found)


async def _send(send: Send, answer: Answer, *, with_body: bool) -> None:
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if with_body else b""})
