"""incisor.host.units: what is enabled, from unit files."""

from typing import Any

import pytest

from incisor.host.units import units_of
from support.fakehost import FakeHost

LIB = "/usr/lib/systemd/system"
ETC = "/etc/systemd/system"
INSTALL = (
    "[Unit]\nWants=dep.service\n[Service]\nExecStart=/x\n[Install]\nWantedBy=multi-user.target\n"
)
STATIC = "[Service]\nExecStart=/x\n"


def state(files: dict[str, Any], unit: str = "x.service") -> tuple[str, str] | None:
    found = units_of(FakeHost.from_spec({"files": files}), None).properties.get(unit)
    return (found["LoadState"], found["UnitFileState"]) if found else None


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, None),
        ({f"{LIB}/x.service": INSTALL}, ("loaded", "disabled")),
        ({f"{LIB}/x.service": STATIC}, ("loaded", "static")),
        ({f"{LIB}/x.service": "[Install]\nAlso=y.socket\n"}, ("loaded", "indirect")),
        (
            {
                f"{LIB}/x.service": INSTALL,
                f"{ETC}/multi-user.target.wants/x.service": {"target": f"{LIB}/x.service"},
            },
            ("loaded", "enabled"),
        ),
        (
            {
                f"{LIB}/x.service": INSTALL,
                "/run/systemd/system/a.target.requires/x.service": {"target": f"{LIB}/x.service"},
            },
            ("loaded", "enabled-runtime"),
        ),
        (
            {
                f"{LIB}/x.service": INSTALL,
                f"{LIB}/multi-user.target.wants/x.service": {"target": "../x.service"},
            },
            ("loaded", "disabled"),
        ),
        (
            {f"{LIB}/x.service": INSTALL, f"{ETC}/alias.service": {"target": f"{LIB}/x.service"}},
            ("loaded", "enabled"),
        ),
        (
            {f"{LIB}/x.service": INSTALL, f"{ETC}/x.service": {"target": "/dev/null"}},
            ("masked", "masked"),
        ),
        ({f"{LIB}/x.service": INSTALL, f"{ETC}/x.service": ""}, ("masked", "masked")),
        (
            {
                f"{LIB}/x.service": INSTALL,
                "/run/systemd/system/x.service": {"target": "/dev/null"},
            },
            ("masked", "masked-runtime"),
        ),
        ({f"{LIB}/x.service": INSTALL, f"{ETC}/x.service": STATIC}, ("loaded", "static")),
        ({"/run/systemd/generator/x.service": STATIC}, ("loaded", "generated")),
        ({f"{ETC}/x.service": {"target": "/opt/x.service"}}, ("error", "bad")),
        (
            {
                f"{LIB}/real.service": INSTALL,
                f"{LIB}/x.service": {"target": "real.service"},
            },
            ("loaded", "disabled"),
        ),
    ],
)
def test_a_units_state_follows_from_its_files(
    files: dict[str, Any], expected: tuple[str, str] | None
) -> None:
    """As `systemctl is-enabled` tells it; the first directory of the unit path wins."""
    assert state(files) == expected


def test_an_instance_of_a_template_is_enabled_by_its_link() -> None:
    """Its file is the template's; a link to nothing is no unit that is there."""
    files = {
        f"{LIB}/x@.service": INSTALL,
        f"{ETC}/a.target.wants/x@1.service": {"target": f"{LIB}/x@.service"},
        f"{ETC}/a.target.wants/gone.service": {"target": f"{LIB}/gone.service"},
    }
    assert state(files, "x@1.service") == ("loaded", "enabled")
    assert state(files, "x@.service") == ("loaded", "disabled")
    assert state(files, "gone.service") == ("not-found", "")


def test_dependencies_come_from_files_and_directories() -> None:
    """Wants and Requires, and what links below .wants say."""
    files = {
        f"{LIB}/x.service": INSTALL,
        f"{LIB}/x.service.wants/more.service": {"target": "../more.service"},
    }
    units = units_of(FakeHost.from_spec({"files": files}), None)
    assert units.dependencies["x.service"] == ("dep.service", "more.service")


def test_without_systemd_nothing_is_active() -> None:
    """The state is left out, and the reason given."""
    units = units_of(FakeHost.from_spec({"files": {f"{LIB}/x.service": STATIC}}), None)
    assert not units.running
    assert "not running" in units.reason
    assert "ActiveState" not in units.properties["x.service"]


def test_what_systemd_says_is_laid_over_the_files() -> None:
    """A unit that it has not loaded is inactive; its answers win; its lists of needs too."""
    host = FakeHost.from_spec({"files": {f"{LIB}/x.service": STATIC, f"{LIB}/y.service": INSTALL}})
    shown = {
        "y.service": {
            "LoadState": "loaded",
            "ActiveState": "active",
            "UnitFileState": "enabled",
            "Wants": "a.service",
            "Requires": "b.service",
        }
    }
    units = units_of(host, shown)
    assert units.running
    assert units.properties["x.service"]["ActiveState"] == "inactive"
    assert units.properties["y.service"]["UnitFileState"] == "enabled"
    assert units.dependencies["y.service"] == ("b.service", "a.service")
