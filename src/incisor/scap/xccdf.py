"""What an XCCDF 1.2 benchmark says, as records in its specification's words (NISTIR 7275r4, 6).

Only what evaluation and reports use is kept. Nothing here decides which rules are selected:
`resolve` does, and `outcome` says what their results mean.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import field

from incisor.oval.model import Record
from incisor.scap.xml import Extent


class Role(StrEnum):
    """xccdf:roleEnumType."""

    FULL = "full"
    UNSCORED = "unscored"
    UNCHECKED = "unchecked"


class ContentRef(Record, frozen=True):
    """check-content-ref: a definition (or all, without a name) of a document."""

    href: str
    name: str = ""


class Check(Record, frozen=True):
    """xccdf:check. `exports` binds the document's variables to Values: (variable, Value id)."""

    system: str
    refs: tuple[ContentRef, ...] = ()
    exports: tuple[tuple[str, str], ...] = ()
    imports: tuple[str, ...] = ()
    selector: str = ""
    negate: bool = False
    multi_check: bool = False


class ComplexCheck(Record, frozen=True):
    """xccdf:complex-check: checks joined by AND or OR, as section 7.2.3.5 tells."""

    operator: str
    operands: tuple["Check | ComplexCheck", ...]
    negate: bool = False


class Fix(Record, frozen=True):
    """xccdf:fix, its text with the `sub` elements still named as {value id}."""

    system: str
    text: str


class Item(Record, frozen=True):
    """What Groups and Rules share."""

    id: str
    title: str = ""
    selected: bool = True
    weight: float = 1.0
    platforms: tuple[str, ...] = ()
    requires: tuple[tuple[str, ...], ...] = ()
    conflicts: tuple[str, ...] = ()
    cluster: str = ""


class Rule(Item, frozen=True):
    """xccdf:Rule. `references` are (href, text)."""

    severity: str = "unknown"
    role: Role = Role.FULL
    checks: tuple[Check, ...] = ()
    complex_check: ComplexCheck | None = None
    references: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    fixes: tuple[Fix, ...] = ()
    description: str = ""
    rationale: str = ""


class Group(Item, frozen=True):
    """xccdf:Group."""

    children: tuple["Group | Rule", ...] = ()


class Value(Record, frozen=True):
    """xccdf:Value. `values` by selector; the empty selector is the default."""

    id: str
    title: str = ""
    cluster: str = ""
    type: str = "string"
    operator: str = "equals"
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def chosen(self, selector: str) -> tuple[str, ...] | None:
        """The values of that selector, or None if there is none."""
        return dict(self.values).get(selector)


class RefineRule(Record, frozen=True):
    """xccdf:refine-rule; None leaves the item's own. Of a group only the weight is refined."""

    idref: str
    weight: float | None = None
    severity: str | None = None
    role: Role | None = None
    selector: str | None = None


class ValueSetting(Record, frozen=True):
    """xccdf:set-value or set-complex-value (`values`), or refine-value (`selector`)."""

    idref: str
    values: tuple[str, ...] = ()
    selector: str | None = None


class TailoringFile(Record, frozen=True):
    """xccdf:tailoring-file: which Tailoring a profile is of."""

    href: str
    id: str
    version: str
    time: str


class Profile(Record, frozen=True):
    """xccdf:Profile, of the benchmark or of a tailoring. What it selects and sets is in order."""

    id: str
    title: str = ""
    extends: str = ""
    abstract: bool = False
    platforms: tuple[str, ...] = ()
    selects: tuple[tuple[str, bool], ...] = ()
    value_settings: tuple[ValueSetting, ...] = ()
    refine_rules: tuple[RefineRule, ...] = ()
    tailoring: TailoringFile | None = None


class LogicalTest(Record, frozen=True):
    """cpe-lang:logical-test. Operands are CPE names, checks, or further tests."""

    operator: str
    negate: bool
    operands: tuple["str | Check | LogicalTest", ...]


class Benchmark(Record, frozen=True):
    """xccdf:Benchmark; `applicability` are its platforms of the CPE language, by id, `extent` is
    where it is in the file if it is of XCCDF 1.2."""

    id: str
    title: str = ""
    version: str = ""
    platforms: tuple[str, ...] = ()
    children: tuple[Group | Rule, ...] = ()
    values: dict[str, Value] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    applicability: dict[str, LogicalTest] = field(default_factory=dict)
    extent: Extent | None = None


def walk(
    items: tuple[Group | Rule, ...], above: tuple[Group, ...] = ()
) -> Iterator[tuple[Rule, tuple[Group, ...]]]:
    """Each rule with the groups around it, outermost first, in document order."""
    for item in items:
        if isinstance(item, Group):
            yield from walk(item.children, (*above, item))
        elif isinstance(item, Rule):
            yield item, above


def own_part(id_: str) -> str:
    """The part of an XCCDF 1.2 id that is its own: what follows `xccdf_NAMESPACE_KIND_`."""
    return id_.split("_", 3)[3] if id_.count("_") >= 3 else id_
