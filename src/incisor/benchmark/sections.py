"""The parts of a benchmark file: its heading, its chapters, its checks.

The form and size of every member is decided here; what spans files is `loader`'s part.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from incisor.benchmark import criteria
from incisor.benchmark.cursor import OPTIONAL, REQUIRED, Cursor
from incisor.benchmark.records import LEVELS, Recommendation
from incisor.benchmark.tree import Scalar

BENCHMARK_KEYS = dict.fromkeys(("id", "version", "title", "platform", "profiles"), REQUIRED)
PROFILE_KEYS = {f"LEVEL_{level}": REQUIRED for level in LEVELS}
CHECK_KEYS = {
    **dict.fromkeys(("id", "level", "title", "description", "rationale", "remediation"), REQUIRED),
    **dict.fromkeys(("applies", "assess", "manual"), OPTIONAL),
}

NUMBER = re.compile(r"[1-9][0-9]{0,3}(\.[1-9][0-9]{0,3}){0,9}")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_PLATFORM = re.compile(r"[A-Z][A-Z0-9_]{0,63}")

MAX_VERSION = 8
"""Shape BenchmarkVersion of the service model: a longer one could not be reported."""
MAX_PROFILE = 128
"""Shape BenchmarkProfile."""
MAX_TITLE = 200
"""So that a title stays a line."""


class Heading(NamedTuple):
    """What `benchmark:` says."""

    id: str
    version: str
    title: str
    platform: str
    profiles: Mapping[str, str]


def heading(cursor: Cursor) -> Heading:
    """What `benchmark:` says; faults are reported."""
    members = cursor.members(BENCHMARK_KEYS)
    return Heading(
        _word(members, "id", _ID, "lower-case letters, digits, dots and hyphens"),
        _text(members, "version", MAX_VERSION),
        _text(members, "title", MAX_TITLE),
        _word(members, "platform", _PLATFORM, "a name such as DEBIAN_12"),
        _profiles(members),
    )


def _profiles(members: Mapping[str, Cursor]) -> dict[str, str]:
    given = members["profiles"].members(PROFILE_KEYS) if "profiles" in members else {}
    return {level: name.text(MAX_PROFILE) for level, name in given.items()}


def chapters(cursor: Cursor) -> Iterator[tuple[str, str, Cursor]]:
    """The numbers under `chapters:`, their titles, and where they stand."""
    for key, value in cursor.entries():
        if NUMBER.fullmatch(key.text):
            yield key.text, value.text(MAX_TITLE), value
        else:
            value.fault(f"expected a number such as 1.2, found {key.text}", key.position)


def check(cursor: Cursor) -> Recommendation:
    """One check; faults are reported."""
    members = cursor.members(CHECK_KEYS)
    if cursor.is_map and ("assess" in members) == ("manual" in members):
        cursor.fault("expected either assess or manual, the reason why no program can decide it")
    return Recommendation(
        id=_word(members, "id", NUMBER, "a number such as 1.2.3"),
        level=_level(members),
        title=_text(members, "title", MAX_TITLE),
        description=_text(members, "description"),
        rationale=_text(members, "rationale"),
        remediation=_text(members, "remediation"),
        assess=criteria.read(members["assess"]) if "assess" in members else None,
        applies=criteria.read(members["applies"]) if "applies" in members else None,
        manual=_text(members, "manual") if "manual" in members else None,
    )


def _level(members: Mapping[str, Cursor]) -> int:
    words = {str(level): level for level in LEVELS}
    word = members["level"].choice(words) if "level" in members else None
    return words[word] if word else LEVELS[0]


def _text(members: Mapping[str, Cursor], key: str, most: int = 65_536) -> str:
    return members[key].text(most).strip() if key in members else ""


def _word(members: Mapping[str, Cursor], key: str, form: re.Pattern[str], expected: str) -> str:
    if key not in members:
        return ""
    word = members[key].text()
    if isinstance(members[key].node, Scalar) and word.strip() and not form.fullmatch(word):
        members[key].fault(f"expected {expected}, found {word!r}")
    return word
