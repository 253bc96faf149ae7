"""A scalar and a datatype → a value. The field that is compared decides how a text is read."""

import re
from collections.abc import Callable, Mapping

from incisor.benchmark.cursor import Cursor
from incisor.benchmark.tree import Scalar
from incisor.oval.model import Datatype, Value

_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+|-?(?:0|[1-9][0-9]*)")
_BOOLEANS = {"true": True, "false": False}


def read(cursor: Cursor, datatype: Datatype) -> Value:
    """The value that stands here; a text may be empty only in quotes. Faults are reported."""
    node = cursor.node
    if not isinstance(node, Scalar):
        return cursor.text()
    if node.plain and not node.text:
        cursor.fault("expected a value, found nothing; write '' for the empty text")
        return ""
    return _READERS.get(datatype, _text)(cursor, node.text)


def _text(_cursor: Cursor, text: str) -> Value:
    return text


def _integer(cursor: Cursor, text: str) -> Value:
    if _INTEGER.fullmatch(text) and len(text) <= 20:
        return int(text, 0)
    octal = f"; write 0o{text.lstrip('0')} for octal" if re.fullmatch("0[0-7]+", text) else ""
    cursor.fault(f"expected a whole number, found {text!r}{octal}")
    return 0


def _boolean(cursor: Cursor, text: str) -> Value:
    if text not in _BOOLEANS:
        cursor.fault(f"expected true or false, found {text!r}")
    return _BOOLEANS.get(text, False)


_READERS: Mapping[Datatype, Callable[[Cursor, str], Value]] = {
    Datatype.INT: _integer,
    Datatype.BOOLEAN: _boolean,
}
