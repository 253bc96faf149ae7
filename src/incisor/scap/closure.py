"""The part of a content that one profile needs: what a scan holds in memory, and what is kept of a
content between scans."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from incisor.oval.model import Definitions
from incisor.oval.reach import Reach
from incisor.scap import cpe, sce, xccdf
from incisor.scap.content import Content
from incisor.scap.evaluation import ENGINES, WITH_SCRIPTS, chosen_check, leaves
from incisor.scap.recommendations import BENCHMARKS
from incisor.scap.resolve import Resolution, Selected


def closure(content: Content, resolution: Resolution, rules: Collection[str] = ()) -> Content:
    """The content with only those definitions, and what they need, that the selected rules (or
    these rules) and their platforms refer to."""
    entries = [e for e in resolution.rules if (e.rule.id in rules if rules else e.selected)]
    wanted: dict[str, dict[str, None]] = {}
    checks = [check for entry in entries for check in _checks(entry)]
    refs = [ref for check in checks for ref in check.refs]
    for ref in (*refs, *cpe.deciding(content, entries)):
        names = (
            [ref.name] if ref.name else content.documents.get(ref.href, Definitions()).definitions
        )
        wanted.setdefault(ref.href, {}).update(dict.fromkeys(names))
    documents = {
        href: _of(content.documents[href], names)
        for href, names in wanted.items()
        if href in content.documents
    }
    hrefs = {ref.href for ref in refs}
    return replace(
        content,
        documents=documents,
        benchmark=replace(
            content.benchmark,
            children=(),
            values=_for_scripts(content.benchmark.values, checks),
            profiles=_title(content.benchmark, resolution.profile),
        ),
        scripts={href: text for href, text in content.scripts.items() if href in hrefs},
    )


def _title(benchmark: xccdf.Benchmark, profile: str) -> dict[str, xccdf.Profile]:
    """What reports say of the profile; none of a tailoring's, which the benchmark does not know."""
    known = benchmark.profiles.get(profile)
    return {} if known is None else {profile: xccdf.Profile(profile, title=known.title)}


def trimmed(resolution: Resolution, rules: Collection[str] = ()) -> Resolution:
    """The resolution with what a scan reads: of rules that are not evaluated no texts and checks,
    of none how it is mended."""
    return replace(
        resolution,
        rules=tuple(
            _without_fixes(entry)
            if (entry.rule.id in rules if rules else entry.selected)
            else _without_texts(entry)
            for entry in resolution.rules
        ),
    )


def _without_fixes(entry: Selected) -> Selected:
    references = tuple(map(_short_reference, entry.rule.references))
    rule = replace(entry.rule, fixes=(), rationale="", references=references)
    return replace(entry, rule=rule, groups=tuple(map(_bare_group, entry.groups)))


def _short_reference(reference: tuple[str, str]) -> tuple[str, str]:
    """Only of CIS's the address is asked for; all addresses would be half of what is kept."""
    href, text = reference
    return (href if BENCHMARKS in href else "", text)


def _without_texts(entry: Selected) -> Selected:
    rule = replace(
        entry.rule, description="", rationale="", fixes=(), references=(), checks=(), title=""
    )
    return replace(entry, rule=rule, groups=())


def _bare_group(group: xccdf.Group) -> xccdf.Group:
    """A group around a rule: its platforms count, the other rules in it do not."""
    return replace(group, children=())


def _checks(entry: Selected) -> Iterator[xccdf.Check]:
    """What may be evaluated, with scripts and without."""
    chosen = (chosen_check(entry, engines) for engines in (ENGINES, WITH_SCRIPTS))
    for check in dict.fromkeys(each for each in chosen if each is not None):
        yield from leaves(check)


def _for_scripts(
    values: Mapping[str, xccdf.Value], checks: Iterable[xccdf.Check]
) -> dict[str, xccdf.Value]:
    """Scripts are told the type of each Value; everything else needs only what its value is."""
    exported = {
        value for check in checks if check.system == sce.SYSTEM for _, value in check.exports
    }
    return {id_: value for id_, value in values.items() if id_ in exported}


def _of(document: Definitions, names: Collection[str]) -> Definitions:
    reach = Reach(document)
    reach.definitions(names)
    return reach.closure()
