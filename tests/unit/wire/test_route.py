"""Which method and raw path lead to which operation."""

import pytest

from incisor.wire import route
from incisor.wire.errors import UnknownOperationException

ARN = "arn:aws:inspector2:eu-west-1:123456789012:owner/123456789012/cis-configuration/ab"
ESCAPED = ARN.replace(":", "%3A").replace("/", "%2F")


@pytest.mark.parametrize("escaped", [ESCAPED, ESCAPED.lower(), ARN.replace("/", "%2F")])
def test_label_holds_escaped_slashes(escaped: str) -> None:
    """An ARN is one label however it was escaped."""
    operation, labels = route.match("GET", f"/tags/{escaped}")
    assert (operation.name, labels) == ("ListTagsForResource", {"resourceArn": ARN})


@pytest.mark.parametrize(
    ("method", "name"),
    [("GET", "ListTagsForResource"), ("POST", "TagResource"), ("DELETE", "UntagResource")],
)
def test_method_tells_operations_of_one_path_apart(method: str, name: str) -> None:
    """Three operations share the path of tags."""
    assert route.match(method, "/tags/x")[0].name == name


def test_label_is_decoded_once() -> None:
    """An escaped percent sign stays a percent sign."""
    assert route.match("GET", "/tags/a%252Fb")[1] == {"resourceArn": "a%2Fb"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cis/scan/list"),
        ("post", "/cis/scan/list"),
        ("PUT", "/tags/x"),
        ("POST", "/cis/scan/list/"),
        ("POST", "//cis/scan/list"),
        ("POST", "/cis/./scan/list"),
        ("POST", "/CIS/scan/list"),
        ("POST", "/cis/scan%2Flist"),
        ("POST", "/%63is/scan/list"),
        ("GET", "/tags/"),
        ("GET", "/tags/a/b"),
        ("GET", "/tags/%FF"),
        ("GET", ""),
        ("GET", "/"),
    ],
)
def test_anything_else_is_no_operation(method: str, path: str) -> None:
    """A path that is not exactly an operation's, or its method is not, is unknown."""
    with pytest.raises(UnknownOperationException):
        route.match(method, path)
