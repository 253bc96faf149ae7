"""Enrolment tokens, kept as hashes: whoever reads the database cannot enrol a host."""

import msgspec
from sqlalchemy import Connection


class Enrolment(msgspec.Struct, frozen=True):
    """One token: `uses_left` of `uses`, until `expires_at`; `tags` go to the hosts that use it."""

    account_id: str
    token_hash: str
    tags: dict[str, str]
    uses: int
    uses_left: int
    created_at: float
    expires_at: float


def add(conn: Connection, enrolment: Enrolment) -> None:
    """Keep a new token's hash with what it allows."""
    raise NotImplementedError


def find(conn: Connection, token_hash: str) -> Enrolment | None:
    """The token of that hash, whichever account it belongs to, used up or expired too."""
    raise NotImplementedError


def take_use(conn: Connection, enrolment: Enrolment, now: float) -> bool:
    """Use the token once; False if in the meantime it was used up or has expired."""
    raise NotImplementedError


def purge(conn: Connection, before: float) -> int:
    """Forget the tokens that expired before then; how many they were."""
    raise NotImplementedError
