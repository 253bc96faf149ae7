"""incisor.domain.arn: names as the service model's patterns want them."""

import uuid

import msgspec
import pytest

from incisor.domain import arn
from incisor.domain.arn import ArnError, Kind
from incisor.wire import shapes

REGION, ACCOUNT, ID = "eu-central-1", "123456789012", "0b3a0b6e-6f43-4c7e-8f1e-0d6a5f3e2c11"

SHAPES = {
    Kind.CONFIGURATION: shapes.CisScanConfigurationArn,
    Kind.SCAN: shapes.CisScanArn,
    Kind.FINDING: shapes.CisFindingArn,
}
WRITTEN = {
    Kind.CONFIGURATION: arn.configuration_arn(REGION, ACCOUNT, ID),
    Kind.SCAN: arn.scan_arn(REGION, ACCOUNT, ID),
    Kind.FINDING: arn.finding_arn(REGION, ACCOUNT, ID, "i-0123456789abcdef0", "1.1.1"),
}


@pytest.mark.parametrize("kind", Kind)
def test_a_written_arn_is_what_the_model_allows(kind: Kind) -> None:
    """SDKs that check patterns accept each ARN that we write."""
    assert msgspec.convert(WRITTEN[kind], SHAPES[kind]) == WRITTEN[kind]


@pytest.mark.parametrize("kind", Kind)
def test_a_written_arn_is_read_back(kind: Kind) -> None:
    """Reading takes apart what writing put together."""
    read = arn.parse(WRITTEN[kind], kind)
    assert (read.region, read.account_id, read.owner_id) == (REGION, ACCOUNT, ACCOUNT)
    assert str(read) == WRITTEN[kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "scan",
        WRITTEN[Kind.FINDING],
        WRITTEN[Kind.SCAN] + "/x",
        WRITTEN[Kind.SCAN] + "\n",
        WRITTEN[Kind.SCAN].replace("inspector2", "ec2"),
        WRITTEN[Kind.SCAN].replace("1234", "123"),
    ],
)
def test_another_text_is_refused_with_the_form(text: str) -> None:
    """What is no ARN of the kind is refused, and the message shows how one looks."""
    with pytest.raises(ArnError, match=r"no cis-scan ARN; its form is arn:aws:inspector2:"):
        arn.parse(text, Kind.SCAN)


def test_ids_are_read_in_either_case() -> None:
    """The model allows upper-case hex digits; they name the same scan."""
    upper = WRITTEN[Kind.SCAN].replace(ID, ID.upper())
    assert arn.parse(upper, Kind.SCAN).id == ID


def test_an_organisation_may_be_the_owner() -> None:
    """The owner in the path need not be the account."""
    text = WRITTEN[Kind.SCAN].replace(f"owner/{ACCOUNT}", "owner/o-abcdefghij")
    assert arn.parse(text, Kind.SCAN).owner_id == "o-abcdefghij"


def test_a_finding_keeps_its_name_and_shares_it_with_none() -> None:
    """The same rule, target and scan give the same id; another of them gives another."""
    parts = ("scan", "i-1", "1.1")
    ids = {arn.finding_id(*parts), arn.finding_id("scan", "i-1", "1.2")}
    ids |= {arn.finding_id("scan", "i-2", "1.1"), arn.finding_id("other", "i-1", "1.1")}
    assert len(ids) == 4
    assert arn.finding_id(*parts) == "1def5f17-e010-5d94-a565-7ce165564e63"
    assert uuid.UUID(arn.finding_id(*parts)).version == 5


def test_names_of_many_findings_are_those_of_each() -> None:
    """What reports name findings with gives the ARN that GetCisScanResultDetails gives."""
    parts = ("us-east-1", ACCOUNT, "scan", "i-1")
    arn_of = arn.finding_arns(*parts)
    for rule_id in ("1.1", "", "é", *map(str, range(200))):
        assert arn_of(rule_id) == arn.finding_arn(*parts, rule_id)
