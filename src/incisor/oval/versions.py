"""Ordering of versions: OVAL's own `version`, RPM's and Debian's epoch-version-release."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

_EVR = re.compile(r"(?:(\d+|\(none\)):)?(.*?)(?:-([^-]*))?", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_RPM_PARTS = re.compile(r"\d+|[A-Za-z]+|~|\^")
_DEBIAN_PARTS = re.compile(r"(\D*)(\d*)")


def compare_versions(left: str, right: str) -> int:
    """OVAL version: integers between any other characters, missing ones count as 0."""
    pairs = zip_longest(_integers(left), _integers(right), fillvalue=0)
    return next((_sign(a, b) for a, b in pairs if a != b), 0)


def _integers(text: str) -> list[int]:
    numbers = [int(part) for part in _DIGITS.findall(text)]
    if not numbers:
        raise ValueError(f"{text!r} is not a version")
    return numbers


def compare_filesets(left: str, right: str) -> int:
    """fileset_revision (HP-UX, such as A.03.61.00): parts between dots from the left, numbers as
    numbers, others as text; a missing part comes first."""
    for a, b in zip_longest(left.split("."), right.split("."), fillvalue=""):
        numbers = a.isdecimal() and b.isdecimal()
        order = _sign(int(a), int(b)) if numbers else _sign(a, b)
        if order:
            return order
    return 0


def compare_rpm(left: str, right: str) -> int:
    """evr_string: epoch, version, release as rpmvercmp orders them."""
    (epoch_a, version_a, release_a), (epoch_b, version_b, release_b) = _split(left), _split(right)
    return (
        _sign(epoch_a, epoch_b)
        or _compare_rpm_part(version_a, version_b)
        or _compare_rpm_part(release_a, release_b)
    )


def _compare_rpm_part(left: str, right: str) -> int:
    for a, b in zip_longest(_RPM_PARTS.findall(left), _RPM_PARTS.findall(right)):
        order = _sign(_rank_rpm(a), _rank_rpm(b))
        if not order and a is not None and b is not None:
            order = _sign(int(a), int(b)) if a.isdigit() else _sign(a, b)
        if order:
            return order
    return 0


def _rank_rpm(part: str | None) -> int:
    """Tilde sorts before the end, the end before a caret, letters before digits."""
    if part is None:
        return 1
    if part in "~^":
        return 0 if part == "~" else 2
    return 4 if part.isdigit() else 3


def compare_debian(left: str, right: str) -> int:
    """debian_evr_string: as deb-version(7) orders versions."""
    (epoch_a, version_a, release_a), (epoch_b, version_b, release_b) = _split(left), _split(right)
    return (
        _sign(epoch_a, epoch_b)
        or _compare_debian_part(version_a, version_b)
        or _compare_debian_part(release_a, release_b)
    )


def _compare_debian_part(left: str, right: str) -> int:
    for (text_a, number_a), (text_b, number_b) in zip_longest(
        _debian_parts(left), _debian_parts(right), fillvalue=("", "")
    ):
        order = _sign(_weights(text_a, text_b), _weights(text_b, text_a))
        order = order or _sign(int(number_a or 0), int(number_b or 0))
        if order:
            return order
    return 0


def _debian_parts(text: str) -> Iterator[tuple[str, str]]:
    return ((m[1], m[2]) for m in _DEBIAN_PARTS.finditer(text))


def _weights(text: str, other: str) -> list[int]:
    """Letters before all else, tilde before the end; padded so that the end has its weight."""
    weights = [-1 if c == "~" else ord(c) if c.isalpha() else ord(c) + 256 for c in text]
    return weights + [0] * (max(len(text), len(other)) - len(text) + 1)


def _split(text: str) -> tuple[int, str, str]:
    match = _EVR.fullmatch(text)
    if match is None or not match[2]:
        raise ValueError(f"{text!r} is not an epoch:version-release")
    epoch = match[1] or "0"
    return (0 if epoch == "(none)" else int(epoch)), match[2], match[3] or ""


def _sign(a: Any, b: Any) -> int:
    return int(a > b) - int(a < b)
