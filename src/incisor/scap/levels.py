"""Which profile of a benchmark stands for which of CIS's levels.

A profile is CIS's if its id has the word cis, or is CIS's own. Its level is the number after `l` or
`level`; one that is called just `cis` is of level 2, as scap-security-guide has it. Of several of
one level the server's comes first, the workstation's last, and else the first in the file.
"""

import re
from collections.abc import Mapping
from typing import Final

from incisor.scap import xccdf
from incisor.scap.xml import ContentError

LEVELS: Final = (1, 2)

PUBLISHER: Final = "cisecurity"
UNNAMED: Final = 2
"""The level of a profile called `cis`."""

_WORD: Final = re.compile(r"[^a-z0-9]+")
_LEVEL: Final = re.compile(r"(?:^|_)(?:level_?|l)([12])(?:_|$)")
_KINDS: Final = {"server": 0, "workstation": 2}


def levels(profiles: Mapping[str, xccdf.Profile]) -> dict[int, str]:
    """The ids of the profiles for the levels 1 and 2.

    Without one for level 2, level 1's is taken: level 2 contains level 1. Raises ContentError if
    there is none for level 1.
    """
    found: dict[int, list[str]] = {level: [] for level in LEVELS}
    for profile in profiles.values():
        level = None if profile.abstract else level_of(profile.id)
        if level is not None:
            found[level].append(profile.id)
    if not found[1]:
        raise ContentError("no profile is one of CIS's for level 1")
    chosen = {level: min(ids, key=kind) for level, ids in found.items() if ids}
    return {level: chosen.get(level, chosen[1]) for level in LEVELS}


def level_of(profile_id: str) -> int | None:
    """The level of CIS that a profile is for; None if it is not CIS's, or says none."""
    words = _words(profile_id)
    if "cis" not in words and PUBLISHER not in profile_id:
        return None
    said = _LEVEL.search("_".join(words))
    if said:
        return int(said[1])
    return UNNAMED if words == ["cis"] else None


def kind(profile_id: str) -> int:
    """What profiles of one level are sorted by: server, neither, workstation."""
    return next((_KINDS[word] for word in _words(profile_id) if word in _KINDS), 1)


def _words(profile_id: str) -> list[str]:
    """The words of an id's own part, in lower case."""
    own = profile_id.rpartition("_profile_")[2].lower()
    return [word for word in _WORD.split(own) if word]
