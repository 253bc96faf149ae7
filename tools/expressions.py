"""Compare libraries for regular expressions on every pattern of published content.

    python tools/expressions.py          all data streams that Debian has, of this release and later
    python tools/expressions.py FILE…    these data streams

OVAL's patterns are PCRE, so PCRE2 is the oracle: which patterns does a library not compile, and for
which does it find something else in some text? Texts are lines of configuration, and for each
pattern what Hypothesis makes of it, whole and damaged. A search that takes longer than a second
counts as one that never ends. The outcome is in docs/adr.
"""

import re
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pcre2
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

import mutations
import parity
import published
from incisor.oval import patterns
from incisor.oval.model import Definitions, Entity, Operation
from incisor.oval.states import NoValueError
from incisor.oval.variables import Variables
from incisor.scap import content

SECONDS: Final = 1.0
EXAMPLES: Final = 3
FLAGS: Final = re.compile(r"\(\?-?[imsx]+\)")
"""Which `re` takes at the beginning only."""

Compile = Callable[[str], Any]
LIBRARIES: Final[dict[str, Compile]] = {
    "pcre2": lambda text: pcre2.compile(text, flags=pcre2.MULTILINE | pcre2.ASCII),
    "re": lambda text: re.compile(text, re.MULTILINE | re.ASCII),
    "regex": lambda text: regex.compile(text, regex.V0 | regex.ASCII | regex.MULTILINE),
    "incisor": lambda text: patterns.compiled(text, multiline=True),
}
ORACLE: Final = "pcre2"


class EndlessError(Exception):
    """A search took too long."""


def main() -> None:
    """Gather the patterns, ask every library, print a table and what differs."""
    signal.signal(signal.SIGALRM, endless)
    warnings.simplefilter("ignore")  # hints about what a later version may read differently
    streams = [Path(name) for name in sys.argv[1:]] or list(everything())
    found = sorted({pattern for stream in streams for pattern in of_stream(stream)})
    print(f"{len(found)} patterns in {len(streams)} data streams")
    texts = {pattern: [*LINES, *made_from(pattern)] for pattern in found}
    print(f"{sum(map(len, texts.values()))} searches for each library")
    answers = {name: ask(library, texts) for name, library in LIBRARIES.items()}
    for name, (told, seconds) in answers.items():
        report(name, told, answers[ORACLE][0], seconds)


def everything() -> Iterator[Path]:
    """All data streams of both contents."""
    for fetch in (published.release, published.later):
        yield from sorted(fetch(parity.CACHE).glob("ssg-*-ds.xml"))


def of_stream(stream: Path) -> Iterator[str]:
    """Its patterns, those in variables too as far as no host is needed to know them."""
    with stream.open("rb") as source:
        read = content.read(source, stream.name)
    for document in read.documents.values():
        variables = Variables(document, {}, without_host, time.time)
        for entity in entities(document):
            if entity.operation is Operation.PATTERN_MATCH:
                try:
                    yield from map(str, variables.of(entity))
                except NoValueError:
                    continue


def without_host(object_id: str) -> Any:
    raise NoValueError(object_id)


def entities(document: Definitions) -> Iterator[Entity]:
    for members in (document.objects, document.states):
        for member in members.values():
            yield from member.entities


def made_from(pattern: str) -> Iterator[str]:
    """Texts that the pattern is likely to be found in, and the same damaged."""
    examples: list[str] = []
    make = settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        plain = FLAGS.sub("", pattern).replace(r"\N", r"[^\n]")
        strategy = st.from_regex(re.compile(plain, re.MULTILINE | re.ASCII))
        make(given(strategy)(lambda example: examples.append(example)))()
    except (re.error, RecursionError, OverflowError, HypothesisException):
        return  # only `re` can be asked what it would match
    for example in filter(str.isascii, examples):
        yield from (example, f"{example}\n", f"x\n{example}\n{example}", example[:-1])


LINES: Final = [
    *("\n".join(lines) + "\n" for lines in mutations.LINES.values()),
    *("", "\n", "/etc/passwd", "/home/ann/.ssh/authorized_keys", "root", "1.2.3-4", "# no\n\n"),
]


def ask(library: Compile, texts: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], float]:
    """What it finds in each text, by pattern, and how long that took."""
    began = time.process_time()
    told = {pattern: answer(library, pattern, some) for pattern, some in texts.items()}
    return told, time.process_time() - began


def answer(library: Compile, pattern: str, texts: Sequence[str]) -> Any:
    """Places in each text; or why there are none."""
    try:
        expression = library(pattern)
    except Exception as error:  # each library has its own
        return f"not compiled: {error}"
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return [places(expression, text) for text in texts]
    except EndlessError:
        return "endless"
    except Exception as error:
        return f"not matched: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def places(expression: Any, text: str) -> list[tuple[int, int]]:
    """All matches, as oscap looks for them: after an empty one, one character further."""
    found = []
    start = 0
    while start <= len(text) and (match := expression.search(text, start)) is not None:
        found.append(match.span())
        start = match.end() + (match.end() == match.start())
    return found


def endless(*_: object) -> None:
    raise EndlessError


def report(name: str, told: dict[str, Any], oracle: dict[str, Any], seconds: float) -> None:
    faults = [pattern for pattern, answer in told.items() if isinstance(answer, str)]
    others = [p for p in told if p not in faults and told[p] != oracle[p]]
    print(f"{name}: {len(faults)} fail, {len(others)} mean something else, {seconds:.2f} CPU s")
    for pattern in faults:
        print(f"  {told[pattern][:80]}  {pattern[:120]!r}")
    for pattern in others:
        print(f"  means something else  {pattern[:120]!r}")


if __name__ == "__main__":
    main()
