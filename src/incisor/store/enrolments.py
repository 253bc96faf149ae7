"""Enrolment tokens, kept as hashes: whoever reads the database cannot enrol a host."""

import msgspec
from sqlalchemy import Connection, delete, select, update

from incisor.store.page import columns_of
from incisor.store.tables import enrolment_tokens as tokens


class Enrolment(msgspec.Struct, frozen=True):
    """One token: `uses_left` of `uses`, until `expires_at`; `tags` go to the hosts that use it."""

    account_id: str
    token_hash: str
    tags: dict[str, str]
    uses: int
    uses_left: int
    created_at: float
    expires_at: float


_TOKENS = select(*columns_of(Enrolment, tokens))


def add(conn: Connection, enrolment: Enrolment) -> None:
    """Keep a new token's hash with what it allows."""
    conn.execute(tokens.insert().values(msgspec.structs.asdict(enrolment)))


def find(conn: Connection, token_hash: str) -> Enrolment | None:
    """The token of that hash, whichever account it belongs to, used up or expired too."""
    row = conn.execute(_TOKENS.where(tokens.c.token_hash == token_hash)).first()
    return None if row is None else Enrolment(*row)


def take_use(conn: Connection, enrolment: Enrolment, now: float) -> bool:
    """Use the token once; False if in the meantime it was used up or has expired."""
    usable = update(tokens).where(
        tokens.c.account_id == enrolment.account_id,
        tokens.c.token_hash == enrolment.token_hash,
        tokens.c.uses_left > 0,
        tokens.c.expires_at > now,
    )
    return conn.execute(usable.values(uses_left=tokens.c.uses_left - 1)).rowcount == 1


def purge(conn: Connection, before: float) -> int:
    """Forget the tokens that expired before then; how many they were."""
    return conn.execute(delete(tokens).where(tokens.c.expires_at < before)).rowcount
