"""How an operation, or a part of one, is refused that this version does not serve yet.

Inspector has no error of its own for that; ValidationException with reason OTHER is what its SDKs
hand to the caller with the message, and do not repeat.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from incisor.wire.errors import ValidationException


def unserved(name: str) -> Callable[[Any, Any], Awaitable[None]]:
    """The function of an operation that only says that it is not served."""

    async def refuse(call: Any, request: Any) -> None:  # noqa: ARG001 - the form of an operation
        raise not_served(name)

    return refuse


def not_served(what: str) -> ValidationException:
    """The refusal of an operation or a member."""
    return ValidationException(f"{what} is not served by this version yet")
