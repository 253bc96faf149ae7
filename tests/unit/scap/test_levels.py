"""incisor.scap.levels: which profile stands for which of CIS's levels."""

import pytest

from incisor.scap import xccdf
from incisor.scap.levels import level_of, levels
from incisor.scap.xml import ContentError

SSG = "xccdf_org.ssgproject.content_profile_"
CIS = "xccdf_org.cisecurity.benchmarks_profile_"


@pytest.mark.parametrize(
    ("profile", "level"),
    [
        (SSG + "cis_level1_server", 1),
        (SSG + "cis_level2_workstation", 2),
        (SSG + "cis", 2),
        (SSG + "cis_server_l1", 1),
        (SSG + "cis_workstation_l2", 2),
        (CIS + "Level_1_-_Server", 1),
        (CIS + "Level_2", 2),
        (SSG + "cis_node", None),
        (SSG + "stig", None),
        (SSG + "anssi_bp28_minimal_level1", None),
        (SSG + "cis_level10_server", None),
        (CIS + "Defender", None),
    ],
)
def test_a_profile_says_its_level_by_its_name(profile: str, level: int | None) -> None:
    """As scap-security-guide calls them for Debian and for RHEL, and as CIS does."""
    assert level_of(profile) == level


@pytest.mark.parametrize(
    ("names", "first", "second"),
    [
        (
            ["cis_level1_workstation", "cis_level1_server", "cis_level2_server"],
            "cis_level1_server",
            "cis_level2_server",
        ),
        (
            ["cis", "cis_server_l1", "cis_workstation_l1", "cis_workstation_l2"],
            "cis_server_l1",
            "cis",
        ),
        (["stig", "cis_workstation_l1"], "cis_workstation_l1", "cis_workstation_l1"),
    ],
)
def test_servers_come_before_workstations(names: list[str], first: str, second: str) -> None:
    """Level 2 contains level 1, so a benchmark with level 1 alone has both."""
    profiles = {SSG + name: xccdf.Profile(SSG + name) for name in names}
    assert levels(profiles) == {1: SSG + first, 2: SSG + second}


@pytest.mark.parametrize("profile", [xccdf.Profile(SSG + "cis"), xccdf.Profile(SSG + "stig")])
def test_without_a_profile_for_level_1_there_are_none(profile: xccdf.Profile) -> None:
    """A level 2 profile would ask too much of a level 1 scan."""
    with pytest.raises(ContentError, match="no profile is one of CIS's for level 1"):
        levels({profile.id: profile})


def test_an_abstract_profile_is_no_level() -> None:
    """It is there to be extended."""
    abstract = xccdf.Profile(SSG + "cis_level1_server", abstract=True)
    with pytest.raises(ContentError):
        levels({abstract.id: abstract})
