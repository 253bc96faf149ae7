"""incisor.scap.tailoring_writer: profiles of one's own, as other tools read them."""

from io import BytesIO, StringIO

import pytest
from msgspec.structs import replace

from incisor.scap import content, resolve, tailoring_writer, xccdf
from incisor.scap.tailoring_writer import Changes
from incisor.scap.xml import ContentError
from support import imports
from support.scap import read

NOTHING = Changes()
AT = "2026-01-01T12:00:00"
BENCHMARK = read(imports.stream()).benchmark


def tailored(changes: Changes = NOTHING, **more: str) -> xccdf.Profile:
    """A profile that changes level 1's."""
    return tailoring_writer.tailored(BENCHMARK, "level1_server", changes, **more)


def written(profile: xccdf.Profile) -> str:
    """The file."""
    out = StringIO()
    tailoring_writer.write(out, profile, "t-ds.xml", AT)
    return out.getvalue()


def test_what_is_written_is_what_was_asked_for() -> None:
    """Our own reader finds the profile in it."""
    changes = Changes(
        select=["second"],
        unselect=["xccdf_t_rule_plain"],
        set_values=[("limit", "9")],
    )
    made = tailored(changes, name="ours", title="A & B")
    found = content.read_tailoring(BytesIO(written(made).encode()), "t.xml")
    file = xccdf.TailoringFile("t.xml", "xccdf_incisor_tailoring_ours", "1", AT)
    assert found == {"xccdf_incisor_profile_ours": replace(made, tailoring=file)}
    resolution = resolve.resolve(BENCHMARK, "ours", found)
    selected = {xccdf.own_part(each.rule.id) for each in resolution.rules if each.selected}
    assert selected == {"file", "second", "limit", "script", "other"}
    assert resolution.values["xccdf_t_value_limit"] == ("9",)


def test_a_value_is_refined_by_its_selector() -> None:
    """One of those that the content offers."""
    made = tailored(Changes(refine_values=[("limit", "seven")]))
    assert made.value_settings == (xccdf.ValueSetting("xccdf_t_value_limit", selector="seven"),)
    assert made.id == "xccdf_incisor_profile_cis_level1_server_tailored"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(select=["gone"]), "'gone' is none: give the id of a rule or group"),
        (Changes(set_values=[("gone", "1")]), "'gone' is none: give the id of a Value"),
        (Changes(set_values=[("limit", "much")]), "limit is a number, which 'much' is not"),
        (Changes(refine_values=[("limit", "nine")]), "no selector 'nine'; there are: seven"),
    ],
)
def test_what_the_content_does_not_have_is_refused(changes: Changes, words: str) -> None:
    """Nothing is written that would be passed over later."""
    with pytest.raises(ContentError, match=words):
        tailored(changes)


@pytest.mark.parametrize("name", ["a b", "<x>", "xccdf_x y"])
def test_an_id_is_one_that_xccdf_allows(name: str) -> None:
    """Or other tools would refuse the file."""
    with pytest.raises(ContentError, match="cannot be a profile's id"):
        tailored(name=name)
