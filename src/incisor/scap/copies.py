"""What was evaluated, copied from its file into what tells of it, piece by piece."""

import codecs
import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, TextIO

from incisor.scap.content import Content
from incisor.scap.markup import escaped
from incisor.scap.xml import CHUNK, ContentError, Extent

_ENCODING: Final = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding=[\"']([\w.-]+)")
_BEGINNING: Final = re.compile("\ufeff?(?:<\\?xml.*?\\?>)?", re.DOTALL)
"""A byte order mark and a declaration: neither may stand inside a document."""

_START: Final = re.compile("""<([^\\s/>]++)((?:[^>"']|"[^"]*"|'[^']*')*+)>""")
MAX_START: Final = 4 * CHUNK
"""Characters of a start tag: a benchmark's has a few thousand, nearly all of them namespaces."""

_DECLARED: Final = re.compile(r"\sxmlns(?::([\w.-]+))?\s*=")


def document(source: BinaryIO, out: TextIO, content: Content) -> None:
    """The whole document, without what may only stand at a file's beginning.

    Raises ContentError if the file is no longer what was evaluated: then what was written is void.
    """
    pieces = _decoded(source, content, 0, None)
    out.write(_BEGINNING.sub("", next(pieces, ""), count=1))
    out.writelines(pieces)


def open_element(source: BinaryIO, out: TextIO, content: Content, extent: Extent) -> str:
    """An element and all in it, as a document of its own that is still open; what closes it.

    Raises ContentError as `document` does.
    """
    pieces = _decoded(source, content, extent.begin, extent.end)
    text = next(pieces, "")
    while (start := _START.match(text)) is None:
        if len(text) > MAX_START:
            raise ContentError(f"{content.name}: a start tag of more than {MAX_START} characters")
        text += next(pieces)  # it is there: the file is what was parsed
    name, attributes = start.groups()
    declared = set(_DECLARED.findall(attributes))
    around = (
        f' xmlns{prefix and ":"}{prefix}="{escaped(uri)}"'
        for prefix, uri in extent.namespaces
        if uri and prefix not in declared
    )
    out.write(f"<{name}{''.join(around)}{attributes}>{text[start.end() :]}")
    out.writelines(pieces)
    return f"</{name}>\n"


def _decoded(source: BinaryIO, content: Content, begin: int, end: int | None) -> Iterator[str]:
    """The text between two bytes. The file was parsed before, so its encoding is one."""
    decoder: codecs.IncrementalDecoder | None = None
    hashed, at = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        decoder = decoder or codecs.getincrementaldecoder(_encoding(chunk))()
        hashed.update(chunk)
        first = min(max(begin - at, 0), len(chunk))
        last = len(chunk) if end is None else min(max(end - at, 0), len(chunk))
        decoder.decode(chunk[:first])
        yield decoder.decode(chunk[first:last])
        decoder.decode(chunk[last:])
        at += len(chunk)
    if hashed.hexdigest() != content.sha256:
        raise ContentError(f"{content.name} is no longer what was evaluated: scan again")


def _encoding(beginning: bytes) -> str:
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _ENCODING.match(beginning)
    return declared[1].decode() if declared else "utf-8"
