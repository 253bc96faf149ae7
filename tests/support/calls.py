"""Calls without a service around them, for what decides from the caller and the request alone."""

from typing import Any, cast

from incisor.api.call import Call, Context, Limits
from incisor.auth.credentials import Identity
from incisor.auth.strangers import Strangers
from incisor.auth.throttle import Throttle
from incisor.store.roles import Role

ACCOUNT = "123456789012"
NOW = 1_767_268_800.0


class _Store:
    """What paging needs of a store: the service's secret."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret


def call(
    account_id: str = ACCOUNT,
    secret: bytes = b"s" * 32,
    region: str = "us-east-1",
    organisation_id: str = "",
    administrator_id: str = "",
) -> Call:
    """An administrator's call; only secret, region and limits of its context are there."""
    context = Context(
        store=cast(Any, _Store(secret)),
        credentials=cast(Any, None),
        catalogue=cast(Any, None),
        waiting=cast(Any, None),
        clock=lambda: NOW,
        region=region,
        timings=cast(Any, None),
        limits=Limits(body_bytes=100, configurations=2, check_in_seconds=1),
        throttle=Throttle({}),
        strangers=Strangers({}),
        reports=cast(Any, None),
    )
    identity = Identity(
        account_id,
        Role.ADMIN,
        "",
        "INCIAAAAAAAAAAAAAAAA",
        organisation_id=organisation_id,
        administrator_id=administrator_id,
    )
    return Call(context, NOW, "request", "http", b"localhost:8080", identity)
