"""ind-def:textfilecontent54_object -> ind-sys:textfilecontent_item: each match of a pattern in
text.

As oscap does it: what is not a regular file is passed over, text ends at the first NUL, and bytes
that are not UTF-8 make the object an error. `^` and `$` match at lines unless told otherwise.
"""

from collections.abc import Iterator

from incisor.host import Host, Match
from incisor.oval.item import FieldValue, Gap, Item, Query
from incisor.oval.patterns import compiled, found

PARAMETERS = frozenset({"filepath", "path", "filename", "pattern"})

_REGULAR = 0o100000


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Items in the order of files, patterns and places."""
    for file in query.files(host):
        if isinstance(file, Gap):
            yield file
        elif file.name:
            yield from _in_file(query, host, file)


def _in_file(query: Query, host: Host, file: Match) -> Iterator[Item | Gap]:
    path = file.directory.rstrip("/") + "/" + file.name
    status = host.stat(path, follow=True)
    if status is None or status.mode & 0o170000 != _REGULAR:
        return
    try:
        text = host.read(path).partition(b"\0")[0].decode()
    except PermissionError:
        yield Gap(f"cannot be read: {path}", needs_privilege=host.euid != 0)
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        yield Gap(f"{path}: {_why(error)}", error=True)
    else:
        yield from _in_text(query, file, text)


def _why(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    return error.strerror or str(error)


def _in_text(query: Query, file: Match, text: str) -> Iterator[Item]:
    behaviors = query.behaviors
    for pattern in query.stated("pattern"):
        expression = compiled(
            pattern, behaviors.multiline, behaviors.singleline, behaviors.ignore_case
        )
        for instance, match in enumerate(found(expression, text), 1):
            fields: dict[str, FieldValue] = {
                "filepath": file.directory.rstrip("/") + "/" + file.name,
                "path": file.directory,
                "filename": file.name,
                "pattern": pattern,
                "instance": instance,
                "text": match[0],
            }
            groups = tuple(group for group in match.groups() if group is not None)
            yield Item(fields | ({"subexpression": groups} if groups else {}))
