"""incisor.oval.probes.fstab: what /etc/fstab names."""

from incisor.oval.tables import Flag
from support.content import collected, fields
from support.fakehost import FakeHost

FSTAB = "# c\nUUID=1 / ext4 rw,nodev 0 1\n/dev/sdb /my\\040data xfs\nnone swap swap sw 0 0\nshort\n"


def test_lines_are_read_as_fstab_says() -> None:
    """Comments and short lines are none; blanks in names are written in octal."""
    host = FakeHost.from_spec({"files": {"/etc/fstab": FSTAB}})
    found = {item["mount_point"]: item for item in fields(host, "fstab", {})}
    assert found.keys() == {"/", "/my data", "swap"}
    assert found["/"]["mount_options"] == ("rw", "nodev")
    assert found["/my data"]["mount_options"] == ("defaults",)
    assert found["/"]["source"] == "fstab"


def test_only_blanks_and_line_feeds_separate() -> None:
    """As libmount reads it: a comment ends with its line, a name may hold any other space."""
    text = "# c\r/dev/sda /x ext4\n/dev/sdb /my\u00a0data ext4 nodev\n"
    host = FakeHost.from_spec({"files": {"/etc/fstab": text}})
    assert [item["mount_point"] for item in fields(host, "fstab", {})] == ["/my\u00a0data"]


def test_a_host_without_fstab_names_nothing() -> None:
    """A container."""
    host = FakeHost.from_spec({"files": {"/etc/fstab": None}})
    assert collected(host, "fstab", {}).flag is Flag.DOES_NOT_EXIST
