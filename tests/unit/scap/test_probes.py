"""incisor.scap.probes: what OVAL content expects otherwise than our own language."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from incisor.host import Host
from incisor.host.live import LiveHost
from incisor.oval.collect import Collected, Collector
from incisor.oval.model import Definitions, Entity, Object
from incisor.oval.tables import Flag
from incisor.scap.probes import OVAL_PROBES
from support.fakehost import FakeHost


def collected(host: Host, kind: str, *entities: Entity) -> Collected:
    """The object's items."""
    subject = Object("o", kind, entities)

    def no_walk(_: object) -> Sequence[object] | None:
        return None

    made = Collector(
        host,
        Definitions(objects={"o": subject}),
        OVAL_PROBES,
        lambda entity: entity.values,
        no_walk,  # type: ignore[arg-type]  # none of these objects walks
    )
    return made.collect("o")


def test_empty_numbers_of_shadow_are_what_the_c_library_reads() -> None:
    """getspent gives -1."""
    host = FakeHost.from_spec({"files": {"/etc/shadow": "root:*:19000:0:::::\n"}})
    (item,) = collected(host, "shadow").items
    assert item.fields["chg_lst"] == 19000
    assert (item.fields["chg_req"], item.fields["exp_date"]) == (-1, -1)


@pytest.mark.parametrize("kind", ["systemdunitproperty", "systemdunitdependency"])
def test_without_systemd_its_units_are_in_error(kind: str) -> None:
    """As in oscap; the YAML benchmarks read unit files instead."""
    found = collected(FakeHost.from_spec({"systemd": "absent"}), kind)
    assert found.flag is Flag.ERROR
    assert found.reasons == ("systemd is not running on this host",)


@pytest.mark.parametrize("kind", ["rpminfo", "rpmverifyfile", "rpmverifypackage"])
def test_without_rpm_its_objects_do_not_apply(kind: str) -> None:
    """A host of another family."""
    assert collected(FakeHost.from_spec(), kind).flag is Flag.NOT_APPLICABLE


def test_a_mounted_roots_units_are_read_from_their_files(tmp_path: Path) -> None:
    """Nothing runs there, and nobody expects it to."""
    units = tmp_path / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "a.service").write_text("[Install]\nWantedBy=multi-user.target\n")
    wanted = (Entity("unit", ("a.service",)), Entity("property", ("UnitFileState",)))
    (item,) = collected(LiveHost(str(tmp_path)), "systemdunitproperty", *wanted).items
    assert item.fields["value"] == ("disabled",)


def test_a_filepath_names_no_directory() -> None:
    """Authors of our own language may say so; in OVAL it finds nothing."""
    host = FakeHost.from_spec()
    assert len(collected(host, "file", Entity("filepath", ("/etc/passwd",))).items) == 1
    assert collected(host, "file", Entity("filepath", ("/etc",))).items == []
