"""incisor.oval.probes.rpmverifypackage: dependencies are asked for, scripts are never run."""

from incisor.host import Package
from incisor.oval.item import Item
from incisor.oval.model import Behaviors, Entity, Object, Operation
from incisor.oval.probes.rpmverifypackage import collect
from incisor.oval.query import BoundQuery
from support.fakehost import FakeHost

PACKAGES = (Package("a", "noarch", "2", "1", "3"), Package("b", "noarch", "", "1", "3", "", True))


def collected(*flags: str) -> list[Item]:
    """The items of both packages."""
    host = FakeHost()
    host.packages, host.unmet = PACKAGES, frozenset({"b-1-3.noarch"})
    entities = (Entity("name", ("",), Operation.PATTERN_MATCH),)
    asked = Object("o", "rpmverifypackage", entities, Behaviors(flags=flags))
    return list(collect(BoundQuery(asked, {"name": ("",)}), host))


def test_a_package_has_all_it_needs_or_not() -> None:
    """Known by its full name, with an epoch only if it has one."""
    assert [item.fields["dependency_check_passed"] for item in collected()] == [True, False]
    assert [item.fields["extended_name"] for item in collected()] == [
        "a-2:1-3.noarch",
        "b-0:1-3.noarch",
    ]


def test_what_a_script_would_say_is_not_known() -> None:
    """Of a package without one it is known."""
    plain, scripted = collected()
    assert plain.fields["verification_script_successful"] is True
    assert scripted.problems["verification_script_successful"].reason.endswith("not run")


def test_what_is_left_out_is_no_part_of_the_item() -> None:
    """By the behaviors nodeps and noscripts."""
    for item in collected("nodeps", "noscripts"):
        assert not item.problems
        assert "dependency_check_passed" not in item.fields
        assert "verification_script_successful" not in item.fields
