"""What counts as a difference between the two sides, and which differences are meant, and why."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from incisor.scap import evaluation, native
from incisor.scap.outcome import Result
from verdicts import KINDS, Results


@dataclass(frozen=True, slots=True)
class Difference:
    """One verdict that differs."""

    kind: str
    id: str
    theirs: str
    ours: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A difference that is meant: which (patterns of the id's own part and of their verdict, our
    verdict and its reason), and why.

    One that is known by its id holds of the content's versions that were looked into: what has the
    same id in another may differ for another reason.
    """

    kind: str
    id: str
    theirs: str
    ours: str
    clause: str
    reason: str = ""
    versions: tuple[str, ...] = ()

    def covers(self, difference: Difference, version: str) -> bool:
        """Whether the difference, in content of that version, is this one."""
        return (
            (difference.kind, difference.ours) == (self.kind, self.ours)
            and (not self.versions or version in self.versions)
            and re.fullmatch(self.theirs, difference.theirs) is not None
            and re.fullmatch(self.id, short(difference.id)) is not None
            and self.reason in ("", difference.reason)
        )


ABSENT: Final = "absent"
SEEN: Final = ("0.1.82",)
"""The content's versions in which what is known by its id was looked into."""
SCRIPTS: Final = (
    "incisor runs no scripts: a rule that only a script checks is notchecked, and says so"
)
NATIVE: Final = "incisor answers from facts of its own where oscap could not run the script"
UNCOMBINED: Final = (
    "ArithmeticFunctionType: without a value in every component there is no combination. oscap"
    " takes the last component's flag for all, has an item without a value, and calls it unknown"
)
UNCOLLECTED: Final = (
    "OperatorEnumeration, OR: one true state suffices. oscap collects variables of a test's states"
    " only up to the first without a value (here the user syslog's), and cannot tell of the others"
)
OWN_DICTIONARY: Final = (
    "NISTIR 7275r4, 7.2.3.3: platforms are decided by the dictionary that the content brings. oscap"
    " asks one of its own as well, whose definitions are not the content's"
)
ENOUGH: Final = (
    "NISTIR 7275r4, 7.2.3.3: one platform that applies suffices. oscap asks for the others too"
)
BY_ID: Final = (
    ("definition", "installed_OS_is_centos10", "false", "not evaluated", ENOUGH),
    ("definition", "installed_OS_is_part_of_Unix_family", "true", "not evaluated", ENOUGH),
    ("test", "test_centos10_name", "false", "not evaluated", ENOUGH),
    ("test", "test_centos10_version", "false", "not evaluated", ENOUGH),
    ("test", "test_unix_family", "true", "not evaluated", ENOUGH),
    ("test", "test_accounts_password_last_change_is_in_past", "unknown", "false", UNCOMBINED),
    ("test", "test_file_ownership_var_log", "error", "true", UNCOLLECTED),
    ("definition", "file_ownerships_var_log", "error", "true", UNCOLLECTED),
    ("rule", "file_ownerships_var_log", "error", "pass", UNCOLLECTED),
)
KNOWN: Final[tuple[Known, ...]] = (
    Known("rule", ".*", ".*", "notchecked", SCRIPTS, evaluation.SCRIPT),
    *(
        Known("rule", ".*", "notchecked", ours, NATIVE, native.NOTE)
        for ours in (Result.PASS, Result.FAIL)
    ),
    *(
        Known(kind, r"cpe/oval:org\.open-scap\.cpe\..*", ".*", "not evaluated", OWN_DICTIONARY)
        for kind in ("definition", "test")
    ),
    *(Known(*each, versions=SEEN) for each in BY_ID),
)
"""Ids without what every id of the content begins and ends with."""


def short(id_: str) -> str:
    """An id's own part."""
    return re.sub(r"^.*_rule_|^(cpe/)?oval:ssg-|:\w+:\d+$", "", id_)


def differences(
    theirs: Results, ours: Results, reasons: Mapping[str, str] | None = None
) -> Iterator[Difference]:
    """What oscap has and we have otherwise or not at all, and rules that only we have. Its files
    also list, as not evaluated, everything that nothing asked for."""
    for id_ in ours["rule"].keys() - theirs["rule"].keys() if theirs["rule"] else ():
        yield Difference("rule", id_, ABSENT, ours["rule"][id_], (reasons or {}).get(id_, ""))
    for kind in KINDS:
        for id_, result in theirs[kind].items():
            found = ours[kind].get(id_, "not evaluated")
            if found != result:
                yield Difference(kind, id_, result, found, (reasons or {}).get(id_, ""))


def label(difference: Difference, version: str) -> str:
    """Why the difference is meant; empty if nothing explains it."""
    return next((known.clause for known in KNOWN if known.covers(difference, version)), "")


def unexplained(found: Iterable[Difference], version: str) -> list[Difference]:
    """Those that no label explains, in content of that version."""
    return [each for each in found if not label(each, version)]
