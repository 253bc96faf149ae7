"""`assess` and `applies` → tests joined by operators: a list or `all`, `any`, `not`."""

from incisor.benchmark import assertions
from incisor.benchmark.cursor import Cursor
from incisor.benchmark.records import Assertion, Group
from incisor.oval.model import Operator

GROUPS = {
    "all": Group((), Operator.AND),
    "any": Group((), Operator.OR),
    "not": Group((), Operator.AND, negate=True),
}
"""The keys that hold further criteria; a plain list is the same as `all`."""


def read(cursor: Cursor) -> Group:
    """The criteria that stand here; faults are reported, and what is left is still a group."""
    found = _operand(cursor)
    return found if isinstance(found, Group) else Group((found,))


def _operand(cursor: Cursor) -> Group | Assertion:
    if cursor.is_list:
        return _group(cursor, "all")
    entries = {key.text: value for key, value in cursor.entries()}
    words = [word for word in GROUPS if word in entries]
    if not words:
        return assertions.read(cursor)
    if len(entries) > 1:
        cursor.fault(f"{words[0]} stands alone; put the other keys into an entry of their own")
    return _group(entries[words[0]], words[0])


def _group(cursor: Cursor, word: str) -> Group:
    members = cursor.items() if cursor.is_list or word != "not" else [cursor]
    operands = tuple(_operand(member) for member in members)
    return Group(operands, GROUPS[word].operator, GROUPS[word].negate)
