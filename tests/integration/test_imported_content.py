"""The installed commands, from a data stream to findings: import, agent, results."""

import csv
import hashlib
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from incisor.agent import facts
from incisor.host.live import LiveHost
from support import imports, installed
from support.installed import Service, answer, incisor, scan_once

CPES = {"DEBIAN": "cpe:/o:debian:debian_linux:", "UBUNTU": "cpe:/o:canonical:ubuntu_linux:"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that runs before anything is imported."""
    with installed.service(tmp_path_factory.mktemp("service") / "data") as running:
        yield running


def cpe() -> str:
    """The CPE name of the machine that the tests run on, which content for it names."""
    platform = facts.gather(LiveHost()).platform_name
    product, _, version = platform.partition("_")
    return CPES[product] + version.replace("_", ".")


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    """Content for this machine, about a file of the test's own."""
    there = tmp_path / "there"
    there.write_text("k=5\n")
    path = imports.written(tmp_path / "own-ds.xml", str(there), platform=cpe())
    path.write_text(path.read_text().replace(imports.CPE, cpe()))
    return path


def test_a_scan_uses_what_was_imported_while_the_service_ran(
    service: Service, stream: Path, tmp_path: Path
) -> None:
    """The agent fetches the content once, checks it, evaluates it, and readers see its words."""
    data = ["--data-dir", str(service.data_dir)]
    assert answer("benchmarks", "import", *data, str(stream))["imported"][0]["new"]
    digest = hashlib.sha256(stream.read_bytes()).hexdigest()
    state = tmp_path / "state"
    with service.account() as account:
        account.enrol(state)
        account.ask_for_scan("LEVEL_2")
        said = scan_once(state)
        assert "session.stopped status=SUCCESS" in said
        found = {each["checkId"]: each for each in account.findings()}
    assert {each: found[each]["status"] for each in found} == {
        "1.1": "FAILED",
        "1.2": "SKIPPED",
        "1.3": "SKIPPED",
        "1.10": "FAILED",
        imports.PLAIN: "PASSED",
    }
    assert found["1.10"]["remediation"] == "echo k=6"
    assert "second: " in found["1.1"]["statusReason"]
    kept = state / "content" / digest
    assert kept.read_bytes() == stream.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_reports_tell_the_words_of_the_content(
    service: Service, stream: Path, tmp_path: Path
) -> None:
    """Numbers, titles, evidence and scripts with their values: of a long one the PDF has the
    beginning, the CSV all."""
    script = "".join(f"echo line {number}.\n" for number in range(100))
    stream.write_text(stream.read_text().replace("echo k=", f"{script}echo k="))
    incisor("benchmarks", "import", "--data-dir", str(service.data_dir), str(stream))
    state = tmp_path / "state"
    with service.account() as account:
        account.enrol(state)
        account.ask_for_scan("LEVEL_2")
        incisor("agent", "--state-dir", str(state), "--once")
        table, document = account.report("CSV").decode(), account.report("PDF")
    rows = {row["checkId"]: row for row in csv.DictReader(StringIO(table, newline=""))}
    assert [*rows] == ["1.1", "1.2", "1.3", "1.10", imports.PLAIN]
    assert rows["1.10"]["title"] == "Rule limit"
    assert rows["1.10"]["remediation"] == f"{script}echo k=6"
    pages = PdfReader(BytesIO(document)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "A guide, version 0.1.2" in text
    assert "1.10 Rule limit Level 1" in text
    assert "… and 61 more lines, which are in the CSV report." in text
    assert "echo line 39." in text
    assert "echo line 40." not in text
    assert "text=k=5" in text


def test_an_agent_may_take_no_content(service: Service, stream: Path, tmp_path: Path) -> None:
    """Then the session ends with that reason, and nothing was fetched."""
    incisor("benchmarks", "import", "--data-dir", str(service.data_dir), str(stream))
    state = tmp_path / "state"
    with service.account() as account:
        account.enrol(state)
        account.ask_for_scan()
        said = scan_once(state, "--bundled-only", status=2)
    assert "this agent takes what is bundled only" in said
    assert not (state / "content").exists()
