"""A tailoring that we write is honoured by oscap as by us: the same rules, values and results."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from support import imports
from support.installed import incisor
from support.oscap import read, require_oscap

NAMESPACE = "{http://checklists.nist.gov/xccdf/1.2}"
PROFILE = "xccdf_incisor_profile_ours"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The small stream, about a file of the test's own, and a tailoring of it."""
    there = tmp_path / "there"
    there.write_text("k=5\n")
    stream = imports.written(tmp_path / "t-ds.xml", str(there))
    changes = ["--unselect", "plain", "--select", "second", "--refine-value", "limit=seven"]
    changes += ["--set-value", "limit=5", "--id", PROFILE, "--output", str(tmp_path / "ours.xml")]
    incisor("benchmarks", "tailor", str(stream), "--profile", "cis_level1_server", *changes)
    return stream


def told(results: Path) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Each selected rule's result, and each value, of a TestResult."""
    rules = {
        node.get("idref"): result.text
        for node in read(results, "xccdf:rule-result")
        if (result := node.first("xccdf:result")) and result.text != "notselected"
    }
    values = {node.get("idref"): node.text for node in read(results, "xccdf:set-value")}
    return rules, values


def test_oscap_and_we_make_the_same_of_it(content: Path) -> None:
    """Rules that were selected and left out, and the value that they are compared with."""
    require_oscap()
    tailoring, theirs, ours = (content.with_name(f"{n}.xml") for n in ("ours", "oscap", "incisor"))
    given = ["--profile", PROFILE, "--results"]
    command = ["oscap", "xccdf", "eval", "--skip-validation", "--tailoring-file", str(tailoring)]
    done = subprocess.run(
        [*command, *given, str(theirs), str(content)], check=False, capture_output=True, text=True
    )
    assert theirs.exists(), done.stderr
    options = ["--tailoring", str(tailoring), *given, str(ours)]
    incisor("scan", "--content", str(content), *options, status=2)
    rules, values = told(ours)
    assert rules == told(theirs)[0]
    assert {name.rpartition("_")[2]: result for name, result in rules.items()} == {
        "file": "pass",
        "second": "fail",
        "limit": "pass",
        "script": "notchecked",
        "other": "notapplicable",
    }
    assert values == told(theirs)[1] == {"xccdf_t_value_limit": "5"}
    (file,) = read(ours, "xccdf:tailoring-file")
    assert (file.get("href"), file.get("id")) == (str(tailoring), "xccdf_incisor_tailoring_ours")
    validated = ["oscap", "xccdf", "validate", str(ours)]
    assert subprocess.run(validated, check=False, capture_output=True).returncode == 0


def test_oscap_finds_the_file_valid(content: Path) -> None:
    """By XCCDF's own schema."""
    require_oscap()
    done = subprocess.run(
        ["oscap", "xccdf", "validate", "--skip-schematron", str(content.with_name("ours.xml"))],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
