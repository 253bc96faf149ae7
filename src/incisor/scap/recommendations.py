"""CIS recommendations of SCAP content: which rules belong to one, and what their results say of it.

Content names the number of a CIS recommendation in a rule's references, by the address of CIS's
benchmark. One recommendation may have several rules, and one rule several numbers. A rule without
a number stands for itself, under its own id.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Final

from incisor.scap import xccdf
from incisor.scap.outcome import Result
from incisor.scap.resolve import Selected

BENCHMARKS: Final = "cisecurity.org/benchmark"
"""Part of the address by which references name a CIS benchmark; others of CIS's are its controls,
which are numbered too."""

NUMBER: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){1,8}")

# The first of these that occurs among its rules is the recommendation's result. It is the order of
# NISTIR 7275r4's table for AND (7.2.3.5.1), but for one thing: what nobody checked is not passed.
ORDER: Final = (
    Result.FAIL,
    Result.UNKNOWN,
    Result.ERROR,
    Result.NOT_CHECKED,
    Result.PASS,
    Result.FIXED,
    Result.INFORMATIONAL,
    Result.NOT_APPLICABLE,
    Result.NOT_SELECTED,
)


def numbers(rule: xccdf.Rule) -> tuple[str, ...]:
    """The recommendations that a rule belongs to; its own id if it names none."""
    found = dict.fromkeys(_numbers(rule))
    return tuple(found) or (rule.id,)


def of(entries: Iterable[Selected]) -> dict[str, tuple[Selected, ...]]:
    """The recommendations of these rules, numbers in order and ids after them, with their rules."""
    found: dict[str, list[Selected]] = {}
    for entry in entries:
        for number in numbers(entry.rule):
            found.setdefault(number, []).append(entry)
    return {number: tuple(found[number]) for number in sorted(found, key=place)}


def place(check_id: str) -> tuple[list[int], str]:
    """What recommendations are sorted by: 1.2 before 1.10, what has no number last."""
    if NUMBER.fullmatch(check_id):
        return [int(part) for part in check_id.split(".")], ""
    return [1000], check_id


def join(results: Iterable[Result]) -> Result:
    """What the results of a recommendation's rules say of it: see ORDER."""
    return reduce(lambda one, other: min(one, other, key=ORDER.index), results)


def filled(text: str, values: Mapping[str, tuple[str, ...]]) -> str:
    """A text with each {Value id} replaced by what the profile makes of the Value."""
    return _PLACE.sub(lambda found: "".join(values.get(found[1], (found[0],))), text)


def _numbers(rule: xccdf.Rule) -> Iterator[str]:
    for href, text in rule.references:
        if BENCHMARKS in href:
            yield from (word for word in re.split(r"[\s,;]+", text) if NUMBER.fullmatch(word))


_PLACE: Final = re.compile(r"\{(xccdf_[^{}\s]+)\}")
