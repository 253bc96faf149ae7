"""How figures and instants are written in a report."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from incisor.domain.finding import Counts

SCORE_MEANS = (
    "A score is the share of passed checks among those that passed or failed; skipped checks do "
    "not count in it."
)
MEANINGS: Final = (
    ("Passed", "The host is as the check asks."),
    ("Failed", "It is not. The evidence is with the host, the remediation with the check."),
    (
        "Skipped",
        "Not decided: it does not apply, is for people to judge, or could not be evaluated.",
    ),
    ("Score", "The share of passed checks among those that passed or failed."),
)
INSTALL: Final = (
    "Fonts for Chinese, Japanese and Korean come with the extra incisor[cjk], those of rare"
    " scripts with Debian's package fonts-noto-core."
)
LEVELS = {"LEVEL_1": "Level 1", "LEVEL_2": "Level 2"}


def instant(at: float | None) -> str:
    """An instant in epoch seconds as people read it."""
    return "not yet" if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def number(amount: int) -> str:
    """A number with its thousands set apart."""
    return f"{amount:,}"


def score(counts: Counts) -> str:
    """The share of passed checks among the decided ones; a dash if there are none."""
    share = share_of(counts)
    return "–" if share is None else f"{share:.1%}"


def share_of(counts: Counts) -> float | None:
    """The same as a number from 0 to 1."""
    decided = counts.passed + counts.failed
    return counts.passed / decided if decided else None


def of_fonts(lacking: Sequence[str]) -> str:
    """What a reader should know of characters that are in no font here; empty if all are."""
    if not lacking:
        return ""
    amount = plural(len(lacking), "character has", "different characters have")
    return (
        f"{amount} no font on the machine that made this report; in names and evidence their"
        f" numbers are printed instead, as [U+{ord(lacking[0]):04X}]. {INSTALL}"
    )


def plural(amount: int, one: str, many: str) -> str:
    """An amount with its noun."""
    return f"{number(amount)} {one if amount == 1 else many}"
