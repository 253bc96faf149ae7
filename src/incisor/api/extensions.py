"""What Inspector has no operation for, beside its paths (D10); EXTENSIONS is all of it.

Their bodies and errors have the same form as Inspector's. What is signed is signed in the same way.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from incisor.api import check_ins, enrolments, health


class Extension(NamedTuple):
    """One thing that can be asked. `perform` gets a Visit if it is not signed, else a Call."""

    name: str
    method: str
    path: str
    decode: Callable[[Mapping[str, str], str, bytes], Any]
    perform: Callable[[Any, Any], Awaitable[Any]]
    signed: bool = True


EXTENSIONS: Final = (
    Extension("CheckIn", "POST", "/incisor/v1/check-in", check_ins.decode, check_ins.check_in),
    Extension(
        "RedeemEnrolment",
        "POST",
        "/incisor/v1/enrolments:redeem",
        enrolments.decode,
        enrolments.redeem,
        signed=False,
    ),
    Extension("Health", "GET", "/healthz", health.decode, health.healthy, signed=False),
)
