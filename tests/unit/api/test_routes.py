"""The tables of what can be asked."""

import pytest

from incisor.api import routes
from incisor.api.extensions import EXTENSIONS
from incisor.api.operations import OPERATIONS
from incisor.wire.errors import UnknownOperationException
from incisor.wire.model import MODEL


def test_served_operations_are_operations_of_the_model() -> None:
    """No name in the table is mistyped."""
    assert OPERATIONS.keys() <= MODEL.operations.keys()


@pytest.mark.parametrize("name", MODEL.operations)
def test_every_operation_is_found_by_its_method_and_path(name: str) -> None:
    """Whether it has a label in its path or not."""
    operation = MODEL.operations[name]
    route, labels = routes.find(operation.method, operation.uri.replace("{resourceArn}", "a%2Fb"))
    assert route.name == name
    assert labels == ({"resourceArn": "a/b"} if "{" in operation.uri else {})


def test_our_own_routes_stay_out_of_inspectors_paths() -> None:
    """All but the health check are below /incisor/v1/ (D10)."""
    own = {each.path for each in EXTENSIONS}
    assert own.isdisjoint(operation.uri for operation in MODEL.operations.values())
    assert {path for path in own if not path.startswith("/incisor/v1/")} == {"/healthz"}


def test_only_what_cannot_be_signed_is_not() -> None:
    """A host without credentials, a load balancer, and who reads what can be asked."""
    assert {each.name for each in EXTENSIONS if not each.signed} == {
        "RedeemEnrolment",
        "Health",
        "DescribeExtensions",
    }


def test_an_extension_answers_to_its_method_only() -> None:
    """POST where POST is meant."""
    with pytest.raises(UnknownOperationException):
        routes.find("GET", "/incisor/v1/check-in")
