"""How an operation is refused that is not served."""

import asyncio

import pytest

from incisor.api.unserved import unserved
from incisor.wire.errors import Reason, ValidationException


def test_an_unserved_operation_says_so_by_name() -> None:
    """ValidationException with reason OTHER: SDKs show the message and do not repeat the call."""

    async def call() -> None:
        await unserved("GetSomething")(None, None)

    with pytest.raises(ValidationException, match="GetSomething") as refused:
        asyncio.run(call())
    assert refused.value.reason is Reason.OTHER
