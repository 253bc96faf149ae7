"""Compare incisor with oscap: the same content, the same root, every rule, definition and test.

    make parity                                  every CIS profile that is published, on every root
    python tools/parity.py --suite release --product ubuntu2204 --profile level1_server
    python tools/parity.py --root minimal --root broken:7 --root systemd --reuse

oscap comes from Debian's package openscap-scanner and is installed if it is missing. Content comes
from the packages ssg-* of this release and of Debian's unstable suite (see published.py), with its
platforms kept, and from a copy whose `platform` elements are removed, so that rules of other
products are evaluated too. Profiles that agree are evaluated as one (unions.py), unless --apart.
Roots are described in roots.py. oscap's answer for a content, profile and root is kept, and taken
again with --reuse: so a run that was ended goes on. The exit status is 1 if a difference is neither
mended nor labelled in differences.py, or a root cannot be made. All of it takes an hour and a half
on two slow processors.
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import differences
import published
import roots
import unions
import verdicts
from published import Content

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "incisor-parity")
SUITES: Final = {"release": published.release, "later": published.later}
PLATFORMS: Final = ("removed", "kept")
ROOTS: Final = ("minimal", "broken:7", "systemd", "rpm:5", "host", "hardened")
SHOWN: Final = 100
"""Differences of a case that are printed: more of them have one cause."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is evaluated by both, for how many of the content's profiles."""

    version: str
    product: str
    platforms: str
    content: Content
    profiles: int = 1

    def key(self, root: str) -> str:
        """A name for files."""
        short = self.content.profile.rpartition("_profile_")[2]
        where = root.strip("/").replace("/", "-").replace(":", "-")
        return f"{self.version}.{self.product}.{short}.{self.platforms}.{where}"


class Numbers(NamedTuple):
    """How much was compared, and what came of it."""

    profiles: int
    rules: int
    definitions: int
    tests: int
    labelled: int
    unexplained: int
    failed: int


class Row(NamedTuple):
    """What came of one profile, or of all of a product, on one root."""

    version: str
    product: str
    root: str
    platforms: str
    numbers: Numbers


def main() -> None:
    """Run every case that is asked for; print differences, a line for each, and a table."""
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # containers end with their block
    verdicts.ensure_oscap()
    cases = list(asked(options))
    rows: list[Row] = []
    missing = []
    for name in options.root or ROOTS:
        try:
            rows += on_root(name, cases, options)
        except roots.RootError as error:
            missing.append(name)
            print(f"{name}: {error}")
    print(table(joined(rows)))
    unexplained = sum(row.numbers.unexplained for row in rows)
    print(
        f"{unexplained} unexplained differences; roots that could not be made: {missing or 'none'}"
    )
    sys.exit(1 if unexplained or missing else 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--suite", action="append", choices=SUITES, help="[both]")
    parser.add_argument("--content", action="append", help="a directory with data streams instead")
    parser.add_argument("--product", action="append", help="such as ubuntu2204; repeatable  [all]")
    parser.add_argument("--profile", action="append", help="the end of an id  [all CIS profiles]")
    parser.add_argument("--apart", action="store_true", help="evaluate each profile on its own")
    parser.add_argument("--platforms", action="append", choices=PLATFORMS, help="[both]")
    parser.add_argument("--root", action="append", help=f"repeatable  [{' '.join(ROOTS)}]")
    parser.add_argument("--hide", action="append", help="a directory of this host, from both")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="at a time  [processors]")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--reuse", action="store_true", help="take oscap's kept answers")
    return parser.parse_args()


def asked(options: argparse.Namespace) -> Iterator[Case]:
    """Every product of every content, with as few profiles as stand for all."""
    named = [Path(each) for each in options.content or ()]
    wanted = []
    for streams in named or [SUITES[suite](options.cache) for suite in options.suite or SUITES]:
        for product in options.product or published.products(streams):
            if published.stream_of(streams, product).exists():
                wanted += [(streams, product, each) for each in options.platforms or PLATFORMS]
    with ProcessPoolExecutor(options.jobs) as jobs:
        for cases in jobs.map(partial(of_product, options), *zip(*wanted, strict=True)):
            yield from cases


def of_product(
    options: argparse.Namespace, streams: Path, product: str, platforms: str
) -> list[Case]:
    """The cases of one product; all of its content is read, to see which profiles agree."""
    version = published.version(streams)
    stream = published.stream_of(streams, product)
    if platforms == "removed":
        stream = published.without_platforms(stream, options.cache / f"copies-{version}")
    ids = published.profiles(stream, options.profile or ())
    joined = unions.contents(stream, ids, options.cache / f"tailorings-{version}-{platforms}")
    alone = ((Content(stream, id_), 1) for id_ in ids)
    return [
        Case(version, product, platforms, content, profiles)
        for content, profiles in (alone if options.apart else joined)
    ]


def on_root(name: str, cases: Sequence[Case], options: argparse.Namespace) -> Iterator[Row]:
    """All cases on one root, which is made once, or for those that share it; some at a time."""
    hidden = options.hide or ()
    with ThreadPoolExecutor(options.jobs) as jobs:
        if roots.depends_on_content(name):

            def rows(some: Sequence[Case]) -> list[Row]:
                with roots.opened(name, some[0].content, options.cache) as root:
                    return [compare(case, root, options) for case in some]

            yield from chain.from_iterable(jobs.map(rows, together(cases)))
        elif cases:
            with roots.opened(name, cases[0].content, options.cache, hidden) as root:
                yield from jobs.map(lambda case: compare(case, root, options), cases)


def together(cases: Iterable[Case]) -> list[list[Case]]:
    """Cases whose fixes are the same: a product's profile, its platforms kept or removed."""
    found: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases:
        found.setdefault((case.version, case.product, case.content.profile), []).append(case)
    return list(found.values())


def compare(case: Case, root: roots.Root, options: argparse.Namespace) -> Row:
    """Evaluate with both; print what differs without an explanation, and a line."""
    key = case.key(root.name)
    kept = options.cache / "oscap" / f"{key}.json"
    if not options.reuse:
        kept.unlink(missing_ok=True)
    theirs = verdicts.theirs(case.content, root, kept)
    ours = verdicts.ours(case.content, root)
    both = (theirs.results, ours.results) if not ours.failure else (ours.results, ours.results)
    found = list(differences.differences(*both, ours.reasons))
    unexplained = differences.unexplained(found, case.version)
    lines = [
        f"  {each.kind} {each.id}: oscap {each.theirs}, incisor {each.ours}  {each.reason}"
        for each in unexplained[:SHOWN]
    ]
    counts = {kind: evaluated(theirs.results[kind]) for kind in verdicts.KINDS}
    notes = [f"oscap {theirs.failure}"] * bool(theirs.failure)
    notes += [f"incisor {ours.failure}"] * bool(ours.failure)
    lines.append(
        f"{key}: {', '.join(f'{count} {kind}s' for kind, count in counts.items())}; "
        f"{len(unexplained)} differ, {len(found) - len(unexplained)} labelled; "
        f"oscap {theirs.wall:.1f} s, incisor {ours.wall:.1f} s  {'; '.join(notes)}"
    )
    print("\n".join([*lines, ""]), end="", flush=True)  # in one piece: others print beside it
    numbers = Numbers(
        profiles=case.profiles,
        rules=counts["rule"],
        definitions=counts["definition"],
        tests=counts["test"],
        labelled=len(found) - len(unexplained),
        unexplained=len(unexplained) + bool(ours.failure),
        failed=int(bool(theirs.failure)),
    )
    return Row(case.version, case.product, root.name, case.platforms, numbers)


def evaluated(results: Mapping[str, str]) -> int:
    """How many were: oscap's files list everything that the content has."""
    return sum(result != "not evaluated" for result in results.values())


def joined(rows: Sequence[Row]) -> list[Row]:
    """One row for all profiles of a product with the same content, root and platforms."""
    sums: dict[tuple[str, ...], Row] = {}
    for row in rows:
        before = sums.get(row[:-1])
        numbers = zip(before.numbers, row.numbers, strict=True) if before else ()
        sums[row[:-1]] = row._replace(numbers=Numbers(*map(sum, numbers))) if before else row
    return list(sums.values())


HEAD: Final = (
    *("content", "product", "root", "platforms", "profiles", "rules", "definitions", "tests"),
    *("labelled", "unexplained", "oscap failed"),
)


def table(rows: Sequence[Row]) -> str:
    """A table in Markdown, its columns as wide as they need to be."""
    cells = [HEAD, *((*names, *map(str, numbers)) for *names, numbers in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


if __name__ == "__main__":
    main()
