"""xccdf:Tailoring (NISTIR 7275r4, 6.7): a profile of one's own that changes one of a benchmark.

Names may be ids, or what follows `_rule_`, `_group_` or `_value_` in them. What is written is what
`incisor scan --tailoring` and `oscap xccdf eval --tailoring-file` read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TextIO

from msgspec import Struct

from incisor.scap import xccdf
from incisor.scap.markup import DECLARATION, Markup
from incisor.scap.resolve import profile_of
from incisor.scap.xml import ContentError

NAMESPACE: Final = "http://checklists.nist.gov/xccdf/1.2"
PREFIX: Final = "xccdf_incisor"
_ID: Final = re.compile(r"xccdf_[^_]+_profile_.+")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


class Changes(Struct, frozen=True):
    """What a tailored profile does otherwise, by names as users write them."""

    select: Sequence[str] = ()
    unselect: Sequence[str] = ()
    set_values: Sequence[tuple[str, str]] = ()
    refine_values: Sequence[tuple[str, str]] = ()


def tailored(
    benchmark: xccdf.Benchmark, base: str, changes: Changes, name: str = "", title: str = ""
) -> xccdf.Profile:
    """The profile that extends `base` (by id or end of id) with the changes. Raises ContentError.

    `name` is its id, or the own part of one.
    """
    above = profile_of(benchmark.profiles, base)
    values = benchmark.values
    return xccdf.Profile(
        id=_profile_id(name or f"{xccdf.own_part(above.id)}_tailored"),
        title=title or f"{above.title} (tailored)",
        extends=above.id,
        selects=tuple(_selects(benchmark, changes)),
        # A text comes after a choice, so that it wins by the specification as it does in oscap.
        value_settings=(
            *(
                xccdf.ValueSetting(_refined(_value(values, given), selector), selector=selector)
                for given, selector in changes.refine_values
            ),
            *(
                xccdf.ValueSetting(_set(_value(values, given), text), (text,))
                for given, text in changes.set_values
            ),
        ),
    )


def write(out: TextIO, profile: xccdf.Profile, href: str, at: str) -> None:
    """A tailoring of that one profile.

    `href` is the content's file, `at` the time (xsd:dateTime).
    """
    out.write(DECLARATION)
    markup = Markup(out)
    identified = {
        "xmlns:xccdf": NAMESPACE,
        "id": f"{PREFIX}_tailoring_{xccdf.own_part(profile.id)}",
    }
    with markup.inside("xccdf:Tailoring", identified):
        markup.leaf("xccdf:benchmark", "", {"href": href})
        markup.leaf("xccdf:version", "1", {"time": at})
        with markup.inside("xccdf:Profile", {"id": profile.id, "extends": profile.extends}):
            markup.leaf("xccdf:title", profile.title, {"override": "true"})
            for idref, selected in profile.selects:
                flag = str(selected).lower()
                markup.leaf("xccdf:select", "", {"idref": idref, "selected": flag})
            for setting in profile.value_settings:
                _value_setting(markup, setting)


def _value_setting(markup: Markup, setting: xccdf.ValueSetting) -> None:
    if setting.selector is None:
        markup.leaf("xccdf:set-value", setting.values[0], {"idref": setting.idref})
    else:
        selected = {"idref": setting.idref, "selector": setting.selector}
        markup.leaf("xccdf:refine-value", "", selected)


def _selects(benchmark: xccdf.Benchmark, changes: Changes) -> Iterator[tuple[str, bool]]:
    items = list(_items(benchmark.children))
    for names, flag in ((changes.select, True), (changes.unselect, False)):
        for name in names:
            yield _named(name, items, "rule or group"), flag


def _items(children: Iterable[xccdf.Group | xccdf.Rule]) -> Iterator[str]:
    for child in children:
        yield child.id
        if isinstance(child, xccdf.Group):
            yield from _items(child.children)


def _value(values: Mapping[str, xccdf.Value], name: str) -> xccdf.Value:
    return values[_named(name, list(values), "Value")]


def _set(value: xccdf.Value, text: str) -> str:
    """The Value's id, if it can have that text."""
    if value.type == "number" and not _NUMBER.fullmatch(text.strip()):
        raise ContentError(f"{xccdf.own_part(value.id)} is a number, which {text!r} is not")
    if value.type == "boolean" and text not in ("true", "false", "0", "1"):
        raise ContentError(f"{xccdf.own_part(value.id)} is true or false, not {text!r}")
    return value.id


def _refined(value: xccdf.Value, selector: str) -> str:
    """The Value's id, if it has that selector."""
    if value.chosen(selector) is None:
        known = ", ".join(name for name, _ in value.values if name) or "none"
        own = xccdf.own_part(value.id)
        raise ContentError(f"{own} has no selector {selector!r}; there are: {known}")
    return value.id


def _named(name: str, ids: Sequence[str], what: str) -> str:
    """The id that is meant: the id itself, or the one whose own part it is."""
    if name in ids:
        return name
    found = [id_ for id_ in ids if xccdf.own_part(id_) == name]
    if len(found) != 1:
        how = f"is the name of {len(found)} of them" if found else "is none"
        raise ContentError(f"{name!r} {how}: give the id of a {what}")
    return found[0]


def _profile_id(name: str) -> str:
    if _ID.fullmatch(name):
        return name
    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        raise ContentError(
            f"{name!r} cannot be a profile's id: use letters, digits, dots, dashes and underscores"
        )
    return f"{PREFIX}_profile_{name}"
