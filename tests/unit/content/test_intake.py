"""incisor.content.intake: what is to be imported is read before any of it is kept."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from incisor.benchmark import BenchmarkError
from incisor.content import intake, packing
from incisor.content.intake import Taken, Useless
from incisor.scap.xml import ContentError
from support import imports
from support.benchmarks import benchmark_text, check_text


def test_a_data_stream_is_taken_with_its_digest(tmp_path: Path) -> None:
    """What is packed is the file, byte by byte."""
    path = imports.written(tmp_path / "t-ds.xml")
    (taken,) = intake.taken(str(path))
    assert isinstance(taken, Taken)
    assert b"".join(packing.unpacked(taken.packed)) == path.read_bytes()
    assert taken.listing.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (taken.listing.file, taken.size) == ("t-ds.xml", path.stat().st_size)


def test_a_release_is_taken_stream_by_stream(tmp_path: Path) -> None:
    """Content that has no profile for us is named, the rest is taken."""
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("r/a-ds.xml", imports.stream())
        file.writestr("r/b-ds.xml", imports.stream(profiles=""))
        file.writestr("r/c-ds.xml", imports.stream(version="0.1.3"))
    first, second, third = intake.taken(str(path))
    assert second == Useless("r/b-ds.xml", "no profile is one of CIS's for level 1")
    assert isinstance(first, Taken)
    assert isinstance(third, Taken)
    assert (first.listing.version, third.listing.version) == ("0.1.2", "0.1.3")


def test_a_broken_stream_in_a_release_is_named(tmp_path: Path) -> None:
    """With its member and line: nothing of the release is taken."""
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a-ds.xml", "<a>\n<b>")
    with pytest.raises(ContentError, match=r"release.zip/a-ds.xml:2: not well-formed"):
        list(intake.taken(str(path)))


def test_a_benchmark_of_our_own_is_taken(tmp_path: Path) -> None:
    """A file or a directory of files, known by the digest of their text."""
    path = tmp_path / "b.yaml"
    path.write_text(benchmark_text(check_text("{test: family}")))
    (taken,) = intake.taken(str(path))
    assert isinstance(taken, Taken)
    listing = taken.listing
    assert (listing.id, listing.platforms, listing.format) == ("b", ("DEBIAN_12",), "yaml")
    assert listing.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    (source,) = packing.sources(b"".join(packing.unpacked(taken.packed)))
    assert source.text == path.read_bytes()
    path.write_text("checks: 1")
    with pytest.raises(BenchmarkError):
        list(intake.taken(str(path)))
