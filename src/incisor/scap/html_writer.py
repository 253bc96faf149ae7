"""One self-contained HTML page of a scan: what failed first, each with its evidence.

Its size is bounded by the number of rules: evidence has at most ten samples a test, however many
items there were.
"""

from collections.abc import Iterator
from typing import Final, TextIO

from incisor.oval.model import Result as OvalResult
from incisor.oval.verdict import Evidence
from incisor.scap.evaluation import RuleResult
from incisor.scap.markup import Markup
from incisor.scap.outcome import Result
from incisor.scap.report import Report

MAX_TESTS: Final = 20
"""Tests shown of one rule; some rules have hundreds, and the first that failed tell why."""

MAX_SAID: Final = 2000
"""Characters shown of a script's output."""

ORDER: Final = (
    Result.FAIL,
    Result.ERROR,
    Result.UNKNOWN,
    Result.PASS,
    Result.FIXED,
    Result.INFORMATIONAL,
    Result.NOT_CHECKED,
    Result.NOT_APPLICABLE,
)

STYLE: Final = """
:root{color-scheme:light dark;--bad:#b3261e;--good:#1b6e3c;--dim:#6b7280;--line:#8884}
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.25rem}
.meta{color:var(--dim);margin-top:0;overflow-wrap:anywhere}
.counts{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;padding:0;list-style:none;font-weight:600}
details{border-top:1px solid var(--line)}
summary{cursor:pointer;padding:.4rem 0;display:flex;gap:1rem}
.result{flex:0 0 8rem;font-weight:600;color:var(--dim)}
.fail,.error,.unknown{color:var(--bad)}
.pass,.fixed{color:var(--good)}
.body{padding:0 0 .75rem 9rem}
.body p{margin:.25rem 0}
code,li,pre{overflow-wrap:anywhere}
pre{white-space:pre-wrap;margin:.25rem 0}
@media(max-width:40rem){summary{flex-wrap:wrap;gap:0 .5rem}.result{flex-basis:100%}
.body{padding-left:0}}
"""


def write(out: TextIO, report: Report) -> None:
    """The page."""
    benchmark = report.content.benchmark
    markup = Markup(out)
    out.write("<!doctype html>\n")
    with markup.inside("html", {"lang": "en"}):
        with markup.inside("head"):
            markup.raw('<meta charset="utf-8">\n')
            markup.raw('<meta name="viewport" content="width=device-width, initial-scale=1">\n')
            markup.leaf("title", f"{benchmark.title or benchmark.id} on {report.target.name}")
            markup.raw(f"<style>{STYLE}</style>\n")
        with markup.inside("body"), markup.inside("main"):
            _head(markup, report)
            for each in _ordered(report):
                _rule(markup, each)


def _head(markup: Markup, report: Report) -> None:
    benchmark = report.content.benchmark
    markup.leaf("h1", f"{benchmark.title or benchmark.id} {benchmark.version}".strip())
    when = report.ended.strftime("%Y-%m-%d %H:%M UTC")
    profile = report.resolution.profile or "no profile"
    markup.leaf("p", f"{profile} on {report.target.name}, {when}, incisor {report.version}", META)
    markup.leaf("p", f"Content {report.content.name}, SHA-256 {report.content.sha256}", META)
    with markup.inside("ul", {"class": "counts"}):
        for result, count in report.counts().items():
            markup.leaf("li", f"{count} {result}", {"class": result.value})
    score = report.scores()[0]
    markup.leaf("p", f"Score {score.value:.1f} of {score.maximum:.0f}")


META: Final = {"class": "meta"}


def _ordered(report: Report) -> Iterator[RuleResult]:
    """Failed rules first, then undecided ones, then the others."""
    results = list(report.selected())
    for result in ORDER:
        yield from (each for each in results if each.result is result)


def _rule(markup: Markup, each: RuleResult) -> None:
    with markup.inside("details"):
        with markup.inside("summary"):
            markup.leaf("span", each.result.value, {"class": f"result {each.result.value}"})
            markup.leaf("span", each.rule.title or each.rule.id)
        with markup.inside("div", {"class": "body"}):
            markup.leaf("p", f"{each.rule.id} · severity {each.rule.severity}", META)
            if each.reason:
                markup.leaf("p", each.reason)
            if each.rule.description:
                markup.leaf("p", each.rule.description)
            for name, text in each.imports:
                markup.leaf("pre", text[:MAX_SAID] or f"nothing on {name}")
            _tests(markup, each)


def _tests(markup: Markup, each: RuleResult) -> None:
    tests = [evidence for verdict in each.verdicts for evidence in verdict.evidence]
    tests.sort(key=lambda evidence: evidence.result is OvalResult.TRUE)
    for evidence in tests[:MAX_TESTS]:
        _test(markup, evidence)
    if len(tests) > MAX_TESTS:
        markup.leaf("p", f"… and {len(tests) - MAX_TESTS} more tests")


def _test(markup: Markup, evidence: Evidence) -> None:
    markup.leaf("p", f"{evidence.result}: {evidence.comment or evidence.test}")
    with markup.inside("ul"):
        markup.leaf("li", f"expected {evidence.expected}")
        found = f"{evidence.count:,} of {evidence.total:,}" if evidence.total else "nothing"
        markup.leaf("li", f"found {found}")
        if evidence.reason:
            markup.leaf("li", evidence.reason)
        for sample in evidence.samples:
            markup.leaf("li", sample)
        if evidence.samples and evidence.count > len(evidence.samples):
            markup.leaf("li", f"… and {evidence.count - len(evidence.samples):,} more")
