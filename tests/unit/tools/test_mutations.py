"""tools.mutations: roots broken the same way for the same seed."""

import os
from pathlib import Path

import pytest

import mutations

FILES = {
    "etc/ssh/sshd_config": "Port 22\n# x\n",
    "etc/passwd": "root:x:0:0::/root:/bin/sh\n",
    "etc/shadow": "root:*:1:::::\n",
    "etc/group": "root:x:0:\n",
    "var/lib/dpkg/status": "Package: a\nStatus: install ok installed\n\n"
    "Package: b\nStatus: install ok installed\n\n",
}


def made(root: Path) -> Path:
    """A root with what mutations change."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def told(root: Path) -> list[tuple[str, int, bytes]]:
    """Everything below, with modes and contents."""
    paths = [Path(where, name) for where, _, names in os.walk(root) for name in sorted(names)]
    return sorted(
        (
            os.fsencode(path.relative_to(root)).decode("latin-1"),
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() and not path.is_symlink() else b"",
        )
        for path in paths
    )


@pytest.fixture(autouse=True)
def no_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root may give files away."""
    monkeypatch.setattr(os, "chown", lambda *_, **__: None)


def test_nothing_is_written_through_links_and_to_pipes(tmp_path: Path) -> None:
    """Links that a root has lead to files of this machine; a pipe would wait for ever."""
    outside = tmp_path / "outside"
    outside.write_text("as it was\n")
    root = made(tmp_path / "root")
    for at, name in enumerate(sorted(mutations.LINES)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if at % 2:
            path.symlink_to(outside)
        else:
            os.mkfifo(path)
    mutations.apply(root, 1, 200)
    assert outside.read_text() == "as it was\n"


def test_a_seed_always_breaks_a_root_in_the_same_way(tmp_path: Path) -> None:
    """And another seed in another."""
    roots = [made(tmp_path / name) for name in ("a", "b", "c")]
    for root, seed in zip(roots, (1, 1, 2), strict=True):
        mutations.apply(root, seed, 40)
    one, same, other = map(told, roots)
    assert one == same
    assert one != other
