"""A host exchanges its enrolment token for credentials of its own. The token is what proves it."""

from collections.abc import Mapping

from incisor.api import bodies
from incisor.api.bodies import Body
from incisor.api.call import Visit
from incisor.api.facts import AgentVersion, Hostname, Platform
from incisor.auth import enrolment
from incisor.auth.enrolment import EnrolmentError
from incisor.store.hosts import Facts
from incisor.wire.errors import AccessDeniedException


class Redeem(Body, frozen=True):
    """The token, and the host that holds it."""

    enrolment_token: str
    hostname: Hostname
    platform: Platform
    agent_version: AgentVersion


class Redeemed(Body, frozen=True):
    """The host's own credentials; the secret is shown this once."""

    access_key_id: str
    secret_access_key: str
    account_id: str
    resource_id: str


def decode(labels: Mapping[str, str], query: str, body: bytes) -> Redeem:  # noqa: ARG001
    """The body as a request; raises ValidationException."""
    return bodies.read(body, Redeem)


async def redeem(visit: Visit, request: Redeem) -> Redeemed:
    """Use the token once: a new host, and a key that is bound to it."""
    facts = Facts(request.hostname, request.platform, request.agent_version)
    store = visit.context.store
    try:
        issued = await store.write(
            lambda conn: enrolment.redeem(
                conn, store.secret, request.enrolment_token, facts, visit.now
            )
        )
    except EnrolmentError as error:
        raise AccessDeniedException(str(error)) from None
    return Redeemed(
        access_key_id=issued.key.access_key_id,
        secret_access_key=issued.secret_access_key,
        account_id=issued.key.account_id,
        resource_id=issued.key.resource_id,
    )
