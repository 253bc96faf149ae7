"""The password field of shadow(5): what crypt(5) makes of it, and whether it lets anybody in."""

from collections.abc import Mapping

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
