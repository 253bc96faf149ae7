"""Log lines."""

import io
import logging
from collections.abc import Iterator

import pytest

from incisor import logfmt


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged; the root logger is as it was afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("incisor")
    before = root.handlers[:], root.level, ours.level
    stream = io.StringIO()
    logfmt.to(stream)
    yield stream
    root.handlers[:], root.level, ours.level = before
    logging.getLogger().setLevel(before[1])
    ours.setLevel(before[2])


def test_an_event_is_one_line(lines: io.StringIO) -> None:
    """Time in UTC, level, name, then its facts in the order given."""
    logging.getLogger("incisor.x").info("scan.opened", extra={"jobs": 2, "scan_id": "a b"})
    time, *rest = lines.getvalue().split(" ", 1)
    assert time.endswith("Z")
    assert rest == ['INFO scan.opened jobs=2 scan_id="a b"\n']


def test_libraries_are_heard_when_they_warn(lines: io.StringIO) -> None:
    """Their chatter is not."""
    other = logging.getLogger("somebody.else")
    other.info("chatter")
    other.warning("trouble")
    assert [line.split(" ", 1)[1] for line in lines.getvalue().splitlines()] == ["WARNING trouble"]


def test_an_exception_is_told_in_full(lines: io.StringIO) -> None:
    """The traceback follows the line."""
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("incisor.x").exception("job.stuck", extra={"job_id": "1"})
    first, *traceback = lines.getvalue().splitlines()
    assert first.endswith("ERROR job.stuck job_id=1")
    assert traceback[-1] == "ValueError: why"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("two words", '"two words"'),
        ('say "x"', '"say \\"x\\""'),
        ("a=b", '"a=b"'),
        ("line\nbreak", '"line\\u000abreak"'),
        (12, "12"),
        (None, "None"),
    ],
)
def test_a_value_cannot_break_its_line(value: object, written: str) -> None:
    """What is not one plain word is quoted, what cannot be printed is escaped."""
    assert logfmt.quoted(value) == written
