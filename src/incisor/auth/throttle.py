"""How often an account may call an operation: a token bucket for each pair of the two.

A bucket is one number, the time at which it will be full again (GCRA): it holds as many tokens as
that time is short of a full bucket's worth from now. So a call costs one look-up and one sum, and
buckets that nobody uses need no refilling. Buckets are this process's own.
"""

import time
from collections.abc import Callable, Mapping
from math import ceil
from typing import Final, NamedTuple


class Rate(NamedTuple):
    """So many calls a second for ever, and so many at once after a rest; 0 a second is no limit."""

    per_second: float
    at_once: float


class _Spacing(NamedTuple):
    """A rate as GCRA uses it, in seconds: between two calls, and how far ahead calls may run."""

    interval: float
    ahead: float


UNLIMITED: Final = Rate(0, 0)


class Throttle:
    """The buckets of all accounts."""

    def __init__(
        self, rates: Mapping[str, Rate], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`rates` by operation, UNLIMITED for those not named; `clock` never goes back."""
        self._spacings = {name: _spacing(rate) for name, rate in rates.items() if rate.per_second}
        self._full_at: dict[tuple[str, str], float] = {}
        self._clock = clock

    def take(self, account_id: str, operation: str) -> int:
        """Take a token: 0, or the whole seconds after which there will be one."""
        spacing = self._spacings.get(operation)
        if spacing is None:
            return 0
        now, key = self._clock(), (account_id, operation)
        full_at = self._full_at.get(key, now)
        if full_at < now:
            full_at = now
        elif full_at - now > spacing.ahead:
            return ceil(full_at - now - spacing.ahead)
        self._full_at[key] = full_at + spacing.interval
        return 0

    def wait(self, account_id: str, operation: str) -> int:
        """What `take` would answer, and take nothing."""
        spacing = self._spacings.get(operation)
        full_at = self._full_at.get((account_id, operation))
        if spacing is None or full_at is None:
            return 0
        return max(0, ceil(full_at - self._clock() - spacing.ahead))

    def knows(self, account_id: str, operation: str) -> bool:
        """Whether there is a bucket for the two."""
        return (account_id, operation) in self._full_at

    def forget_rested(self) -> None:
        """Forget the buckets that are full: they would be made again as they are."""
        now = self._clock()
        self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}

    def __len__(self) -> int:
        return len(self._full_at)


def _spacing(rate: Rate) -> _Spacing:
    interval = 1 / rate.per_second
    return _Spacing(interval, max(rate.at_once - 1, 0) * interval)
