"""incisor.oval.vocabulary: the table of object types, held against the probes."""

import pytest

from incisor.host import PackagedFile
from incisor.oval.probes import PROBES
from incisor.oval.vocabulary import VOCABULARY
from support.content import items
from support.fakehost import FakeHost

ASKED: dict[str, dict[str, object]] = {
    "file": {"filepath": "/etc/passwd"},
    "symlink": {"filepath": "/bin"},
    "filehash58": {"filepath": "/etc/passwd", "hash_type": "SHA-256"},
    "selinuxsecuritycontext": {"pid": 1},
    "xmlfilecontent": {"filepath": "/etc/x.xml", "xpath": "/a/b[@c='d']/text()"},
    "yamlfilecontent": {"filepath": "/etc/x.yaml", "yamlpath": ".a"},
    "textfilecontent54": {"filepath": "/etc/passwd", "pattern": ("pattern", "^(root):")},
    "environmentvariable58": {"name": "PATH"},
    "kernelmodule": {"name": "ext4"},
    "setting": {"source": "login.defs", "key": "UMASK"},
    "pam": {"service": "common-auth"},
}

HOST = FakeHost.from_spec(
    {
        "listening": [{"port": 22, "program": "sshd"}],
        "rpms": [{"name": "bash", "version": "5"}],
        "groups": [{"name": "again", "gid": 0}],
        "files": {
            "/sys/class/net/lo/type": "772\n",
            "/etc/x.xml": "<a><b c='d'>e</b></a>",
            "/etc/rc3.d/S01x": "",
            "/etc/x.yaml": "a: b\n",
            "/sys/fs/selinux/booleans/x": "1 0",
            "/proc/1/status": "Name:\tinit\nPPid:\t0\nUid:\t0\t0\t0\t0\n",
            "/proc/1/cmdline": "/sbin/init\0",
            "/proc/1/attr/current": "system_u:system_r:init_t:s0-s0:c0.c1023",
            "/sys/class/net/lo/flags": "0x9\n",
            "/sys/class/net/lo/address": "00:00:00:00:00:00\n",
        },
    }
)


HOST.packaged = (
    PackagedFile(
        *(HOST.packages[0], "/etc/x.yaml", 0o100644, 5, 0, "", 8, "", "root", "root"),
        *(0, 0xFFFFFFFF, 0, ""),
    ),
)


def test_every_object_type_has_a_probe() -> None:
    """Only `variable` is answered by the content itself."""
    assert VOCABULARY.keys() - PROBES.keys() == {"variable"}
    assert PROBES.keys() <= VOCABULARY.keys()


@pytest.mark.parametrize("kind", sorted(PROBES))
def test_items_have_the_declared_fields_in_the_declared_form(kind: str) -> None:
    """What the benchmark language knows of a type is what its probe gives."""
    declared = VOCABULARY[kind].fields
    found = items(HOST, kind, ASKED.get(kind, {}))
    assert found, "the case must have an item"
    for item in found:
        assert (item.fields.keys() | item.problems.keys()) <= declared.keys()
        for name, value in item.fields.items():
            assert value is None or isinstance(value, tuple) == declared[name].many, name


@pytest.mark.parametrize("kind", sorted(VOCABULARY))
def test_what_an_object_asks_by_is_a_field_of_its_items(kind: str) -> None:
    """An entity of an object can always be compared with its items."""
    known = VOCABULARY[kind]
    assert set(known.entities) <= known.fields.keys()
    assert all(set(group) <= set(known.entities) for group in known.required)
