"""unix-def:shadow_object -> unix-sys:shadow_item: lines of /etc/shadow (shadow(5)).

An empty field does not exist. Besides OVAL's fields: password_state and last_change_in_future.
"""

from collections.abc import Iterator, Mapping

from incisor.host import Host
from incisor.oval.item import Item, Query

DAY = 86_400

METHODS: Mapping[str, str] = {
    "$1$": "MD5",
    "$2": "Blowfish",
    "$5$": "SHA-256",
    "$6$": "SHA-512",
    "$7$": "scrypt",
    "$y$": "yescrypt",
    "$gy$": "gost-yescrypt",
    "$md5": "Sun MD5",
    "_": "BSDi",
}
"""Beginnings of hashes (crypt(5)); thirteen characters without one are DES."""

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


def state(password: str) -> str:
    """set, empty, locked (a hash behind a `!`), or none (no password can match)."""
    if not password:
        return "empty"
    if password.startswith("!"):
        return "locked" if method(password) else "none"
    return "set" if method(password) else "none"


def method(password: str) -> str | None:
    """How the password is hashed, also behind a lock; None if there is no hash."""
    digest = password.lstrip("!")
    for beginning, name in METHODS.items():
        if digest.startswith(beginning):
            return name
    return "DES" if len(digest) == 13 else None
