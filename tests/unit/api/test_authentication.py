"""incisor.api.authentication, but for signatures: those are `incisor.sigv4`'s."""

import pytest

from incisor.api import authentication
from incisor.auth.strangers import REDEEM_ENROLMENT, Strangers
from incisor.auth.throttle import Rate, Throttle
from incisor.sigv4 import SignatureError
from incisor.store.roles import Role
from incisor.wire.errors import (
    SIGNATURE_ERRORS,
    AccessDeniedException,
    ThrottlingException,
)
from support.calls import call

IDENTITY = call().identity


def test_a_call_too_many_names_account_operation_and_wait() -> None:
    """So that whoever reads the message knows what to slow down."""
    buckets = Throttle({"ListCisScans": Rate(1, 1)})
    authentication.throttle(buckets, IDENTITY, "ListCisScans")
    with pytest.raises(ThrottlingException, match=r"123456789012 calls ListCisScans .* wait 1 s"):
        authentication.throttle(buckets, IDENTITY, "ListCisScans")


def test_a_strangers_call_too_many_names_its_address() -> None:
    """And a socket without one is called that."""
    for address, named in (("192.0.2.7", "192.0.2.7 asks"), ("", "This socket asks")):
        strangers = Strangers({REDEEM_ENROLMENT: Rate(1, 1)})
        authentication.pass_unsigned(strangers, address, REDEEM_ENROLMENT)
        authentication.pass_unsigned(strangers, address, "Health")
        with pytest.raises(ThrottlingException, match=named):
            authentication.pass_unsigned(strangers, address, REDEEM_ENROLMENT)


@pytest.mark.parametrize(
    ("role", "action", "may"),
    [
        (Role.ADMIN, "CreateCisScanConfiguration", True),
        (Role.AUDITOR, "ListCisScans", True),
        (Role.AUDITOR, "CreateCisScanConfiguration", False),
        (Role.HOST, "StartCisSession", True),
        (Role.HOST, "ListCisScans", False),
    ],
)
def test_a_role_may_do_what_is_its_own(role: Role, action: str, may: bool) -> None:
    """Who may not is told which role its key has, and what to do."""
    identity = type(IDENTITY)("123456789012", role, "", "INCIAAAAAAAAAAAAAAAA")
    if may:
        authentication.authorise(identity, action)
        return
    with pytest.raises(AccessDeniedException, match=f"key of role {role}.*sign with a key"):
        authentication.authorise(identity, action)


@pytest.mark.parametrize("code", SIGNATURE_ERRORS)
def test_a_refused_signature_has_its_own_error(code: str) -> None:
    """With the words of whoever refused it."""
    refusal = authentication.refused(SignatureError(code, "why"))
    assert type(refusal) is SIGNATURE_ERRORS[code]
    assert str(refusal.message) == "why"
