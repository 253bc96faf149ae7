"""unix-def:shadow_object -> unix-sys:shadow_item: lines of /etc/shadow (shadow(5)).

An empty field does not exist. Besides OVAL's fields: password_state and last_change_in_future.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Query
from incisor.oval.passwords import method, state

DAY = 86_400

_NUMBERS = ("chg_lst", "chg_allow", "chg_req", "exp_warn", "exp_inact", "exp_date")


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All local users that have a line."""
    today = int(host.now() // DAY)
    for line in host.read("/etc/shadow").decode("utf-8", "surrogateescape").splitlines():
        fields = line.split(":")
        if len(fields) >= 8 and fields[0]:
            yield _item(fields, today)


def _item(fields: list[str], today: int) -> Item:
    numbers = {name: _number(text) for name, text in zip(_NUMBERS, fields[2:8], strict=True)}
    changed = numbers["chg_lst"]
    return Item(
        {
            "username": fields[0],
            "password": fields[1],
            "password_state": state(fields[1]),
            "encrypt_method": method(fields[1]),
            "last_change_in_future": None if changed is None else changed > today,
            **numbers,
        }
    )


def _number(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdecimal() else None
