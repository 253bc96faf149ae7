"""Which operation a method and a raw path mean.

Paths are matched as they came, still percent-encoded, so that a label may hold `%2F`; labels are
decoded once, after matching. A path that is not exactly an operation's (other case, trailing or
double slash, an escaped letter) is nobody's.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from incisor.wire.errors import UnknownOperationException
from incisor.wire.model import MODEL, Operation

LABEL = re.compile(r"\{(\w+)\}")


def match(method: str, raw_path: str) -> tuple[Operation, dict[str, str]]:
    """The operation, and the values of the labels in its path.

    `raw_path` is percent-encoded and without the query. Raises UnknownOperationException, also if
    the path is known and the method is not.
    """
    if operation := PLAIN.get((method, raw_path)):
        return operation, {}
    for operation, template in LABELLED:
        if operation.method == method and (found := template.fullmatch(raw_path)):
            return operation, decoded(found.groupdict())
    raise UnknownOperationException(f"There is no operation {method} {raw_path[:200]}")


def decoded(labels: dict[str, str]) -> dict[str, str]:
    """Labels without their percent-encoding, which must be that of UTF-8 text."""
    try:
        return {name: unquote(value, errors="strict") for name, value in labels.items()}
    except UnicodeDecodeError:
        raise UnknownOperationException("The path is not percent-encoded UTF-8") from None


def plain() -> dict[tuple[str, str], Operation]:
    """The operations whose path is always the same, by method and path."""
    return {(op.method, op.uri): op for op in MODEL.operations.values() if not LABEL.search(op.uri)}


def labelled() -> Iterator[tuple[Operation, re.Pattern[str]]]:
    """The operations that have labels in their path, with a pattern of that path."""
    for operation in MODEL.operations.values():
        if LABEL.search(operation.uri):
            yield operation, re.compile(template(operation.uri))


def template(uri: str) -> str:
    """A regular expression for a path with labels; a label is one segment and not empty."""
    literals_and_labels = LABEL.split(uri)
    return "".join(
        f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part)
        for index, part in enumerate(literals_and_labels)
    )


PLAIN = plain()
LABELLED = tuple(labelled())
