"""incisor benchmarks profiles, validate and tailor: SCAP content before it is used."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from incisor.cli.benchmarks import benchmarks
from support import imports


@pytest.fixture
def stream(tmp_path: Path) -> str:
    """The small stream in a file."""
    return str(imports.written(tmp_path / "t-ds.xml"))


def run(*arguments: str) -> Result:
    """A command."""
    return CliRunner().invoke(benchmarks, arguments)


def said(*arguments: str) -> Any:
    """What it says as JSON."""
    return json.loads(run(*arguments, "--json").output)


def test_profiles_are_listed_with_the_levels_that_they_stand_for(stream: str) -> None:
    """And with how many rules they select."""
    found = {each["id"]: (each["level"], each["rules"]) for each in said("profiles", stream)}
    assert found == {
        "xccdf_t_profile_cis_level1_workstation": (None, 1),
        imports.LEVEL_1: ("LEVEL_1", 5),
        imports.LEVEL_2: ("LEVEL_2", 6),
    }
    assert "Level 1 - Workstation" in run("profiles", stream).output


def test_a_profile_is_shown_with_its_rules_and_values(stream: str) -> None:
    """What each value resolves to, and what else could be chosen."""
    found = said("profiles", stream, "level1_server")
    assert [each["recommendations"] for each in found["rules"]][:2] == [["1.10"], ["1.1"]]
    (value,) = found["values"]
    assert (value["value"], value["selectors"]) == (["6"], {"default": ["5"], "seven": ["7"]})
    output = run("profiles", stream, "level1_server").output
    assert "limit  6   seven=7    Limit" in output
    assert "5 rules, 1 values." in output


def test_a_sound_stream_validates(stream: str) -> None:
    """With a note on what is not evaluated."""
    result = run("validate", stream)
    assert result.exit_code == 0
    assert f"{stream}: xccdf_t_benchmark_DEBIAN-12 0.1.2, 3 profiles, sound" in result.output
    assert "note: 1 unix:strange_test are not evaluated" in result.output


def test_what_is_wrong_with_a_stream_is_named(stream: str) -> None:
    """File, line, element; of a zip file the member too."""
    path = Path(stream)
    text = path.read_text()
    path.write_text(text.replace('idref="xccdf_t_rule_file"', 'idref="xccdf_t_rule_gone"'))
    result = run("validate", stream)
    words = "<xccdf:select> refers to the item xccdf_t_rule_gone, which is not there"
    assert result.exit_code == 2
    assert words in result.output
    archive = path.with_name("release.zip")
    with zipfile.ZipFile(archive, "w") as file:
        file.write(path, "r/t-ds.xml")
    result = run("validate", str(archive))
    assert result.exit_code == 2
    assert f"{archive}/r/t-ds.xml:" in result.output
    path.write_text(text.replace("</xccdf:Benchmark>", ""))
    assert "not well-formed XML" in run("validate", stream).output


def test_a_tailoring_is_written_and_its_profile_shown(stream: str, tmp_path: Path) -> None:
    """The file is closed to others."""
    out = tmp_path / "ours.xml"
    changes = ["--unselect", "plain", "--set-value", "limit=9", "--id", "ours"]
    result = run("tailor", stream, "--profile", "level1_server", *changes, "--output", str(out))
    assert result.output == f"Wrote {out}: profile xccdf_incisor_profile_ours, 4 rules.\n"
    assert out.stat().st_mode & 0o777 == 0o600
    found = said("profiles", "--tailoring", str(out), stream, "ours")
    assert found["values"][0]["value"] == ["9"]
    assert len(found["rules"]) == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set-value", "limit"], "limit is given nothing."),
        (["--set-value", "limit=x"], "limit is a number, which 'x' is not"),
        (["--select", "gone"], "'gone' is none"),
    ],
)
def test_a_tailoring_that_makes_no_sense_is_not_written(
    stream: str, tmp_path: Path, arguments: list[str], words: str
) -> None:
    """One sentence, and no file."""
    out = tmp_path / "ours.xml"
    result = run("tailor", stream, "--profile", "level1_server", *arguments, "--output", str(out))
    assert (result.exit_code, words in result.output) == (2, True)
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cis-debian-12", "cis-debian-12 is no SCAP content."),
        ("nothing", "There is no benchmark nothing."),
    ],
)
def test_profiles_are_of_scap_content(name: str, words: str) -> None:
    """A benchmark of ours has levels instead."""
    result = run("profiles", name)
    assert (result.exit_code, words in result.output) == (2, True)
