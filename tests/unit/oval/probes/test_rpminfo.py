"""incisor.oval.probes.rpminfo: installed RPM packages."""

from support.content import fields
from support.fakehost import FakeHost


def test_packages_have_an_epoch_version_and_release() -> None:
    """Without an epoch the evr has 0, as oscap gives it."""
    rpms = [
        {"name": "bash", "version": "5.1", "release": "9.el9"},
        {"name": "bind", "version": "9", "release": "1", "epoch": "32", "signature_keyid": "ab12"},
    ]
    host = FakeHost.from_spec({"rpms": rpms})
    bash, bind = fields(host, "rpminfo", {})
    assert (bash["epoch"], bash["evr"]) == ("(none)", "0:5.1-9.el9")
    assert (bind["epoch"], bind["evr"], bind["signature_keyid"]) == ("32", "32:9-1", "ab12")
