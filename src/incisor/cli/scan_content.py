"""`incisor scan --content`: evaluate SCAP content here, with oscap's words and exit status."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

import click
from msgspec import Struct, field

from incisor import __version__
from incisor.agent import parsed
from incisor.agent.errors import Interrupted
from incisor.agent.signals import interruptible
from incisor.cli.output import Fault, plain, print_json
from incisor.durable import whole_text
from incisor.host.live import LiveHost
from incisor.scap import evaluation, locations, sce
from incisor.scap.outcome import Result
from incisor.scap.report import Report, Target
from incisor.scap.xml import ContentError

if TYPE_CHECKING:
    from incisor.oval.verdict import Evidence

CLEAN, FAULT, FAILED = 0, 1, 2
"""As oscap: all pass, could not run, something failed."""

CHECK: Final = (
    "`incisor benchmarks validate FILE` says whether a data stream is sound,"
    " `incisor benchmarks profiles FILE` what can be chosen in it."
)
NAME: Final = "Name a file that is there and may be read."
ELSEWHERE: Final = "Name a file in a directory that can be written to."

STYLES: Final[Mapping[Result, str]] = {
    Result.PASS: "green",
    Result.FAIL: "red",
    Result.ERROR: "red",
    Result.UNKNOWN: "yellow",
}


class ContentFault(Fault):
    """Bad input; with SCAP content the exit status is oscap's."""

    exit_code = FAULT


class Wanted(Struct, frozen=True):
    """What the command line asks for. `files` has the result files by format."""

    content: str
    profile: str = ""
    tailoring: str | None = None
    rules: tuple[str, ...] = ()
    root: str = "/"
    as_json: bool = False
    cache: str | None = None
    files: Mapping[str, str | None] = field(default_factory=dict)
    scripts: bool = False


Writer = Callable[[TextIO, Report], None]


def _results() -> Writer:
    from incisor.scap import xccdf_writer

    return partial(_with_content, xccdf_writer.write)


def _arf() -> Writer:
    from incisor.scap import arf_writer

    return partial(_with_content, arf_writer.write)


def _with_content(
    write: Callable[[TextIO, Report, BinaryIO], None], out: TextIO, report: Report
) -> None:
    with open(report.content.name, "rb") as source:
        write(out, report, source)


def _oval_results() -> Writer:
    from incisor.scap import oval_writer

    return oval_writer.write


def _html() -> Writer:
    from incisor.scap import html_writer

    return html_writer.write


WRITERS: Final[Mapping[str, Callable[[], Writer]]] = {
    "results": _results,
    "arf": _arf,
    "oval_results": _oval_results,
    "html": _html,
}
"""Result files by the name of their option, their writers loaded only when they are asked for."""


def run(wanted: Wanted) -> int:
    """Evaluate, show, write; the exit status."""
    _look_where_to_write(wanted)
    try:
        report = _evaluated(wanted)
    except KeyboardInterrupt:
        raise _interrupted() from None
    except click.ClickException:
        raise
    except Exception as error:  # must not look like findings, nor like none
        raise ContentFault(
            f"The evaluation broke: {type(error).__name__}: {error}",
            "Please report this; other rules can be run one by one with --rule.",
        ) from error
    _write_files(wanted, report)
    _print_json(report) if wanted.as_json else _print_table(report)
    return CLEAN if report.clean() else FAILED


def _runner(wanted: Wanted) -> sce.Run | None:
    """What runs the content's scripts, if that is wanted and makes sense."""
    if not wanted.scripts:
        return None
    if os.path.realpath(wanted.root) != "/":
        raise ContentFault(
            f"--allow-sce runs scripts on this host, and not on what is in {wanted.root}.",
            "Leave out --allow-sce or --root.",
        )
    if os.geteuid() != 0:
        raise ContentFault(
            "--allow-sce needs root: to scripts, what they may not read is not there.",
            "Run it as root, or leave out --allow-sce.",
        )
    from incisor.host import scripts  # only here, and only now: nothing else may run any

    return scripts.run


def _evaluated(wanted: Wanted) -> Report:
    run = _runner(wanted)
    cache = wanted.cache or _own_cache()
    _warn_of(cache)
    prepared = _prepared(wanted, cache)
    parsed.recall_patterns(cache)
    gc.freeze()  # what was loaded stays to the end: the collector need not go through it again
    host = LiveHost(wanted.root)
    evidence = wanted.as_json or wanted.files.get("html") is not None
    evaluated = evaluation.Evaluation(
        prepared.content, prepared.resolution, host, prepared.rules, evidence=evidence, run=run
    )
    began = datetime.now(UTC)
    path = prepared.content.name
    results = locations.told(list(_watched(evaluated)), partial(parsed.opened, path), path)
    parsed.keep_patterns(cache)
    made = list(evaluated.evaluators())
    return Report(
        content=prepared.content,
        resolution=prepared.resolution,
        target=Target(host.uname().nodename, host.euid == 0),
        results=results,
        began=began,
        ended=datetime.now(UTC),
        version=__version__,
        definitions={href: evaluator.definitions() for href, evaluator in made},
    )


def _prepared(wanted: Wanted, cache: str) -> parsed.Prepared:
    choice = parsed.Choice(wanted.profile, wanted.tailoring, wanted.rules)
    try:
        return parsed.prepare(wanted.content, choice, cache)
    except ContentError as error:
        raise ContentFault(f"The content cannot be used: {plain(str(error))}", CHECK) from None
    except OSError as error:
        raise ContentFault(f"{error.filename} cannot be read: {error.strerror}.", NAME) from None


def _own_cache() -> str:
    """Where parsed content is kept unless one says otherwise."""
    return "/var/cache/incisor" if os.geteuid() == 0 else os.path.expanduser("~/.cache/incisor")


def _warn_of(cache: str) -> None:
    """Content is read anew where nothing can be kept, which nobody would notice but by the time."""
    reason = parsed.why_unused(cache)
    if reason:
        click.echo(f"Warning: the cache {cache} {reason}: parsed content is not kept.", err=True)
        click.echo(f"Run `chmod 700 {cache}` if it is yours, or name another --cache.", err=True)


def _watched(evaluated: evaluation.Evaluation) -> Iterator[evaluation.RuleResult]:
    """The results, with a bar on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield from evaluated.results()
        return
    with click.progressbar(
        length=evaluated.total, label="Evaluating", file=sys.stderr, show_pos=True
    ) as bar:
        for each in evaluated.results():
            if each.result is not Result.NOT_SELECTED:
                bar.update(1)
            yield each


def _interrupted() -> ContentFault:
    return ContentFault("The scan was interrupted.", "Nothing was changed; scan again.")


def _look_where_to_write(wanted: Wanted) -> None:
    """A scan may take minutes, after which it is late to say that there is no such directory."""
    for path in filter(None, wanted.files.values()):
        if os.path.isdir(path):
            raise ContentFault(f"{path} cannot be written: it is a directory.", ELSEWHERE)
        if not os.path.isdir(os.path.dirname(os.path.realpath(path))):
            raise ContentFault(f"{path} cannot be written: its directory is not there.", ELSEWHERE)


def _write_files(wanted: Wanted, report: Report) -> None:
    """Each is there whole or not at all, also if a signal ends the writing."""
    try:
        with interruptible():
            for name, path in wanted.files.items():
                if path is not None:
                    _write(path, WRITERS[name](), report)
    except Interrupted as signalled:
        if str(signalled) == signal.SIGTERM.name:
            os.kill(os.getpid(), signal.SIGTERM)  # ends this process as it would have before
        raise _interrupted() from None


def _write(path: str, write: Writer, report: Report) -> None:
    try:
        with whole_text(path) as out:
            write(out, report)
    except ContentError as error:
        raise ContentFault(f"{path} was not written: {plain(str(error))}.", "") from None
    except OSError as error:
        raise ContentFault(f"{path} cannot be written: {error.strerror}.", ELSEWHERE) from None


def _print_table(report: Report) -> None:
    benchmark = report.content.benchmark
    click.echo(plain(f"{benchmark.title} {benchmark.version}"))
    click.echo(f"{report.resolution.profile or 'no profile'} on {plain(report.target.name)}\n")
    for each in report.selected():
        name = plain(each.rule.id.rpartition("_rule_")[2])
        styled = click.style(each.result.ljust(13), fg=STYLES.get(each.result))
        click.echo(f"{styled} {name}")
        if each.reason and (each.native or each.result not in (Result.PASS, Result.FAIL)):
            click.echo(f"{'':13} {plain(each.reason)}")
    counts = ", ".join(f"{count} {result}" for result, count in report.counts().items())
    first = report.scores()[0]
    click.echo(f"\n{counts}; score {first.value:.1f} of {first.maximum:.0f}")


def _print_json(report: Report) -> None:
    benchmark = report.content.benchmark
    print_json(
        {
            "content": {"name": report.content.name, "sha256": report.content.sha256},
            "benchmark": {"id": benchmark.id, "version": benchmark.version},
            "profile": report.resolution.profile,
            "hostname": report.target.name,
            "counts": report.counts(),
            "scores": {each.system: each.value for each in report.scores()},
            "rules": [_rule(each) for each in report.selected()],
        }
    )


def _rule(each: evaluation.RuleResult) -> dict[str, object]:
    return {
        "id": each.rule.id,
        "title": each.rule.title,
        "severity": each.rule.severity,
        "result": each.result,
        "reason": each.reason,
        "native": each.native,
        "output": dict(each.imports),
        "references": [text for _, text in each.rule.references],
        "evidence": [
            _evidence(evidence) for verdict in each.verdicts for evidence in verdict.evidence
        ],
    }


def _evidence(evidence: "Evidence") -> dict[str, object]:
    return {
        "test": evidence.test,
        "result": evidence.result,
        "expected": evidence.expected,
        "found": list(evidence.samples),
        "count": evidence.count,
        "total": evidence.total,
    }
