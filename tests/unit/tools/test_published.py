"""tools.published: where content comes from, and what is in it."""

from pathlib import Path

import pytest

import published

PROFILE = '<x:Profile id="xccdf_x_profile_{}"/>'


def test_platforms_are_taken_out_of_a_copy(tmp_path: Path) -> None:
    """The original stays."""
    stream = tmp_path / "ssg-x-ds.xml"
    stream.write_text('<a><x:platform idref="#p"/><x:Profile id="q_profile_cis"/></a>')
    copy = published.without_platforms(stream, tmp_path / "copies")
    assert "platform" not in copy.read_text()
    assert "platform" in stream.read_text()
    assert published.profiles(copy) == ["q_profile_cis"]


def test_relations_to_what_is_not_there_are_taken_out(tmp_path: Path) -> None:
    """Those to other items of the benchmark stay."""
    stream = tmp_path / "ssg-x-ds.xml"
    stream.write_text('<x:Rule id="a"><x:conflicts idref="b"/><x:requires idref="c"/></x:Rule>')
    stream.write_text(stream.read_text() + '<x:Rule selected="false" id="c"/>')
    copy = published.without_platforms(stream, tmp_path / "copies").read_text()
    assert "requires" in copy
    assert "conflicts" not in copy


def test_profiles_are_those_of_cis_or_those_asked_for(tmp_path: Path) -> None:
    """By the end of their ids."""
    stream = tmp_path / "ssg-x-ds.xml"
    stream.write_text("".join(map(PROFILE.format, ("cis", "cis_server_l1", "stig"))))
    ids = [f"xccdf_x_profile_{name}" for name in ("cis", "cis_server_l1", "stig")]
    assert published.profiles(stream) == ids[:2]
    assert published.profiles(stream, ["l1", "stig"]) == ids[1:]


def test_the_mirror_is_the_one_that_the_machine_uses() -> None:
    """The first with Debian's packages themselves, not with updates for security."""
    lists = (
        "main http://mirror.example/debian-security/\n"
        "contrib http://mirror.example/more/\n"
        "main http://mirror.example/debian/\n"
    )
    assert published.choose_mirror(lists) == "http://mirror.example/debian/"
    with pytest.raises(SystemExit, match="is configured"):
        published.choose_mirror("")


def test_a_later_suite_changes_nothing_of_the_machine(tmp_path: Path) -> None:
    """apt writes below the place given only, and does not read what the machine has."""
    options = published.private_options(tmp_path, tmp_path / "later.list")
    places = dict(option.split("=") for option in options[1::2])
    assert {
        "Dir::State",
        "Dir::State::Lists",
        "Dir::Cache",
        "Dir::Etc::SourceList",
    } <= places.keys()
    assert {place for place in places.values() if not place.startswith(str(tmp_path))} == {
        "/dev/null"
    }


def test_the_version_is_the_benchmarks(tmp_path: Path) -> None:
    """Not the one of some package that it speaks of."""
    (tmp_path / "ssg-x-ds.xml").write_text(
        '<a><linux:version>.*</linux:version><x:version update="https://x">0.1.99</x:version></a>'
    )
    assert published.version(tmp_path) == "0.1.99"
    with pytest.raises(SystemExit, match="no data streams"):
        published.version(tmp_path / "none")
