"""incisor.oval.probes.runlevel: links of System V, wherever a distribution keeps them."""

import pytest

from support.content import items
from support.fakehost import FakeHost


def found(files: dict[str, object]) -> list[tuple[object, ...]]:
    """The items as (service, runlevel, start, kill)."""
    host = FakeHost.from_spec({"files": files})
    return [tuple(item.fields.values()) for item in items(host, "runlevel", {})]


@pytest.mark.parametrize("place", ["/etc", "/etc/rc.d"])
def test_a_service_is_started_killed_or_neither(place: str) -> None:
    """In each runlevel that has a directory; a service may also be known by its script alone."""
    files: dict[str, object] = {
        f"{place}/init.d/cron": "",
        f"{place}/init.d/idle": "",
        f"{place}/rc3.d/S01cron": {"target": "../init.d/cron"},
        f"{place}/rc6.d/K01cron": {"target": "../init.d/cron"},
        f"{place}/rc6.d/README": "",
    }
    assert found(files) == [
        ("cron", "3", True, False),
        ("idle", "3", False, False),
        ("cron", "6", False, True),
        ("idle", "6", False, False),
    ]


def test_a_host_without_runlevels_has_no_items() -> None:
    """Though it may have scripts."""
    assert found({"/etc/init.d/cron": ""}) == []
