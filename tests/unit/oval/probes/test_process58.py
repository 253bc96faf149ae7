"""incisor.oval.probes.process58: processes as /proc shows them."""

from support.content import items
from support.fakehost import FakeHost

STATUS = "Name:\tNAME\nPPid:\t2\nUid:\t1000\t0\t0\t0\n"


def test_a_process_chooses_its_name() -> None:
    """The kernel escapes line ends in it and leaves other breaks."""
    files = {"/proc/7/status": STATUS.replace("NAME", "a\x0bb\u2028c"), "/proc/7/cmdline": ""}
    (found,) = items(FakeHost.from_spec({"files": files}), "process58", {"pid": 7})
    assert found.fields["command_line"] == "[a\x0bb\u2028c]"


def test_processes_with_and_without_a_command_line() -> None:
    """A kernel thread's name stands in brackets; what has no number does not exist."""
    host = FakeHost.from_spec(
        {
            "files": {
                "/proc/7/status": STATUS,
                "/proc/7/cmdline": "/bin/a\0-b\0",
                "/proc/7/loginuid": "1000",
                "/proc/8/status": STATUS.replace("NAME", "kthreadd"),
                "/proc/8/cmdline": "",
            }
        }
    )
    one, other = (items(host, "process58", {"pid": pid})[0].fields for pid in (7, 8))
    assert one["command_line"] == "/bin/a -b"
    assert (one["ruid"], one["user_id"], one["ppid"], one["loginuid"]) == (1000, 0, 2, 1000)
    assert other["command_line"] == "[kthreadd]"
    assert other["loginuid"] is None
