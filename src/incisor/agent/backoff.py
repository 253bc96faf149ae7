"""How long to wait before the next attempt: capped exponential growth with full jitter."""

from collections.abc import Callable, Iterator

FIRST_SECONDS = 0.25
CAP_SECONDS = 30.0
# A service that asks for more than this is asking for the next check-in, not for a retry.
RETRY_AFTER_CAP_SECONDS = 300.0


def delays(random: Callable[[], float], *, cap: float = CAP_SECONDS) -> Iterator[float]:
    """Endless waits in seconds; `random` yields [0, 1). Each is at least half of its ceiling.

    Half, not zero: a thousand hosts spread out, and none of them hammers.
    """
    ceiling = FIRST_SECONDS
    while True:
        yield ceiling * (0.5 + random() / 2)
        ceiling = min(cap, ceiling * 2)


def retry_after(header: str | None) -> float:
    """Seconds that a `Retry-After` header asks for (RFC 9110 10.2.3, the seconds form); 0 if none.

    The date form is read as none: the host's clock may be what is wrong.
    """
    if header is None or not header.strip().isdecimal():
        return 0.0
    return min(float(header), RETRY_AFTER_CAP_SECONDS)
