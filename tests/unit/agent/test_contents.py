"""incisor.agent.contents: content is fetched once, and the service is not trusted with it."""

import base64
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from incisor.agent import contents
from incisor.agent.assignment import UnsuitableError
from incisor.agent.spool import Benchmark
from incisor.benchmark import Source
from incisor.content import packing
from support.scripted import Say, Script, refuse, scripted
from support.sessions import transport

DATA = b"<content/>" * 1000
DIGEST = hashlib.sha256(DATA).hexdigest()
MEANT = Benchmark("b", "1", DIGEST, "scap", "p")
PATH = "/incisor/v1/benchmark-content"


def answer(data: bytes) -> Say:
    """What a service answers that has this content."""
    return Say(body={"sha256": DIGEST, "packed": base64.b64encode(data).decode()})


@pytest.fixture
def script() -> Iterator[Script]:
    """A service that says what it is told to say."""
    with scripted() as said:
        yield said


def test_content_is_fetched_once(script: Script, tmp_path: Path) -> None:
    """By digest; the second scan finds it on disk, closed to others."""
    script.say(PATH, answer(zlib.compress(DATA)))
    first = contents.fetched(str(tmp_path), transport(script.endpoint), MEANT)
    again = contents.fetched(str(tmp_path), transport(script.endpoint), MEANT)
    assert first == again == str(tmp_path / "content" / DIGEST)
    assert Path(first).read_bytes() == DATA
    assert Path(first).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "content").stat().st_mode & 0o777 == 0o700
    assert [(each.method, each.query) for each in script.asked] == [("GET", f"sha256={DIGEST}")]


def test_what_was_damaged_on_disk_is_fetched_again(script: Script, tmp_path: Path) -> None:
    """Nothing is evaluated that its digest does not vouch for."""
    script.say(PATH, answer(zlib.compress(DATA)), answer(zlib.compress(DATA)))
    path = Path(contents.fetched(str(tmp_path), transport(script.endpoint), MEANT))
    path.write_bytes(b"x")
    contents.fetched(str(tmp_path), transport(script.endpoint), MEANT)
    assert path.read_bytes() == DATA


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            answer(zlib.compress(b"other")),
            "is not what the service sent: its digest is d9298a10d1b0",
        ),
        (answer(b"no zlib"), "is damaged"),
        (answer(zlib.compress(DATA)[:-4]), "is damaged"),
        (refuse(404, "ResourceNotFoundException", "gone"), "cannot be fetched: gone"),
    ],
)
def test_what_is_not_the_content_is_not_kept(
    script: Script, tmp_path: Path, said: Say, words: str
) -> None:
    """The session ends with the reason, and nothing is left on disk."""
    script.say(PATH, said)
    with pytest.raises(UnsuitableError, match=words):
        contents.fetched(str(tmp_path), transport(script.endpoint), MEANT)
    assert list((tmp_path / "content").iterdir()) == []


def test_a_bomb_is_refused(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However well it is packed."""
    monkeypatch.setattr(packing, "MAX_BYTES", 1000)
    script.say(PATH, answer(zlib.compress(DATA)))
    with pytest.raises(UnsuitableError, match="is larger than"):
        contents.fetched(str(tmp_path), transport(script.endpoint), MEANT)


@pytest.mark.parametrize("digest", ["../../../etc/passwd", "", "A" * 64])
def test_a_digest_is_no_path(script: Script, tmp_path: Path, digest: str) -> None:
    """What the service says never leads out of the state directory."""
    meant = Benchmark("b", "1", digest, "scap", "p")
    with pytest.raises(UnsuitableError, match="The digest of b is none"):
        contents.fetched(str(tmp_path), transport(script.endpoint), meant)
    assert script.asked == []


def test_a_few_contents_are_kept(script: Script, tmp_path: Path) -> None:
    """The one that was used least recently goes first."""
    paths = []
    for number in range(contents.MAX_KEPT + 1):
        data = str(number).encode()
        script.say(PATH, answer(zlib.compress(data)))
        meant = Benchmark("b", "1", hashlib.sha256(data).hexdigest(), "scap", "p")
        paths.append(Path(contents.fetched(str(tmp_path), transport(script.endpoint), meant)))
    assert [path.exists() for path in paths] == [False] + [True] * contents.MAX_KEPT


def test_a_benchmark_of_ours_is_known_by_its_files(script: Script, tmp_path: Path) -> None:
    """Its digest is over their text, whatever they are called."""
    files = packing.files([Source("a.yaml", b"one"), Source("b.yaml", b"two")])
    script.say(PATH, answer(zlib.compress(files)))
    meant = Benchmark("b", "1", hashlib.sha256(b"onetwo").hexdigest(), "yaml")
    path = contents.fetched(str(tmp_path), transport(script.endpoint), meant)
    assert Path(path).read_bytes() == files
