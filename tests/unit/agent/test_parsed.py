"""incisor.agent.parsed: content that was read is not read again, and nothing else is."""

import io
import os
import pickle
from pathlib import Path

import pytest

from incisor.agent import parsed
from incisor.agent.parsed import MAX_KEPT, Choice, prepare
from incisor.scap import content
from incisor.scap.xml import ContentError
from support.rules import DICTIONARY, OVAL, check, rule
from support.scap import data_stream

BENCHMARK = (
    '<xccdf:Benchmark id="xccdf_t_benchmark_b">'
    '<xccdf:Profile id="xccdf_t_profile_p"><xccdf:title>p</xccdf:title></xccdf:Profile>'
    f"{rule('a', check('yes'))}{rule('b', check('no'))}</xccdf:Benchmark>"
)
TAILORING = (
    '<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_t_tailoring_t">'
    '<Profile id="xccdf_t_profile_mine" extends="xccdf_t_profile_p"><title>m</title>'
    '<select idref="xccdf_t_rule_b" selected="false"/></Profile></Tailoring>'
)


@pytest.fixture
def stream(tmp_path: Path) -> str:
    """A data stream in a file."""
    path = tmp_path / "t-ds.xml"
    path.write_text(data_stream(BENCHMARK, OVAL, DICTIONARY))
    return str(path)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A directory of our own."""
    path = tmp_path / "cache"
    path.mkdir(mode=0o700)
    return path


def never(*_: object) -> None:
    """What must not be called."""
    raise AssertionError("the content was read again")


def test_a_second_scan_parses_nothing(
    stream: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And gets the same."""
    first = prepare(stream, Choice("p"), str(cache))
    monkeypatch.setattr(content, "read", never)
    assert prepare(stream, Choice("p"), str(cache)) == first


@pytest.mark.parametrize("choice", [Choice(""), Choice("p", rules=("a",))])
def test_other_choices_are_kept_apart(stream: str, cache: Path, choice: Choice) -> None:
    """A profile, a tailoring and single rules are each their own."""
    assert prepare(stream, Choice("p"), str(cache)) != prepare(stream, choice, str(cache))
    assert len(list(cache.iterdir())) == 2


def test_changed_content_is_read_anew(stream: str, cache: Path) -> None:
    """The digest counts, not the name."""
    before = prepare(stream, Choice(), str(cache))
    path = Path(stream)
    path.write_text(path.read_text().replace("def:no", "def:flaw", 1))
    assert prepare(stream, Choice(), str(cache)).content.sha256 != before.content.sha256


def test_a_tailoring_is_applied(stream: str, cache: Path, tmp_path: Path) -> None:
    """Its profile, with the benchmark's under it."""
    tailoring = tmp_path / "tailoring.xml"
    tailoring.write_text(TAILORING)
    for _ in range(2):
        made = prepare(stream, Choice("mine", str(tailoring)), str(cache))
        assert [entry.selected for entry in made.resolution.rules] == [True, False]


def test_rules_are_known_by_their_short_names(stream: str) -> None:
    """Others are refused by name."""
    assert prepare(stream, Choice(rules=("a",)), None).rules == {"xccdf_t_rule_a"}
    with pytest.raises(ContentError, match="there is no rule 'z'"):
        prepare(stream, Choice(rules=("z",)), None)


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o777])
def test_a_directory_that_others_can_enter_is_not_used(stream: str, cache: Path, mode: int) -> None:
    """What is in it may be anybody's."""
    cache.chmod(mode)
    prepare(stream, Choice(), str(cache))
    assert list(cache.iterdir()) == []


def test_files_that_are_broken_are_replaced(stream: str, cache: Path) -> None:
    """Whatever they hold."""
    made = prepare(stream, Choice(), str(cache))
    (kept,) = cache.iterdir()
    for broken in (b"", b"nonsense", pickle.dumps(7)):
        kept.write_bytes(broken)
        assert prepare(stream, Choice(), str(cache)) == made
        assert kept.stat().st_size > 100


def test_a_forged_file_runs_nothing(stream: str, cache: Path) -> None:
    """Only records of content can come out of it."""
    made = prepare(stream, Choice(), str(cache))
    (kept,) = cache.iterdir()
    buffer = io.BytesIO()
    pickle.Pickler(buffer).dump(Forged(str(cache / "ran")))
    kept.write_bytes(buffer.getvalue())
    assert prepare(stream, Choice(), str(cache)) == made
    assert not (cache / "ran").exists()


class Forged:
    """Makes a directory when it is loaded by an unguarded unpickler."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.path,)


def test_the_oldest_go_when_there_are_too_many(
    stream: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bounded number is kept."""
    assert MAX_KEPT > 2
    monkeypatch.setattr(parsed, "MAX_KEPT", 2)
    for names in ((), ("a",), ("b",), ("a", "b")):
        prepare(stream, Choice(rules=names), str(cache))
    assert len(list(cache.iterdir())) == 2
