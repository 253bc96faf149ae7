"""ARNs of the caller's own things."""

import pytest

from incisor.api import arns
from incisor.domain.arn import Kind
from support.calls import ACCOUNT, call
from support.rows import configuration, scan

ID = "6f0c3d1e-0000-4000-8000-0123456789ab"
OWN = f"arn:aws:inspector2:us-east-1:{ACCOUNT}:owner/{ACCOUNT}/cis-scan/{ID}"


def test_an_arn_of_ours_gives_back_its_id() -> None:
    """Written and read, in either case of its letters."""
    assert arns.of_scan(call(), scan(scan_id=ID)) == OWN
    assert arns.own_id(call(), OWN, Kind.SCAN) == ID
    assert arns.own_id(call(), OWN.replace(ID, ID.upper()), Kind.SCAN) == ID


@pytest.mark.parametrize(
    "text",
    [
        OWN.replace(ACCOUNT, "210987654321"),
        OWN.replace(f"owner/{ACCOUNT}", "owner/210987654321"),
        OWN.replace("us-east-1", "eu-west-1"),
        OWN.replace("arn:aws:", "arn:aws-cn:"),
        OWN.replace("cis-scan", "cis-configuration"),
        OWN + "0",
        "",
    ],
)
def test_any_other_arn_names_nothing(text: str) -> None:
    """Another account's, region's, partition's or kind's, or no ARN at all."""
    assert arns.own_id(call(), text, Kind.SCAN) is None


def test_the_stem_is_what_all_arns_of_a_kind_begin_with() -> None:
    """Filters on ARNs compare ids by it."""
    assert arns.stem(call(), Kind.CONFIGURATION) + ID == arns.of_configuration(
        call(), configuration(configuration_id=ID)
    )
