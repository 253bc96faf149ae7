"""One line an event: when, how grave, a stable name, then what belongs to it as key=value.

    2026-01-31T12:00:00.123Z INFO scan.opened jobs=12 scan_id=6f0c… account_id=123456789012

An event is logged with the standard library: its name is the message, its facts are `extra`.
"""

import logging
import time
from typing import Final, TextIO

# What a record has of its own; everything else on it was given as `extra`.
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_SPECIAL: Final = frozenset(' "=\\')


class Formatter(logging.Formatter):
    """Writes records as lines of key=value; an exception's traceback follows, line by line."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line of a record, without the traceback."""
        facts = [f"{key}={quoted(v)}" for key, v in vars(record).items() if key not in _OWN]
        return " ".join([self.formatTime(record), record.levelname, record.message, *facts])


def to(stream: TextIO, level: int = logging.INFO) -> None:
    """Send our events of at least that level to a stream, and the warnings of libraries."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("incisor").setLevel(level)


def quoted(value: object) -> str:
    """A value as it stands in a line; in quotes, with escapes, unless it is one plain word."""
    text = str(value)
    if text and text.isprintable() and not _SPECIAL & set(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\u{ord(character):04x}"
