"""What `incisor scan --content` writes, other tools read: oscap is the one that everybody has."""

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from incisor.cli.scan import scan
from support.oscap import require_oscap
from support.rules import DICTIONARY, OVAL, check, rule
from support.scap import data_stream

JOINED = f'<xccdf:complex-check operator="AND">{check("yes")}{check("no")}</xccdf:complex-check>'
BENCHMARK = (
    '<xccdf:Benchmark id="xccdf_t_benchmark_b"><xccdf:status>draft</xccdf:status>'
    "<xccdf:title>T &amp; ü</xccdf:title>"
    '<xccdf:version>1</xccdf:version><xccdf:Value id="xccdf_t_value_v" type="number">'
    "<xccdf:value>5</xccdf:value></xccdf:Value>"
    f"{rule('a', check('yes'))}{rule('b', check('no'))}"
    f"{rule('c', check('strange'))}{rule('d', JOINED)}</xccdf:Benchmark>"
)


@pytest.fixture(scope="module", params=["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"])
def documents(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with content in that encoding and the three result files of a scan with it."""
    require_oscap()
    place = tmp_path_factory.mktemp("documents")
    text = data_stream(BENCHMARK, OVAL, DICTIONARY)
    for number, name in enumerate(("yes", "no", "flaw", "value", "strange", "idle"), 1):
        text = text.replace(f':def:{name}"', f':def:{number}"')  # the schema wants numbers
    declared = request.param.removesuffix("-sig")
    text = text.replace('version="1.0"', f'version="1.0" encoding="{declared}"', 1)
    (place / "t-ds.xml").write_bytes(text.encode(request.param))
    names = ("results", "arf", "oval-results")
    files = [part for name in names for part in (f"--{name}", str(place / f"{name}.xml"))]
    arguments = ["--content", str(place / "t-ds.xml"), "--cache", str(place / "cache"), *files]
    assert CliRunner().invoke(scan, arguments).exit_code == 2
    return place


def oscap(*words: str | Path) -> str:
    """What oscap says; it must be content."""
    done = subprocess.run(
        ["oscap", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_asset_report_is_one(documents: Path) -> None:
    """Valid by the schemas of ARF and all that is in it, and told for what it is."""
    oscap("ds", "rds-validate", documents / "arf.xml")
    said = oscap("info", documents / "arf.xml")
    for part in ("Document type: Result Data Stream", "Asset: asset0", "Report request: coll"):
        assert part in said


def test_the_asset_report_holds_the_content(documents: Path) -> None:
    """Taken apart, the request is the data stream that was evaluated, whatever its encoding."""
    oscap("ds", "rds-split", "--report-id", "xccdf1", documents / "arf.xml", documents / "parts")
    parts = {path.name for path in (documents / "parts").iterdir()}
    assert parts == {"report.xml", "report-request.xml"}
    held = documents / "parts" / "report-request.xml"
    assert ET.canonicalize(from_file=held) == ET.canonicalize(from_file=documents / "t-ds.xml")


def test_the_other_results_are_valid_too(documents: Path) -> None:
    """By their schemas, and by all further rules of theirs (Schematron): XCCDF's look for what
    results refer to in the same file."""
    oscap("xccdf", "validate", documents / "results.xml")
    oscap("oval", "validate", "--schematron", documents / "oval-results.xml")


def test_a_report_can_be_made_of_the_results(documents: Path) -> None:
    """Titles and all, for the benchmark is with them."""
    page = oscap("xccdf", "generate", "report", documents / "results.xml")
    assert "T &amp; ü" in page
    assert all(f"xccdf_t_rule_{name}" in page for name in "abcd")
