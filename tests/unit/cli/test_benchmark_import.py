"""incisor benchmarks import, list, show, remove: a service's catalogue."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from incisor.cli.accounts import accounts
from incisor.cli.benchmarks import benchmarks
from support import imports
from support.benchmarks import benchmark_text, check_text


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A service's data directory."""
    place = ["create", "--data-dir", str(tmp_path / "data"), "--account-id", "123456789012"]
    assert CliRunner().invoke(accounts, place).exit_code == 0
    return tmp_path / "data"


def run(data: Path, command: str, *arguments: str) -> Result:
    """A command on the service's catalogue."""
    return CliRunner().invoke(benchmarks, [command, "--data-dir", str(data), *arguments])


def said(data: Path, command: str, *arguments: str) -> Any:
    """What it says as JSON."""
    return json.loads(run(data, command, *arguments, "--json").output)


def test_an_import_is_listed_and_used(data: Path, tmp_path: Path) -> None:
    """Before the bundled one, for the platform that the content names."""
    path = imports.written(tmp_path / "t-ds.xml")
    result = run(data, "import", str(path))
    assert result.exit_code == 0
    assert "imported xccdf_t_benchmark_DEBIAN-12 0.1.2" in result.output
    imported, bundled = said(data, "list")
    assert (imported["id"], imported["usedFor"]) == (imports.ID, ["DEBIAN_12"])
    assert (bundled["id"], bundled["usedFor"]) == ("cis-debian-12", [])
    assert (imported["origin"], imported["format"]) == ("imported", "scap")
    assert "used" in run(data, "list").output


def test_importing_again_changes_nothing(data: Path, tmp_path: Path) -> None:
    """The same bytes are the same benchmark."""
    path = imports.written(tmp_path / "t-ds.xml")
    assert said(data, "import", str(path))["imported"][0]["new"]
    before = said(data, "list")
    assert not said(data, "import", str(path))["imported"][0]["new"]
    assert said(data, "list") == before


def test_what_was_removed_is_used_no_more(data: Path, tmp_path: Path) -> None:
    """The bundled one is used again; the removed one is still shown, and can come back."""
    path = imports.written(tmp_path / "t-ds.xml")
    digest = said(data, "import", str(path))["imported"][0]["sha256"]
    assert run(data, "remove", digest[:12]).exit_code == 0
    used = {each["id"]: each["usedFor"] for each in said(data, "list")}
    assert used == {"cis-debian-12": ["DEBIAN_12"], imports.ID: []}
    assert "removed" in run(data, "list").output
    assert said(data, "show", imports.ID)["id"] == imports.ID
    assert said(data, "import", str(path))["imported"][0]["new"]


def test_of_a_release_only_the_wanted_platforms_are_imported(data: Path, tmp_path: Path) -> None:
    """A release has some sixty."""
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a-ds.xml", imports.stream())
        file.writestr("b-ds.xml", imports.stream(platform="cpe:/o:redhat:enterprise_linux:9"))
        file.writestr("c-ds.xml", imports.stream(profiles=""))
    found = said(data, "import", "--platform", "RHEL_9", str(path))
    assert [each["platforms"] for each in found["imported"]] == [["RHEL_9"]]
    everything = run(data, "import", str(path)).output
    assert "skipped c-ds.xml: no profile is one of CIS's for level 1" in everything


def test_nothing_is_half_imported(data: Path, tmp_path: Path) -> None:
    """One broken file of several, and the catalogue is as it was."""
    good, bad = imports.written(tmp_path / "good-ds.xml"), tmp_path / "bad-ds.xml"
    bad.write_text(imports.stream().replace('id="xccdf_t_rule_file"', ""))
    result = run(data, "import", str(good), str(bad))
    assert result.exit_code == 2
    assert "bad-ds.xml:" in result.output
    assert "<xccdf:Rule> has no 'id'" in result.output
    assert len(said(data, "list")) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"profiles": ""}, "no profile is one of CIS's for level 1"),
        ({"platform": "cpe:/a:x:y"}, "names no operating system"),
    ],
)
def test_content_for_nobody_is_refused(
    data: Path, tmp_path: Path, more: dict[str, str], words: str
) -> None:
    """With what is missing."""
    result = run(data, "import", str(imports.written(tmp_path / "t-ds.xml", **more)))
    assert (result.exit_code, words in result.output) == (2, True)


def test_profiles_can_be_chosen(data: Path, tmp_path: Path) -> None:
    """By the end of their ids."""
    path = imports.written(tmp_path / "t-ds.xml")
    found = said(data, "import", "--level-1", "level1_workstation", str(path))
    assert found["imported"][0]["profiles"] == {
        "LEVEL_1": "xccdf_t_profile_cis_level1_workstation",
        "LEVEL_2": "xccdf_t_profile_cis_level1_workstation",
    }


def test_a_benchmark_of_our_own_is_imported(data: Path, tmp_path: Path) -> None:
    """And shown with its chapters, like a bundled one."""
    path = tmp_path / "b.yaml"
    path.write_text(benchmark_text(check_text("{test: family}")))
    assert run(data, "import", str(path)).exit_code == 0
    assert said(data, "list")[0]["format"] == "yaml"
    assert "One" in run(data, "show", "b").output


def test_a_check_of_content_is_shown_with_its_rules(data: Path, tmp_path: Path) -> None:
    """From the catalogue by the end of the id, or from the file; no service is needed for that."""
    path = imports.written(tmp_path / "t-ds.xml")
    run(data, "import", str(path))
    page = run(data, "show", "DEBIAN-12", "1.1").output
    assert "xccdf_t_rule_second" in page
    assert page == CliRunner().invoke(benchmarks, ["show", str(path), "1.1"]).output
    assert said(data, "show", "debian-12", "1.10")["remediation"] == "echo k=6"


@pytest.mark.parametrize(
    ("command", "name", "words"),
    [
        ("remove", "cis-debian-12", "is bundled: it cannot be removed"),
        ("remove", "nothing", "There is no benchmark nothing."),
        ("import", "/nowhere", "/nowhere cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(
    data: Path, command: str, name: str, words: str
) -> None:
    """And the exit status of bad input."""
    result = run(data, command, name)
    assert (result.exit_code, words in result.output) == (2, True)
