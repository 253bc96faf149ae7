"""incisor.scap.closure: what of a content one profile needs."""

from incisor.scap import resolve
from incisor.scap.closure import closure, trimmed
from incisor.scap.outcome import Result
from support.rules import check, content, results, rule


def test_only_what_selected_rules_lead_to_is_kept() -> None:
    """Definitions, tests, objects, states and variables of the others go; verdicts stay."""
    made = content(rule("a", check("value")), rule("b", check("no"), 'selected="false"'))
    resolution = resolve.resolve(made.benchmark, "")
    kept = closure(made, resolution).documents["oval.xml"]
    assert set(kept.definitions) == {"oval:t:def:value"}
    assert set(kept.tests) == {"oval:t:tst:value"}
    assert set(kept.objects) == {"oval:t:obj:value"}
    assert set(kept.states) == {"oval:t:ste:value"}
    assert set(kept.variables) == {"oval:t:var:limit"}


def test_platforms_keep_the_definitions_that_decide_them() -> None:
    """Else nothing would apply."""
    platform = '<xccdf:platform idref="cpe:/a:box"/>'
    made = content(rule("a", platform + check("no")))
    kept = closure(made, resolve.resolve(made.benchmark, ""))
    assert "oval:t:def:yes" in kept.documents["cpe-oval.xml"].definitions
    assert results(made) == {"a": Result.FAIL}


def test_texts_of_rules_that_are_not_evaluated_are_dropped() -> None:
    """Their ids stay: they have a result too."""
    made = content(
        rule("a", f"<xccdf:title>A</xccdf:title>{check('no')}"),
        rule("b", f"<xccdf:title>B</xccdf:title>{check('no')}", 'selected="false"'),
    )
    one, other = trimmed(resolve.resolve(made.benchmark, "")).rules
    assert (one.rule.title, len(one.rule.checks)) == ("A", 1)
    assert (other.rule.title, other.rule.checks) == ("", ())


def test_of_references_the_text_is_kept_and_only_a_cis_benchmarks_address() -> None:
    """It says which recommendations a rule belongs to; nothing asks for the others."""
    cis = "https://www.cisecurity.org/benchmark/debian_linux/"
    references = "".join(
        f'<xccdf:reference href="{href}">{text}</xccdf:reference>'
        for href, text in ((cis, "1.2"), ("https://example.org/", "X-1"))
    )
    made = content(rule("a", references + check("no")))
    (kept,) = trimmed(resolve.resolve(made.benchmark, "")).rules
    assert kept.rule.references == ((cis, "1.2"), ("", "X-1"))
