import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from incisor.cli.benchmarks import benchmarks
from support.benchmarks import benchmark_text, check_text


def run(*arguments: str) -> Result:
    return CliRunner().invoke(benchmarks, arguments)


def test_the_list_names_what_is_bundled() -> None:
    """A person sees a table, a script the same facts as JSON."""
    assert "cis-debian-12" in run("list").output
    (found,) = json.loads(run("list", "--json").output)
    assert (found["id"], found["platform"]) == ("cis-debian-12", "DEBIAN_12")
    assert 0 < found["automated"] < found["checks"]


def test_a_benchmark_is_shown_by_chapter() -> None:
    """Every check is listed under the title of its chapter, manual ones marked as such."""
    output = run("show", "cis-debian-12").output
    assert "Initial setup" in output
    assert "1.1.1.10       1  manual" in output
    found = json.loads(run("show", "cis-debian-12", "--json").output)
    assert found["checks"][0]["id"] == "1.1.1.1"
    assert found["chapters"]["1"] == "Initial setup"


def test_a_check_is_shown_with_its_reason_and_its_fix() -> None:
    """One check is a page: what is asked, why, what to do."""
    output = run("show", "cis-debian-12", "1.5.1").output
    assert [line for line in output.splitlines() if line[:4] in ("What", "Why")] == [
        "What is asked",
        "Why",
        "What to do",
    ]
    found = json.loads(run("show", "cis-debian-12", "1.5.1", "--json").output)
    assert (found["id"], found["level"], found["automated"]) == ("1.5.1", 1, True)


def test_a_manual_check_says_why_it_is_manual() -> None:
    """The reason stands on the page and in the JSON."""
    assert "Why no program decides it" in run("show", "cis-debian-12", "1.2.1.1").output
    assert json.loads(run("show", "cis-debian-12", "1.2.1.1", "--json").output)["manual"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("show", "cis-debain-12"),
            "There is no benchmark cis-debain-12.\nDid you mean cis-debian",
        ),
        (("show", "x"), "Known are: cis-debian-12"),
        (("show", "cis-debian-12", "1.5"), "It is a section; its first check is 1.5.1."),
        (("show", "cis-debian-12", "99"), "List its checks with: incisor benchmarks show"),
        (("validate", "/nowhere.yaml"), "/nowhere.yaml cannot be read: No such file or directory."),
    ],
)
def test_what_is_not_there_gets_a_sentence_and_the_next_step(
    arguments: tuple[str, ...], said: str
) -> None:
    """Bad input exits with 2 and says what to do."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_sound_benchmark_validates(tmp_path: Path) -> None:
    """A file of one's own is loaded as the bundled ones are."""
    path = tmp_path / "b.yaml"
    path.write_text(benchmark_text(check_text("{test: family}")))
    result = run("validate", str(path))
    assert (result.exit_code, result.output) == (0, f"{path}: b 1, 1 checks, sound\n")


def test_faults_of_a_benchmark_are_printed_with_their_place(tmp_path: Path) -> None:
    """Every fault is a line that an editor can follow, and the exit status is 2."""
    path = tmp_path / "b.yaml"
    path.write_text(benchmark_text(check_text("{test: famly}")))
    result = run("validate", str(path), str(path))
    assert result.exit_code == 2
    assert f"{path}:6:13: checks[0].assess.test: unknown word famly; did you mean family?" in (
        result.output
    )


def test_a_directory_without_a_benchmark_gets_a_sentence(tmp_path: Path) -> None:
    """A directory of something else is told apart from a faulty benchmark."""
    result = run("validate", str(tmp_path))
    assert result.exit_code == 2
    assert "holds no benchmark.yaml" in result.output
