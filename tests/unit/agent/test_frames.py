"""The guarded, append-only log."""

import os
from pathlib import Path

from incisor.agent.frames import HEADER, MAX_PAYLOAD, Log, frame, payloads


def test_payloads_are_read_back_in_order() -> None:
    """What was framed comes out again, nothing else."""
    assert list(payloads(frame(b"one") + frame(b"two"))) == [b"one", b"two"]


def test_a_length_that_cannot_be_is_damage() -> None:
    """A header that promises more than any payload has ends the reading."""
    assert list(payloads(frame(b"one") + HEADER.pack(MAX_PAYLOAD + 1, 0) + b"x" * 100)) == [b"one"]


def test_zeros_are_damage() -> None:
    """A tail of zeros, as some file systems leave after a power cut, is no frame."""
    assert list(payloads(frame(b"one") + bytes(64))) == [b"one"]


def test_a_log_is_kept_between_openings(tmp_path: Path) -> None:
    """A second process finds what the first one appended, and goes on behind it."""
    path = str(tmp_path / "log")
    first = Log(path)
    first.append(b"one")
    first.close()
    second = Log(path)
    second.append(b"two")
    second.sync()
    second.close()
    assert Log(path).recovered == (b"one", b"two")


def test_a_torn_tail_is_cut_off_before_anything_is_appended(tmp_path: Path) -> None:
    """A frame that was half written does not hide the ones that come after it."""
    path = tmp_path / "log"
    path.write_bytes(frame(b"one") + frame(b"torn")[:-1])
    log = Log(str(path))
    assert log.recovered == (b"one",)
    log.append(b"two")
    log.close()
    assert list(payloads(path.read_bytes())) == [b"one", b"two"]


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Evidence about a host is not for every user of the host."""
    path = str(tmp_path / "log")
    Log(path).close()
    assert os.stat(path).st_mode & 0o777 == 0o600
