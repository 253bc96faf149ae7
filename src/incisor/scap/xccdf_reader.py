"""XCCDF XML (1.1 and 1.2) to the records of `xccdf`: benchmarks, and tailorings of them."""

from collections.abc import Iterator
from math import inf
from sys import intern
from typing import Final

from msgspec.structs import replace

from incisor.scap import inheritance, xccdf, xml
from incisor.scap.inheritance import Draft
from incisor.scap.xml import Node

SHELL: Final = "urn:xccdf:fix:script:sh"

PRUNED: Final[xml.Prune] = {
    "xccdf:notice": xml.always,
    "xccdf:front-matter": xml.always,
    "xccdf:rear-matter": xml.always,
    "xccdf:metadata": xml.always,
    "xccdf:warning": xml.always,
    "xccdf:question": xml.always,
    "xccdf:fixtext": xml.always,
    "xccdf:TestResult": xml.always,
    "xccdf:fix": lambda attributes: attributes.get("system") != SHELL,
}
"""What no evaluation and no report of ours reads."""


def benchmark(node: Node) -> xccdf.Benchmark:
    """xccdf:Benchmark. Raises ContentError naming the line."""
    items = inheritance.resolved(*_inside(node))
    return xccdf.Benchmark(
        id=_required(node, "id"),
        title=_text(node, "title"),
        version=_text(node, "version"),
        platforms=_idrefs(node, "platform"),
        children=items.children,
        values=items.values,
        profiles={made.id: made for made in map(_profile, node.all("xccdf:Profile"))},
        extent=node.extent,
        models=tuple(model.get("system") for model in node.all("xccdf:model")),
        applicability={
            platform.get("id"): _logical(test)
            for specification in node.all("cpe-lang:platform-specification")
            for platform in specification.all("cpe-lang:platform")
            for test in platform.all("cpe-lang:logical-test")
        },
    )


def tailoring(node: Node, name: str) -> dict[str, xccdf.Profile]:
    """xccdf:Tailoring, of the file of that name: its profiles by id."""
    version = node.first("xccdf:version")
    said = (version.text.strip(), version.get("time")) if version else ("", "")
    file = xccdf.TailoringFile(name, node.get("id"), *said)
    profiles = [replace(_profile(each), tailoring=file) for each in node.all("xccdf:Profile")]
    if not profiles:
        raise node.error("has no Profile")
    return {profile.id: profile for profile in profiles}


def rule(node: Node) -> Draft:
    """xccdf:Rule, to be made as soon as its element is closed."""
    return _draft(node, _rule(node))


def _inside(node: Node) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """Groups and Rules in order, and the Values beside them."""
    children = [child for child in node.children if child.tag in ("xccdf:Rule", "xccdf:Group")]
    values = tuple(_draft(child, _value(child)) for child in node.all("xccdf:Value"))
    return tuple(_made_rule(each) or _group(each) for each in children), values


def _made_rule(node: Node) -> Draft | None:
    """A rule that was made while the file was read, or is made now; None of a group."""
    if node.tag != "xccdf:Rule":
        return None
    made = node.made[0] if node.made else rule(node)
    assert isinstance(made, Draft)
    return made


def _group(node: Node) -> Draft:
    return _draft(node, _group_alone(node), *_inside(node))


def _draft(
    node: Node,
    item: inheritance.Item,
    children: tuple[Draft, ...] = (),
    values: tuple[Draft, ...] = (),
) -> Draft:
    extends, abstract = node.get("extends"), _flag(node, "abstract", False)
    if not extends:
        return Draft(item, node.line, abstract=abstract, children=children, values=values)
    tags = {child.tag for child in node.children}
    tagged = {child.tag for child in node.children if _flag(child, "override", False)}
    names = [(name, source) for name, (source, _) in inheritance.PROPERTIES.items()]
    given = frozenset(name for name, xml in names if xml in tags or xml in node.attributes)
    overriding = frozenset(name for name, xml in names if xml in tagged)
    return Draft(item, node.line, extends, abstract, given, overriding, children, values)


def _group_alone(node: Node) -> xccdf.Group:
    """xccdf:Group without what is in it."""
    return xccdf.Group(
        id=_required(node, "id"),
        title=_text(node, "title"),
        selected=_flag(node, "selected", True),
        weight=_number(node, "weight", 1.0),
        platforms=_idrefs(node, "platform"),
        requires=_requires(node),
        conflicts=_idrefs(node, "conflicts"),
        cluster=node.get("cluster-id"),
    )


def _rule(node: Node) -> xccdf.Rule:
    complexes = node.all("xccdf:complex-check")
    return xccdf.Rule(
        id=_required(node, "id"),
        title=_text(node, "title"),
        selected=_flag(node, "selected", True),
        weight=_number(node, "weight", 1.0),
        platforms=_idrefs(node, "platform"),
        requires=_requires(node),
        conflicts=_idrefs(node, "conflicts"),
        cluster=node.get("cluster-id"),
        severity=node.get("severity", "unknown"),
        role=_role(node) or xccdf.Role.FULL,
        checks=tuple(_check(check) for check in node.all("xccdf:check")),
        complex_check=_complex(complexes[0]) if complexes else None,
        references=tuple(  # tens of thousands, which name some dozen addresses
            (intern(ref.get("href")), ref.text.strip()) for ref in node.all("xccdf:reference")
        ),
        identifiers=tuple(
            (ident.get("system"), ident.text.strip()) for ident in node.all("xccdf:ident")
        ),
        fixes=tuple(xccdf.Fix(fix.get("system"), fix.text) for fix in node.all("xccdf:fix")),
        description=_text(node, "description"),
        rationale=_text(node, "rationale"),
    )


def _check(node: Node) -> xccdf.Check:
    return xccdf.Check(
        system=_required(node, "system"),
        refs=tuple(
            xccdf.ContentRef(_required(ref, "href"), ref.get("name"))
            for ref in node.all("xccdf:check-content-ref")
        ),
        exports=tuple(
            (_required(export, "export-name"), _required(export, "value-id"))
            for export in node.all("xccdf:check-export")
        ),
        imports=tuple(_required(part, "import-name") for part in node.all("xccdf:check-import")),
        selector=node.get("selector"),
        negate=_flag(node, "negate", False),
        multi_check=_flag(node, "multi-check", False),
    )


def _complex(node: Node) -> xccdf.ComplexCheck:
    return xccdf.ComplexCheck(
        operator=_operator(node),
        operands=tuple(
            _check(child) if child.tag == "xccdf:check" else _complex(child)
            for child in node.children
            if child.tag in ("xccdf:check", "xccdf:complex-check")
        ),
        negate=_flag(node, "negate", False),
    )


def _value(node: Node) -> xccdf.Value:
    values = {
        child.get("selector"): _texts(child)
        for child in node.children
        if child.tag in ("xccdf:value", "xccdf:complex-value")
    }
    return xccdf.Value(
        id=_required(node, "id"),
        title=_text(node, "title"),
        cluster=node.get("cluster-id"),
        type=node.get("type", "string"),
        operator=node.get("operator", "equals"),
        values=tuple(values.items()),
    )


def _texts(node: Node) -> tuple[str, ...]:
    """A value's text, or the items of a complex value."""
    if node.tag.endswith("complex-value"):
        return tuple(item.text for item in node.all("xccdf:item"))
    return (node.text,)


def _profile(node: Node) -> xccdf.Profile:
    return xccdf.Profile(
        id=_required(node, "id"),
        title=_text(node, "title"),
        extends=node.get("extends"),
        abstract=_flag(node, "abstract", False),
        platforms=_idrefs(node, "platform"),
        selects=tuple(
            (_required(select, "idref"), _flag(select, "selected", True))
            for select in node.all("xccdf:select")
        ),
        value_settings=tuple(_value_settings(node)),
        refine_rules=tuple(
            xccdf.RefineRule(
                _required(refine, "idref"),
                _number(refine, "weight", 1.0) if "weight" in refine.attributes else None,
                refine.attributes.get("severity"),
                _role(refine),
                refine.attributes.get("selector"),
            )
            for refine in node.all("xccdf:refine-rule")
        ),
    )


def _value_settings(node: Node) -> Iterator[xccdf.ValueSetting]:
    for child in node.children:
        if child.tag in ("xccdf:set-value", "xccdf:set-complex-value"):
            yield xccdf.ValueSetting(_required(child, "idref"), _texts(child))
        elif child.tag == "xccdf:refine-value" and "selector" in child.attributes:
            yield xccdf.ValueSetting(_required(child, "idref"), selector=child.get("selector"))


def _logical(node: Node) -> xccdf.LogicalTest:
    return xccdf.LogicalTest(
        operator=_operator(node, "AND"),
        negate=_flag(node, "negate", False),
        operands=tuple(_fact(child) for child in node.children),
    )


def _fact(node: Node) -> str | xccdf.Check | xccdf.LogicalTest:
    """A fact-ref (a CPE name), a check-fact-ref (a definition) or a nested test."""
    if node.tag == "cpe-lang:fact-ref":
        return _required(node, "name")
    if node.tag == "cpe-lang:check-fact-ref":
        ref = xccdf.ContentRef(_required(node, "href"), _required(node, "id-ref"))
        return xccdf.Check(_required(node, "system"), (ref,))
    if node.tag == "cpe-lang:logical-test":
        return _logical(node)
    raise node.error("is no part of a platform's logical test")


def _requires(node: Node) -> tuple[tuple[str, ...], ...]:
    """Each `requires` is a list of alternatives: one of them must be selected."""
    return tuple(tuple(child.get("idref").split()) for child in node.all("xccdf:requires"))


def _idrefs(node: Node, name: str) -> tuple[str, ...]:
    return tuple(_required(child, "idref") for child in node.all(f"xccdf:{name}"))


def _role(node: Node) -> xccdf.Role | None:
    text = node.get("role")
    try:
        return xccdf.Role(text) if text else None
    except ValueError:
        raise node.error(f"has role={text!r}, which XCCDF does not define") from None


def _text(node: Node, name: str) -> str:
    """A child's text with white space folded; empty if there is none."""
    child = node.first(f"xccdf:{name}")
    return " ".join(child.text.split()) if child else ""


def _required(node: Node, attribute: str) -> str:
    value = node.get(attribute)
    if not value:
        raise node.error(f"has no {attribute!r}")
    return value


def _flag(node: Node, attribute: str, default: bool) -> bool:
    text = node.get(attribute)
    return text.strip() in ("true", "1") if text else default


def _operator(node: Node, default: str = "") -> str:
    text = node.get("operator", default).upper()
    if text not in ("AND", "OR"):
        raise node.error(f"has operator={text!r}, which is neither AND nor OR")
    return text


def _number(node: Node, attribute: str, default: float) -> float:
    """A number that is not negative, as weights are (6.4.2)."""
    text = node.get(attribute)
    try:
        number = float(text) if text else default
    except ValueError:
        number = -1.0
    if not 0.0 <= number < inf:
        raise node.error(f"has {attribute}={text!r}, which is no number, or below zero")
    return number
