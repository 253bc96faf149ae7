"""unix-def:shadow_object -> unix-sys:shadow_item: lines of /etc/shadow (shadow(5)).

An empty field does not exist. Besides OVAL's fields: password_state and last_change_in_future.
Lines are read as the C library reads them, which leaves out what is not of the format.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from incisor.host import Host
from incisor.oval.accounts import lines, number
from incisor.oval.item import Item, Query
from incisor.oval.passwords import method, state

DAY: Final = 86_400

_NUMBERS: Final = ("chg_lst", "chg_allow", "chg_req", "exp_warn", "exp_inact", "exp_date", "flag")
_COUNTS: Final = (3, 6, 7)
"""How many numbers a line has: those of the old form, all, and all with the reserved one."""


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All local users that have a line."""
    today = int(host.now() // DAY)
    for line in lines(host.read("/etc/shadow").decode("utf-8", "surrogateescape")):
        name, *rest = line.split(":")
        numbers = _numbers(rest[1:])
        if numbers is not None:
            yield _item(name, rest[0], numbers, today)


def _numbers(texts: Sequence[str]) -> dict[str, int | None] | None:
    """Each number by its name, or None where the line is not of the format. The last number must
    be there, or a colon in its place."""
    written = texts[:-1] if texts and not texts[-1] else texts
    if len(texts) > len(_NUMBERS) or len(written) not in _COUNTS:
        return None
    numbers = [number(text) if text else None for text in written]
    if any(text and found is None for text, found in zip(written, numbers, strict=True)):
        return None
    return dict.fromkeys(_NUMBERS) | dict(zip(_NUMBERS, map(_signed, numbers), strict=False))


def _signed(value: int | None) -> int | None:
    """As a number of 32 bits with a sign, which the C library makes of it."""
    return value if value is None or value < 2**31 else value - 2**32


def _item(name: str, password: str, numbers: dict[str, int | None], today: int) -> Item:
    changed = numbers["chg_lst"]
    ages = {name: numbers[name] for name in _NUMBERS[:-1]}
    return Item(
        {
            "username": name,
            "password": password,
            "password_state": state(password),
            "encrypt_method": method(password),
            "last_change_in_future": None if changed is None else changed > today,
            **ages,
        }
    )
