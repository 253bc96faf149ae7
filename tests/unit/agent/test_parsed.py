"""incisor.agent.parsed: content that was read is not read again, and nothing else is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import msgpack

from incisor.agent import parsed
from incisor.agent.parsed import MAX_KEPT, Choice, keep_patterns, prepare, recall_patterns
from incisor.oval import patterns
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
    for broken in (b"", b"nonsense", msgpack.encode(7)):
        kept.write_bytes(broken)
        assert prepare(stream, Choice(), str(cache)) == made
        assert kept.stat().st_size > 100


def test_a_forged_file_becomes_nothing(stream: str, cache: Path) -> None:
    """Only records of content, each of its own kind, can come out of it."""
    made = prepare(stream, Choice(), str(cache))
    (kept,) = cache.iterdir()
    kept.write_bytes(msgpack.encode(made.resolution))
    assert prepare(stream, Choice(), str(cache)) == made


@pytest.fixture
def unlearnt(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forgets what patterns compile to, as a new process would."""

    def forget() -> None:
        monkeypatch.setattr(patterns, "_compiled", {})
        monkeypatch.setattr(patterns, "_programs", {})

    forget()
    return forget


def test_patterns_are_compiled_once(
    cache: Path, unlearnt: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next scan finds what this one learnt, and what it adds itself is kept too."""
    patterns.compiled(r"^\s*a(b|[^c])+$", multiline=True)
    keep_patterns(str(cache))
    unlearnt()
    recall_patterns(str(cache))
    patterns.compiled("new")
    keep_patterns(str(cache))
    unlearnt()
    recall_patterns(str(cache))
    monkeypatch.setattr(patterns, "_compile", never)
    assert patterns.compiled(r"^\s*a(b|[^c])+$", multiline=True).search("c\n  abbd\n")
    assert patterns.compiled("new").search("anew")


def test_patterns_of_another_version_are_not_used(
    cache: Path, unlearnt: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they compile to is another language then."""
    patterns.compiled("a")
    keep_patterns(str(cache))
    monkeypatch.setattr(patterns, "VERSION", "another")
    unlearnt()
    recall_patterns(str(cache))
    assert patterns.learnt() is None
    assert patterns.compiled("a").search("a")


@pytest.mark.parametrize("content", [b"", b"nonsense", msgpack.encode(["1", [["a", []]]])])
def test_broken_patterns_are_compiled_again(
    cache: Path, unlearnt: Callable[[], None], content: bytes
) -> None:
    """Whatever the file holds."""
    (cache / parsed.PATTERNS).write_bytes(content)
    recall_patterns(str(cache))
    assert patterns.compiled("a").search("a")


def test_patterns_of_others_are_not_used(cache: Path, unlearnt: Callable[[], None]) -> None:
    """A directory that others can enter is neither read nor written."""
    patterns.compiled("a")
    keep_patterns(str(cache))
    cache.chmod(0o755)
    unlearnt()
    recall_patterns(str(cache))
    patterns.compiled("b")
    keep_patterns(str(cache))
    assert set(patterns.learnt() or ()) == {("b", False, False, False)}


def test_the_oldest_go_when_there_are_too_many(
    stream: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bounded number is kept."""
    assert MAX_KEPT > 2
    monkeypatch.setattr(parsed, "MAX_KEPT", 2)
    for names in ((), ("a",), ("b",), ("a", "b")):
        prepare(stream, Choice(rules=names), str(cache))
    assert len(list(cache.iterdir())) == 2
