"""incisor.oval.probes.uname: the running kernel."""

from support.content import fields
from support.fakehost import FakeHost


def test_the_kernel_is_one_item() -> None:
    """uname(2) under OVAL's names."""
    (found,) = fields(FakeHost.from_spec({"kernel": "6.1.0"}), "uname", {})
    assert (found["os_name"], found["os_release"]) == ("Linux", "6.1.0")
    assert (found["machine_class"], found["processor_type"]) == ("x86_64", "x86_64")
