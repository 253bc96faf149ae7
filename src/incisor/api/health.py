"""GET /healthz, for load balancers and people: the service runs and can read its database."""

from collections.abc import Mapping

from incisor import __version__
from incisor.api.bodies import Body
from incisor.api.call import Visit
from incisor.store import accounts


class Health(Body, frozen=True):
    """The answer while all is well; otherwise it is an InternalServerException."""

    status: str
    version: str


def decode(labels: Mapping[str, str], query: str, body: bytes) -> None:
    """Nothing is asked for."""


async def healthy(visit: Visit, _: None) -> Health:
    """Say so, once the database has answered."""
    await visit.context.store.read(lambda conn: accounts.get(conn, ""))
    return Health(status="ok", version=__version__)
