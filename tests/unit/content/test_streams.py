"""incisor.content.streams: what the service keeps of SCAP content."""

import pytest

from incisor.content import streams
from incisor.content.listing import Listing, decode, encode
from incisor.scap.xml import ContentError
from support import imports
from support.scap import read


@pytest.fixture(scope="module")
def listing() -> Listing:
    """The listing of the small stream."""
    return streams.listed(read(imports.stream()))


def test_recommendations_are_the_checks(listing: Listing) -> None:
    """By number, those of level 1 as such; a rule without a number under its own id."""
    levels = {check.id: check.level for check in listing.checks.values()}
    assert list(levels.items()) == [
        ("1.1", 1),
        ("1.2", 1),
        ("1.3", 1),
        ("1.10", 1),
        (imports.PLAIN, 1),
    ]


def test_a_recommendation_of_level_2_alone_is_of_level_2() -> None:
    """What level 1's profile does not select is not of level 1."""
    rules = imports.RULES + imports.numbered("deep", "2.1", "")
    deep = imports.profile(imports.LEVEL_2, "Two", "deep", extends=imports.LEVEL_1)
    one = imports.profile(imports.LEVEL_1, "One", "file")
    made = streams.listed(read(imports.stream(rules=rules, profiles=one + deep)))
    assert {check.id: check.level for check in made.checks.values()} == {"1.1": 1, "2.1": 2}


def test_the_benchmark_is_told_with_its_platforms_and_profiles(listing: Listing) -> None:
    """All that a check-in hands out, and that readers are told."""
    assert (listing.id, listing.version, listing.title) == (imports.ID, "0.1.2", "A guide")
    assert listing.platforms == ("DEBIAN_12",)
    assert listing.profiles == {"LEVEL_1": "Level 1 - Server", "LEVEL_2": "Level 2 - Server"}
    assert listing.profile_ids == {"LEVEL_1": imports.LEVEL_1, "LEVEL_2": imports.LEVEL_2}


def test_words_are_the_contents_own_with_the_profiles_values(listing: Listing) -> None:
    """The shell script of a fix is the remediation."""
    check = listing.checks["1.10"]
    assert (check.title, check.description) == ("Rule limit", "About limit")
    assert check.remediation == "echo k=6"
    assert check.automated


def test_several_rules_are_told_one_after_another(listing: Listing) -> None:
    """The title is the first one's; the description names each."""
    check = listing.checks["1.1"]
    assert check.title == "Rule file (and 1 more)"
    assert check.description == "Rule file: About file\n\nRule second: About second"
    assert check.rules == ("xccdf_t_rule_file", "xccdf_t_rule_second")


def test_what_only_a_script_checks_is_not_automated(listing: Listing) -> None:
    """Scripts are not run."""
    assert not listing.checks["1.2"].automated


def test_a_script_is_shown_whole_or_not_at_all() -> None:
    """Half a script must not look like one."""
    fix = f'<xccdf:fix system="urn:xccdf:fix:script:sh">{"x" * (streams.MAX_TEXT + 1)}</xccdf:fix>'
    rules = imports.RULES.replace(imports.FIX, fix)
    made = streams.listed(read(imports.stream(rules=rules)))
    assert made.checks["1.10"].remediation == streams.LEFT_OUT


def test_a_listing_is_stored_and_read_again(listing: Listing) -> None:
    """Nothing is lost on the way."""
    assert decode(encode(listing)) == listing


def test_profiles_can_be_named() -> None:
    """By id or an end of it, for content that does not name CIS's levels."""
    profiles = imports.profile("xccdf_t_profile_basic", "Basic", "file", "limit")
    read_again = read(imports.stream(profiles=profiles))
    made = streams.listed(read_again, {1: "basic"})
    assert made.profile_ids == dict.fromkeys(("LEVEL_1", "LEVEL_2"), "xccdf_t_profile_basic")
    with pytest.raises(ContentError, match=r"t-ds\.xml: no profile is one of CIS's for level 1"):
        streams.listed(read_again)
    with pytest.raises(ContentError, match="'advanced' is no profile"):
        streams.listed(read_again, {1: "advanced"})


def test_content_without_a_platform_is_for_no_host() -> None:
    """Nobody could be scanned with it."""
    with pytest.raises(ContentError, match="names no operating system"):
        streams.listed(read(imports.stream(platform="cpe:/a:x:y:1")))
