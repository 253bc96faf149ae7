"""Which platforms apply to the host: CPE names by dictionary, and the CPE applicability language.

XCCDF (NISTIR 7275r4, 6.2.5 and 7.2.3.3.3): an item applies if one of its platforms does, or it
names none, and everything around it applies too. A platform that nothing defines does not apply.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from incisor.scap import xccdf
from incisor.scap.content import Content
from incisor.scap.resolve import Selected

Holds = Callable[[xccdf.ContentRef], bool]
"""Whether the definition that decides a platform is true on the host."""

MAX_NESTING: Final = 32
"""Levels of logical tests; real content has three."""


class Applicability:
    """Answers for one content and one host; each platform is decided once."""

    def __init__(self, content: Content, holds: Holds) -> None:
        self._content = content
        self._holds = holds
        self._known: dict[str, bool] = {}

    def applies(self, entry: Selected) -> bool:
        """Whether a rule, the groups around it and the benchmark apply."""
        return all(
            self._any(platforms)
            for platforms in around(self._content.benchmark, entry)
            if platforms
        )

    def _any(self, platforms: Iterable[str]) -> bool:
        return any(self._platform(platform) for platform in platforms)

    def _platform(self, platform: str) -> bool:
        if platform not in self._known:
            self._known[platform] = self._decide(platform)
        return self._known[platform]

    def _decide(self, platform: str) -> bool:
        test = self._content.benchmark.applicability.get(platform.lstrip("#"))
        if test is not None:
            return self._test(test, 0)
        return self._name(platform)

    def _name(self, name: str) -> bool:
        return any(map(self._holds, decided_by(name, self._content.dictionary)))

    def _test(self, test: xccdf.LogicalTest, depth: int) -> bool:
        if depth > MAX_NESTING:
            return False
        join = all if test.operator == "AND" else any
        return join(self._operand(operand, depth + 1) for operand in test.operands) != test.negate

    def _operand(self, operand: str | xccdf.Check | xccdf.LogicalTest, depth: int) -> bool:
        if isinstance(operand, str):
            return self._name(operand)
        if isinstance(operand, xccdf.Check):
            return any(map(self._holds, operand.refs))
        return self._test(operand, depth)


def around(benchmark: xccdf.Benchmark, entry: Selected) -> Iterator[tuple[str, ...]]:
    """The platforms of the benchmark, of each group around a rule, and of the rule."""
    yield benchmark.platforms
    for group in entry.groups:
        yield group.platforms
    yield entry.rule.platforms


def decided_by(name: str, dictionary: Mapping[str, xccdf.ContentRef]) -> Iterator[xccdf.ContentRef]:
    """The definitions of all dictionary entries that a CPE name matches."""
    wanted = _parts(name)
    for known, ref in dictionary.items():
        if _matches(wanted, _parts(known)):
            yield ref


def _parts(name: str) -> list[str]:
    return name.lower().removeprefix("cpe:/").split(":")


def _matches(wanted: list[str], known: list[str]) -> bool:
    """CPE 2.2 name matching: what the name leaves out or empty is any."""
    return len(wanted) <= len(known) and all(
        not part or part == other for part, other in zip(wanted, known, strict=False)
    )


def deciding(content: Content, entries: Iterable[Selected]) -> Iterator[xccdf.ContentRef]:
    """Every definition that the platforms of these rules may ask for."""
    platforms = {
        platform
        for entry in entries
        for group in around(content.benchmark, entry)
        for platform in group
    }
    for platform in sorted(platforms):
        test = content.benchmark.applicability.get(platform.lstrip("#"))
        if test is None:
            yield from decided_by(platform, content.dictionary)
        else:
            yield from _facts(content, test)


def _facts(content: Content, test: xccdf.LogicalTest) -> Iterator[xccdf.ContentRef]:
    for operand in test.operands:
        if isinstance(operand, str):
            yield from decided_by(operand, content.dictionary)
        elif isinstance(operand, xccdf.Check):
            yield from operand.refs
        else:
            yield from _facts(content, operand)
