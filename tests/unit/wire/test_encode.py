"""Bytes of answers, requests and errors."""

import json

import pytest

from incisor.wire import encode, errors, shapes
from incisor.wire.model import MODEL
from support.model_cases import OF_PATTERN, UUID

SCAN = OF_PATTERN["CisScanArn"]


@pytest.mark.parametrize(
    "empty",
    [
        shapes.ListCisScanResultsAggregatedByChecksResponse(check_aggregations=[]),
        shapes.ListCisScanResultsAggregatedByTargetResourceResponse(
            target_resource_aggregations=[]
        ),
        shapes.GetCisScanResultDetailsResponse(scan_result_details=[]),
        shapes.CisTargets(account_ids=[], target_resource_tags={}),
        None,
    ],
)
def test_lists_that_must_not_be_empty_are_left_out(empty: shapes.Shape | None) -> None:
    """An answer never breaks its own shape: a list of at least one is absent when there is none."""
    assert encode.response(empty) == b"{}"


def test_lists_that_may_be_empty_are_kept() -> None:
    """A list without a minimum says that there is nothing."""
    assert encode.response(shapes.ListCisScansResponse(scans=[])) == b'{"scans":[]}'


@pytest.mark.parametrize(
    "members", [{}, {"one_time": shapes.OneTimeSchedule(), "daily": shapes.OneTimeSchedule()}]
)
def test_union_cannot_be_made_without_its_one_member(members: dict[str, object]) -> None:
    """A schedule of no kind or of two cannot exist, so it cannot be sent."""
    with pytest.raises(ValueError, match="must have exactly one member"):
        shapes.Schedule(**members)  # type: ignore[arg-type]


def test_absent_members_are_left_out() -> None:
    """What is None is not on the wire; nothing is ever null there."""
    counts = shapes.StatusCounts(failed=0)
    found = shapes.CisTargetResourceAggregation(scan_arn=SCAN, status_counts=counts)
    assert json.loads(encode.response(found)) == {"scanArn": SCAN, "statusCounts": {"failed": 0}}


def test_timestamps_are_seconds_since_the_epoch() -> None:
    """A scan's date is a number, as rest-json has it."""
    arn = OF_PATTERN["CisScanConfigurationArn"]
    found = shapes.CisScan(scan_arn=SCAN, scan_configuration_arn=arn, scan_date=1700000000.25)
    assert json.loads(encode.response(found))["scanDate"] == 1700000000.25


def test_blobs_are_base64() -> None:
    """Evidence travels as base64 text."""
    message = shapes.CisSessionMessage(
        rule_id="r", status=shapes.CisRuleStatus.PASSED, cis_rule_details=b"\xff\x00"
    )
    request = shapes.SendCisSessionTelemetryRequest(
        scan_job_id=UUID, session_token=UUID, messages=[message]
    )
    assert json.loads(encode.request(request))["messages"][0]["cisRuleDetails"] == "/wA="


def test_request_is_split_over_path_query_and_body() -> None:
    """What the model puts into path and query is escaped there and is not in the body."""
    untag = shapes.UntagResourceRequest(resource_arn="a/b ü", tag_keys=["k+", "l&"])
    target = encode.target(MODEL.operations["UntagResource"], untag)
    assert target == ("/tags/a%2Fb%20%C3%BC", "tagKeys=k%2B&tagKeys=l%26")
    assert encode.request(untag) == b"{}"


def test_error_is_type_header_and_message() -> None:
    """An error has its name in a header, its message in lower case, its own members beside it."""
    thrown = errors.ConflictException("stopped", resource_id="i-1", resource_type="SCAN_JOB")
    status, headers, body = encode.error(thrown)
    assert status == 409
    assert dict(headers)["x-amzn-ErrorType"] == "ConflictException"
    assert json.loads(body) == {
        "message": "stopped",
        "resourceId": "i-1",
        "resourceType": "SCAN_JOB",
    }


@pytest.mark.parametrize(
    "thrown", [errors.ThrottlingException("slow down", 5), errors.InternalServerException()]
)
def test_error_that_passes_says_when_to_come_back(thrown: errors.WireError) -> None:
    """Throttling and our own faults carry Retry-After."""
    assert dict(encode.error(thrown)[1])["Retry-After"] == "5"


def test_codes_of_signatures_are_errors() -> None:
    """Each code that signature checking speaks is the name of a front-end error."""
    assert {kind("why").code: kind for kind in errors.SIGNATURE_ERRORS.values()} == dict(
        errors.SIGNATURE_ERRORS
    )


def test_long_list_of_faults_is_summed_up_in_the_message() -> None:
    """The message spells out a few faults and counts the others; the fields have all."""
    faults = [errors.Field(name=f"a[{n}]", message="is bad") for n in range(5)]
    thrown = errors.ValidationException.of(faults)
    assert thrown.message == "a[0] is bad; a[1] is bad; a[2] is bad; and 2 more"
    assert len(thrown.fields) == 5
