"""A report of a small evaluation, with text that must be escaped."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import TextIO

from incisor.scap import evaluation, resolve
from incisor.scap.content import Content
from incisor.scap.report import Report, Target
from incisor.scap.resolve import Resolution
from support.fakehost import FakeHost
from support.rules import HOST, check, rule, stream
from support.scap import read

NASTY = "<b>&\"'\x01\udcff"


STREAM = stream(
    rule("good", f"<xccdf:title>Good &lt;b&gt;</xccdf:title>{check('yes')}"),
    rule("bad", check("no"), 'severity="high"'),
    rule("open", check("strange")),
    rule("off", check("no"), 'selected="false"'),
)


def report(text: str = STREAM, profile: str = "") -> Report:
    """Of rules that pass, fail, are undecided and are not selected, or of those of a stream."""
    made = read(text)
    return report_of(made, resolve.resolve(made.benchmark, profile))


def report_of(made: Content, resolution: Resolution) -> Report:
    """Of a content's evaluation."""
    evaluated = evaluation.Evaluation(made, resolution, FakeHost.from_spec(HOST))
    results = list(evaluated.results())
    return Report(
        content=made,
        resolution=resolution,
        target=Target(NASTY, True),
        results=results,
        began=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        ended=datetime(2024, 1, 2, 3, 4, 6, tzinfo=UTC),
        version="1.0",
        definitions={href: made.definitions() for href, made in evaluated.evaluators()},
    )


def written(write: Callable[[TextIO, Report], None]) -> str:
    """What a writer makes of it."""
    out = StringIO()
    write(out, report())
    return out.getvalue()
