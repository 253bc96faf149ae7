"""incisor.oval.probes.systemdunitproperty: what systemd says of units."""

import pytest

from incisor.host import Units
from support.content import fields, items
from support.fakehost import FakeHost

UNITS = {"x.service": {"state": "enabled", "active": "active"}, "y.socket": {"state": "masked"}}


@pytest.mark.parametrize(
    ("unit", "name", "value"),
    [
        ("x.service", "UnitFileState", "enabled"),
        ("x.service", "ActiveState", "active"),
        ("x.service", "LoadState", "loaded"),
        ("y.socket", "LoadState", "masked"),
        ("y.socket", "ActiveState", "inactive"),
    ],
)
def test_a_unit_has_its_properties(unit: str, name: str, value: str) -> None:
    """One item for each unit and property."""
    host = FakeHost.from_spec({"units": UNITS})
    asked = {"unit": unit, "property": name}
    assert [item["value"] for item in fields(host, "systemdunitproperty", asked)] == [(value,)]


def test_without_systemd_nothing_is_active_or_inactive() -> None:
    """The item says that systemd does not run; what is enabled is known from the files."""
    host = FakeHost.from_spec({"units": UNITS, "systemd": "absent"})
    asked = {"unit": "x.service"}
    found = {i.fields["property"]: i for i in items(host, "systemdunitproperty", asked)}
    assert found["UnitFileState"].fields["value"] == ("enabled",)
    problem = found["ActiveState"].problems["value"]
    assert "not running" in problem.reason
    assert not problem.error


def test_a_unit_that_is_only_referred_to_does_not_exist() -> None:
    """systemd lists units that others name though there is no file for them."""
    host = FakeHost()
    host.systemd = Units(True, "", {"z.service": {"LoadState": "not-found"}})
    assert fields(host, "systemdunitproperty", {}) == []
