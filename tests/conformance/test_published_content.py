"""scap-security-guide's streams, as Debian packages them, go through the service's catalogue.

What is expected of them was read off the streams themselves, with other tools.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

import parity
import published
from incisor.agent import evaluate_content
from incisor.agent.spool import Benchmark
from incisor.content import intake
from incisor.content.intake import Taken
from incisor.content.listing import Listing
from incisor.scap import references
from incisor.wire.shapes import CisRuleStatus, CisSecurityLevel
from support.fakehost import FakeHost
from support.sessions import JOB

SSG = "xccdf_org.ssgproject.content_profile_"


class Expected(NamedTuple):
    """What the service makes of a stream."""

    platform: str
    profiles: tuple[str, str]


PRODUCTS: Mapping[str, Expected] = {
    "ubuntu2204": Expected("UBUNTU_22_04", ("cis_level1_server", "cis_level2_server")),
    "rhel8": Expected("RHEL_8", ("cis_server_l1", "cis")),
}


def stream_of(product: str) -> Path:
    """A product's data stream; the packages are downloaded once, as the parity tool does."""
    return published.stream_of(published.release(parity.CACHE), product)


@pytest.fixture(scope="module", params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> str:
    """Each product in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def listing(product: str) -> Listing:
    """What the service keeps of the product's stream."""
    (taken,) = intake.taken(str(stream_of(product)))
    assert isinstance(taken, Taken)
    return taken.listing


def numbers_in(stream: Path) -> set[str]:
    """The numbers of CIS recommendations that a stream names, found as text."""
    text = stream.read_text(encoding="utf-8")
    return set(re.findall(r'href="https://www\.cisecurity\.org/benchmark/[^"]*">([\d.]+)<', text))


def test_platform_and_profiles_are_those_of_the_product(product: str, listing: Listing) -> None:
    """CPE names and both ways of naming levels."""
    expected = PRODUCTS[product]
    assert expected.platform in listing.platforms
    assert tuple(listing.profile_ids.values()) == tuple(SSG + name for name in expected.profiles)
    assert listing.version


def test_checks_have_the_numbers_of_the_streams_references(product: str, listing: Listing) -> None:
    """Nearly all; rules without a number keep their id."""
    numbered = {each for each in listing.checks if each[0].isdigit()}
    assert numbered <= numbers_in(stream_of(product))
    assert len(numbered) > 100
    assert all(each.startswith("xccdf_") for each in listing.checks.keys() - numbered)


def test_every_check_has_its_words(listing: Listing) -> None:
    """A title and a description, with every value filled in."""
    for check in listing.checks.values():
        assert check.title
        assert check.description
        assert "{xccdf_" not in check.description + check.remediation


def test_the_stream_is_sound(product: str) -> None:
    """Nothing is referred to that is not there."""
    path = stream_of(product)
    with path.open("rb") as source:
        assert references.check(source, path.name).faults == []


def test_every_check_has_one_result(product: str, listing: Listing, tmp_path: Path) -> None:
    """On a host that has next to nothing; all of them fit the wire, none breaks."""
    level = CisSecurityLevel.LEVEL_2
    job = msgspec.structs.replace(JOB, security_level=level)
    meant = Benchmark(
        listing.id, listing.version, listing.sha256, "scap", listing.profile_ids[level]
    )
    host = FakeHost.from_spec({"files": {"/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n"}})
    path = str(stream_of(product))
    given = evaluate_content.assign(job, meant, path, str(tmp_path), host)
    found = list(given.results(frozenset()))
    assert {each.rule_id for each in found} == set(listing.checks)
    assert len(found) == given.total == len(listing.checks)
    assert all(len(each.cis_rule_details) <= 1000 for each in found)
    assert CisRuleStatus.ERROR not in {each.status for each in found}
