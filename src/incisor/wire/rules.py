"""What the generated shapes check when they are made, because no type annotation can say it.

A check raises ValueError with a sentence, which msgspec turns into its own error while decoding.
"""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import force_setattr

from incisor.wire import patterns


class Shape(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A structure of the service model: immutable; absent members are left out on the wire."""


def exactly_one(union: Shape) -> None:
    """Refuse a union with no member or with several (Smithy 2.0, "union")."""
    present = [name for name in union.__struct_fields__ if getattr(union, name) is not None]
    if len(present) != 1:
        raise ValueError(f"must have exactly one member, has {len(present)}")


def keys_match(mapping: Mapping[str, object] | None, pattern: str) -> None:
    """Refuse a map with a key that is not of the pattern; absent maps pass."""
    match = patterns.matcher(pattern)
    for key in mapping or ():
        if not match(key):
            raise ValueError(f"has a key that does not match {pattern}")


def absent_if_empty(shape: Shape, *names: str) -> None:
    """Make members that must not be empty absent, so that an answer never breaks its own shape."""
    for name in names:
        if not getattr(shape, name):
            force_setattr(shape, name, None)
