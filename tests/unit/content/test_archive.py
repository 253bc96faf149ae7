"""incisor.content.archive: zip files, read within bounds."""

import struct
import zipfile
from pathlib import Path

import pytest

from incisor.content import archive
from incisor.scap.xml import ContentError


def made(path: Path, **members: bytes) -> str:
    """A zip file of these members; `__` in a name is a slash, `_ds` the suffix."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "/").replace("_ds", "-ds.xml"), data)
    return str(path)


def names(path: str) -> list[str]:
    """The data streams that are found."""
    with archive.opened(path) as opened:
        return [member.filename for member in archive.streams(opened, path)]


def test_data_streams_are_found_by_their_names(tmp_path: Path) -> None:
    """Other members of a release are left alone."""
    path = made(tmp_path / "a.zip", r__ssg_a_ds=b"<a/>", r__README=b"x", r__tables__t_xml=b"<t/>")
    assert archive.is_zip(path)
    assert names(path) == ["r/ssg_a-ds.xml"]


def test_any_xml_counts_where_nothing_is_called_a_data_stream(tmp_path: Path) -> None:
    """A publisher may call it as it likes."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("benchmark.xml", "<a/>")
    assert names(str(path)) == ["benchmark.xml"]


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("MAX_STREAMS", 1, "has 2 data streams, more than 1"),
        ("MAX_TOTAL", 10, "its data streams are larger than"),
        ("MAX_BYTES", 5, "is larger than"),
        ("MAX_DIRECTORY", 10, "its list of members is larger than"),
    ],
)
def test_there_is_a_bound_to_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, words: str
) -> None:
    """Count, sizes, and the list of members itself."""
    path = made(tmp_path / "a.zip", a_ds=b"<abcdef/>", b_ds=b"<abcdef/>")
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(ContentError, match=words):
        names(path)


def test_what_was_packed_more_than_xml_can_be_is_refused(tmp_path: Path) -> None:
    """A bomb is seen before it is unpacked."""
    path = made(tmp_path / "a.zip", a_ds=b" " * 1_000_000)
    with pytest.raises(ContentError, match="packed more than 200 times"):
        names(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    """With what to do."""
    path = tmp_path / "a.zip"
    raw = bytearray(Path(made(path, a_ds=b"<a/>")).read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<H", raw, at + 8, 1)
    path.write_bytes(raw)
    with pytest.raises(ContentError, match="is encrypted: unpack it yourself"):
        names(str(path))


@pytest.mark.parametrize("damage", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 100])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    """One sentence, whatever is wrong with it."""
    path = tmp_path / "a.zip"
    path.write_bytes(damage)
    with pytest.raises(ContentError, match="is damaged"):
        names(str(path))


def test_a_member_whose_bytes_are_damaged_is_noticed(tmp_path: Path) -> None:
    """Its checksum says so."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a-ds.xml", "<abcdefgh/>")
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"abcdefgX"))
    with (
        pytest.raises(ContentError, match="is damaged"),
        archive.opened(str(path)) as opened,
        archive.stream(opened, archive.streams(opened, "a")[0]) as member,
    ):
        member.read()


def test_a_release_without_a_data_stream_is_refused(tmp_path: Path) -> None:
    """It names what was looked for."""
    path = made(tmp_path / "a.zip", README=b"x")
    with pytest.raises(ContentError, match=r"no member called …-ds\.xml"):
        names(path)
