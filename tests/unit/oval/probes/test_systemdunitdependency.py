"""incisor.oval.probes.systemdunitdependency: what a unit pulls in."""

from support.content import fields
from support.fakehost import FakeHost


def test_dependencies_are_followed_through_all_levels() -> None:
    """Each once, also in a circle, and not the unit itself."""
    units = {
        "a.target": {"needs": ["b.target", "c.service"]},
        "b.target": {"needs": ["d.service", "a.target"]},
        "c.service": {"needs": ["d.service"]},
        "d.service": {},
    }
    host = FakeHost.from_spec({"units": units})
    (found,) = fields(host, "systemdunitdependency", {"unit": "a.target"})
    assert found["dependency"] == ("b.target", "d.service", "c.service")
    assert fields(host, "systemdunitdependency", {"unit": "none.target"}) == []
