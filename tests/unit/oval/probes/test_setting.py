"""incisor.oval.probes.setting: effective values as items. The readers have their own tests."""

from incisor.oval.model import Check, Entity
from incisor.oval.tables import Flag
from support.content import collected, fields
from support.fakehost import FakeHost

HOST = FakeHost.from_spec(
    {
        "files": {
            "/etc/ssh/sshd_config": "MaxAuthTries 4\nAllowUsers a\nAllowUsers b\n",
            "/etc/default/grub": 'GRUB_CMDLINE_LINUX="audit=1"\n',
            "/etc/secret.conf": {"content": "a=1", "mode": "0600"},
        }
    }
)


def test_a_setting_has_its_value_and_its_place() -> None:
    """The key is given as it was asked for, whatever its case in the file."""
    (found,) = fields(HOST, "setting", {"source": "sshd", "key": "maxAuthTries"})
    assert found == {
        "source": "sshd",
        "key": "maxAuthTries",
        "value": "4",
        "filepath": "/etc/ssh/sshd_config",
        "line": 1,
        "separator": None,
    }


def test_a_key_that_no_file_sets_is_no_item() -> None:
    """The program's default is not invented."""
    assert fields(HOST, "setting", {"source": "sshd", "key": "Banner"}) == []


def test_several_keys_can_be_asked_for() -> None:
    """By a list or by a pattern."""
    listed = Entity("key", ("AllowUsers", "AllowGroups"), var_check=Check.AT_LEAST_ONE)
    found = fields(HOST, "setting", {"source": "sshd", "key": listed})
    assert [item["value"] for item in found] == ["a", "b"]
    found = fields(HOST, "setting", {"source": "sshd", "key": ("pattern", "^max")})
    assert [item["key"] for item in found] == ["maxauthtries"]


def test_any_file_can_be_read_as_keys_and_values() -> None:
    """The source keyvalue takes the file and the separator."""
    asked = {
        "source": "keyvalue",
        "key": "GRUB_CMDLINE_LINUX",
        "filepath": "/etc/default/grub",
        "separator": "=",
    }
    assert fields(HOST, "setting", asked)[0]["value"] == "audit=1"


def test_an_unknown_source_is_an_error() -> None:
    """Not just a setting that is missing."""
    assert collected(HOST, "setting", {"source": "vi", "key": "x"}).flag is Flag.ERROR


def test_a_file_that_only_root_may_read_is_told() -> None:
    """Without root the object is incomplete."""
    host = FakeHost.from_spec(
        {"files": {"/etc/ssh/sshd_config": {"content": "X 1", "mode": "0600"}}, "root": False}
    )
    found = collected(host, "setting", {"source": "sshd", "key": "X"})
    assert (found.flag, found.needs_privilege) == (Flag.INCOMPLETE, True)
