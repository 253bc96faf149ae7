"""incisor.oval.probes.rpmverifyfile: what a private database in conformance cannot show.

Ordinary files, links and behaviors are held against oscap in tests/conformance/test_oscap_rpm.py.
"""

from typing import Any

import pytest

from incisor.host import Package, PackagedFile
from support.content import items
from support.fakehost import FakeHost

FILE = PackagedFile(
    Package("n", "noarch", "", "1", "2"), "/etc/there", 0o100644, 4, 1_728_043_200, "", 8, "",
    "root", "root", 0, 0xFFFFFFFF, 0, "",
)  # fmt: skip
HOST = {"files": {"/etc/there": "k=5\n", "/dev/x": {"type": "character special", "mode": "0600"}}}


def verified(file: PackagedFile, **attributes: bytes) -> dict[str, Any]:
    """The one item's fields, with what is not known as None."""
    host = FakeHost.from_spec(HOST)
    host.packaged = (file,)
    host.attributes = {(file.path, f"security.{k}"): v for k, v in attributes.items()}
    (item,) = items(host, "rpmverifyfile", {"name": "n"})
    return {**item.fields, **dict.fromkeys(item.problems)}


def test_a_file_that_was_not_installed_passes() -> None:
    """Replaced by another package's, of another colour, on a shared file system."""
    assert verified(FILE._replace(size=9))["size_differs"] == "fail"
    assert verified(FILE._replace(size=9, state=1))["size_differs"] == "pass"


def test_capabilities_are_there_or_not() -> None:
    """Which ones, nobody reads: where both sides have some, it is not known."""
    some = FILE._replace(capabilities="cap_net_raw=ep")
    assert verified(FILE)["capabilities_differ"] == "pass"
    assert verified(some)["capabilities_differ"] == "fail"
    assert verified(FILE, capability=b"x")["capabilities_differ"] == "fail"
    assert verified(some, capability=b"x")["capabilities_differ"] is None


def test_devices_are_devices_or_not() -> None:
    """Which ones, nobody reads."""
    device = FILE._replace(path="/dev/x", mode=0o020600)
    assert verified(device)["device_differs"] is None
    assert verified(device._replace(mode=0o100600))["device_differs"] == "fail"


@pytest.mark.parametrize(("algorithm", "verdict"), [(1, "fail"), (8, "fail"), (99, "fail")])
def test_an_algorithm_that_is_unknown_fails(algorithm: int, verdict: str) -> None:
    """As a digest that differs does."""
    assert verified(FILE._replace(algorithm=algorithm))["md5_differs"] == verdict


def test_a_digest_of_any_known_algorithm_is_compared() -> None:
    """By the number that OpenPGP gives it; none at all is MD5's."""
    host = FakeHost.from_spec(HOST)
    for number, name in ((0, "md5"), (1, "md5"), (2, "sha1"), (8, "sha256"), (10, "sha512")):
        digest = host.digest("/etc/there", name)
        found = verified(FILE._replace(algorithm=number, digest=digest))
        assert found["filedigest_differs"] == "pass"
