"""The platforms that SCAP content names, in the words of results: cpe:/o:debian:debian_linux:12 is
DEBIAN_12.

CPE names are those of 2.2 (cpe:/o:vendor:product:version) or formatted strings of 2.3. A platform
of the applicability language (#id) stands for the names in it that no negation turns.
"""

from collections.abc import Iterator
from typing import Final

from incisor.domain.platform import platform_name
from incisor.scap import xccdf
from incisor.wire.shapes import ComputePlatform

PREFIXES: Final = ("cpe:/o:", "cpe:2.3:o:")
"""What names of operating systems begin with; other names are of applications and hardware."""

MAX_NESTING: Final = 32


def platforms(benchmark: xccdf.Benchmark) -> tuple[str, ...]:
    """The operating systems that a benchmark is for; none if it names none."""
    names = (each for idref in benchmark.platforms for each in _names(benchmark, idref))
    found = (_platform(name) for name in names)
    return tuple(dict.fromkeys(each for each in found if each))


def _names(benchmark: xccdf.Benchmark, idref: str) -> Iterator[str]:
    test = benchmark.applicability.get(idref.lstrip("#"))
    if test is None:
        yield idref
    else:
        yield from _facts(test, 0)


def _facts(test: xccdf.LogicalTest, depth: int) -> Iterator[str]:
    if test.negate or depth > MAX_NESTING:
        return
    for operand in test.operands:
        if isinstance(operand, str):
            yield operand
        elif isinstance(operand, xccdf.LogicalTest):
            yield from _facts(operand, depth + 1)


def _platform(name: str) -> str | None:
    prefix = next((each for each in PREFIXES if name.startswith(each)), None)
    if prefix is None:
        return None
    vendor, product, version, *_ = (*name.removeprefix(prefix).split(":"), "", "", "")
    return platform_name(
        ComputePlatform(vendor=_plain(vendor), product=_plain(product), version=_plain(version))
    )


def _plain(part: str) -> str:
    """A part without the quoting of CPE 2.3; what names any is left out."""
    return part.replace("\\", "").strip("*-")
