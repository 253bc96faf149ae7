"""Evidence as `cisRuleDetails`: compact JSON that fits CisRuleDetails' 1000 bytes, always whole.

    {"expected": …, "found": …, "samples": […], "reason": …}      each member only if there is one

Too much evidence is cut where a reader misses it least: samples from the end, then the ends of the
texts, never in the middle of a character or of the JSON.
"""

from collections.abc import Sequence
from itertools import accumulate

import msgspec

# Service model: CisRuleDetails, "max": 1000.
MAX_BYTES = 1000
# What each text may take of that as JSON. Together with the keys they fit, whatever they hold.
EXPECTED_BYTES, FOUND_BYTES, REASON_BYTES = 420, 240, 240
# A sample is a path or a setting: one that is longer says no more in full.
SAMPLE_BYTES = 120
CUT = "…"


class Details(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a rule's evaluation showed, for people."""

    expected: str = ""
    found: str = ""
    samples: Sequence[str] = ()
    reason: str = ""


def encode(details: Details) -> bytes:
    """The JSON, at most MAX_BYTES long. Text that is not UTF-8 (file names) is shown escaped."""
    texts = Details(
        expected=shortened(details.expected, EXPECTED_BYTES),
        found=shortened(details.found, FOUND_BYTES),
        reason=shortened(details.reason, REASON_BYTES),
    )
    samples: list[str] = []
    encoded = msgspec.json.encode(texts)
    for sample in details.samples:
        samples.append(shortened(sample, SAMPLE_BYTES))
        longer = msgspec.json.encode(msgspec.structs.replace(texts, samples=samples))
        if len(longer) > MAX_BYTES:
            break
        encoded = longer
    return encoded


def shortened(text: str, limit: int) -> str:
    """The text, or as much of its beginning as takes `limit` bytes in JSON, marked as cut."""
    clean = text[:limit].encode("utf-8", "backslashreplace").decode()
    if len(text) <= limit and _size(clean) <= limit:
        return clean
    room = limit - _size(CUT)
    fitting = sum(size <= room for size in accumulate(map(_size, clean)))
    return clean[:fitting] + CUT


def _size(text: str) -> int:
    """Bytes of the text inside JSON's quotes."""
    return len(msgspec.json.encode(text)) - 2
