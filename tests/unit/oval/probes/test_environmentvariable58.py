"""incisor.oval.probes.environmentvariable58: environments of processes."""

from support.content import fields
from support.fakehost import FakeHost

HOST = FakeHost.from_spec(
    {
        "environment": {"PATH": "/bin", "A": "x=y"},
        "files": {"/proc/7/environ": "PATH=/sbin\0", "/proc/8/environ": "B=1\0junk\0"},
    }
)


def test_without_a_pid_it_is_the_evaluators_own() -> None:
    """A value may have an equals sign."""
    assert fields(HOST, "environmentvariable58", {"name": "A"}) == [
        {"pid": None, "name": "A", "value": "x=y"}
    ]


def test_other_processes_are_asked_by_pid() -> None:
    """One of them, one that is gone, or all."""
    seven = [{"pid": 7, "name": "PATH", "value": "/sbin"}]
    assert fields(HOST, "environmentvariable58", {"pid": 7, "name": "PATH"}) == seven
    assert fields(HOST, "environmentvariable58", {"pid": 99, "name": "PATH"}) == []
    everything = {"pid": ("pattern", "."), "name": ("pattern", ".")}
    assert [f["pid"] for f in fields(HOST, "environmentvariable58", everything)] == [7, 8]
