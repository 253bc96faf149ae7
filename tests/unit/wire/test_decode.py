"""What decoding decides where the service model is silent."""

import msgspec
import pytest

from incisor.wire import decode, shapes
from incisor.wire.errors import Reason, ValidationException
from incisor.wire.model import MODEL
from support.model_cases import UUID

HEALTH = MODEL.operations["SendCisSessionHealth"]
SCANS = MODEL.operations["ListCisScans"]
CREATE = MODEL.operations["CreateCisScanConfiguration"]
TAG = MODEL.operations["TagResource"]
UNTAG = MODEL.operations["UntagResource"]
LIST_TAGS = MODEL.operations["ListTagsForResource"]
ARN = {"resourceArn": "arn:x"}


def refusal(operation: str, body: bytes) -> ValidationException:
    """The refusal of a body."""
    with pytest.raises(ValidationException) as caught:
        decode.request(MODEL.operations[operation], {}, "", body)
    return caught.value


def test_empty_body_is_an_empty_object() -> None:
    """An operation that requires nothing takes a request without a body."""
    assert decode.request(SCANS, {}, "", b"") == shapes.ListCisScansRequest()


def test_null_is_absent() -> None:
    """An optional member that is null is as good as left out."""
    assert decode.request(SCANS, {}, "", b'{"maxResults":null}') == shapes.ListCisScansRequest()


def test_unknown_member_at_the_top_is_ignored() -> None:
    """A member that a newer SDK might send does not break a request."""
    assert decode.request(SCANS, {}, "", b'{"novelty":[1]}') == shapes.ListCisScansRequest()


@pytest.mark.parametrize(
    ("criteria", "path"),
    [
        (b'{"colour":[]}', "filterCriteria.colour"),
        (
            b'{"failedChecksFilters":[{"over":1}]}',
            "filterCriteria.failedChecksFilters[0].over",
        ),
    ],
)
def test_unknown_filter_is_refused(criteria: bytes, path: str) -> None:
    """A filter that we do not know would, if ignored, show what was to be hidden."""
    found = refusal("ListCisScans", b'{"filterCriteria":%b}' % criteria)
    assert [(field.name, found.reason) for field in found.fields] == [
        (path, Reason.FIELD_VALIDATION_FAILED)
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"{} {}",
        b'{"a":NaN}',
        b"\xef\xbb\xbf{}",
        b'{"scanJobId":"\xff"}',
        b'{"scanJobId":"\\ud800"}',
        b"[" * 100_000,
        b'{"maxResults":' * 100_000,
    ],
)
def test_what_is_no_json_object_cannot_be_parsed(body: bytes) -> None:
    """A body that is no JSON object in UTF-8, of bounded depth, is refused as a whole."""
    found = refusal("ListCisScans", body)
    assert (found.reason, found.fields) == (Reason.CANNOT_PARSE, ())


def test_last_of_two_equal_members_counts() -> None:
    """A member given twice has the value given last."""
    found = decode.request(SCANS, {}, "", b'{"maxResults":1,"maxResults":2}')
    assert found == shapes.ListCisScansRequest(max_results=2)


def test_earlier_of_two_equal_members_must_be_valid_too() -> None:
    """A broken value is refused though a later one would have replaced it."""
    assert [f.name for f in refusal("ListCisScans", b'{"maxResults":0,"maxResults":2}').fields] == [
        "maxResults"
    ]


def test_lengths_are_in_code_points() -> None:
    """128 characters outside of the basic plane are a scan name of the greatest length."""
    document = {
        "scanName": "𝔖" * 128,
        "securityLevel": "LEVEL_1",
        "schedule": {"oneTime": {}},
        "targets": {"accountIds": ["SELF"], "targetResourceTags": {"a": ["b"]}},
    }
    found = decode.request(CREATE, {}, "", msgspec.json.encode(document))
    assert isinstance(found, shapes.CreateCisScanConfigurationRequest)


def test_faults_are_bounded() -> None:
    """A small request cannot ask for an answer of any size."""
    body = b'{"scanJobId":1,"tags":{%b}}' % b",".join(b'"%d":1' % n for n in range(5000))
    assert len(refusal("CreateCisScanConfiguration", body).fields) == decode.MOST_FAULTS


def test_list_that_is_too_long_is_one_fault() -> None:
    """What lies beyond the end of a list is not looked at."""
    messages = b",".join([b'{"ruleId":"x","status":"PASSED","cisRuleDetails":""}'] * 150 + [b"7"])
    body = b'{"scanJobId":"%b","sessionToken":"%b","messages":[%b]}'
    found = refusal("SendCisSessionTelemetry", body % (UUID.encode(), UUID.encode(), messages))
    assert [(f.name, f.message) for f in found.fields] == [
        ("messages", "must have 1 to 150 items, has 151")
    ]


def test_faults_of_a_stop_message_have_their_paths() -> None:
    """All faults of a nested message come at once, each by its path."""
    body = b'{"scanJobId":"x","message":{"progress":{"totalChecks":-1},"reason":7}}'
    found = refusal("StopCisSession", body)
    assert {(field.name, field.message.split(":")[0]) for field in found.fields} == {
        ("sessionToken", "is required"),
        ("scanJobId", "is not a valid UUID"),
        ("message.status", "is required"),
        ("message.reason", "must be a string, is an integer"),
        ("message.progress.totalChecks", "must be 0 to 65536"),
    }


def test_message_spells_out_the_first_faults() -> None:
    """A caller that shows the message only still learns what is wrong."""
    assert str(refusal("SendCisSessionHealth", b"{}")) == (
        "scanJobId is required; sessionToken is required"
    )


def test_located_members_come_from_path_and_query() -> None:
    """The ARN is the path's, the keys are the query's, whatever the body says."""
    body = b'{"resourceArn":"arn:y","tagKeys":["z"]}'
    found = decode.request(UNTAG, ARN, "tagKeys=a%2Cb&other=1&tagKeys=c%2Bd", body)
    assert found == shapes.UntagResourceRequest(resource_arn="arn:x", tag_keys=["a,b", "c+d"])


def test_plus_in_a_query_is_a_plus() -> None:
    """SDKs write a blank as %20; a tag key may hold a plus sign and may not hold a blank."""
    found = decode.request(UNTAG, ARN, "tagKeys=a+b", b"")
    assert found == shapes.UntagResourceRequest(resource_arn="arn:x", tag_keys=["a+b"])


def test_untagging_nothing_is_refused() -> None:
    """A request to untag that names no key is a mistake of the caller."""
    with pytest.raises(ValidationException, match="tagKeys is required"):
        decode.request(UNTAG, ARN, "", b"")


def test_query_that_is_no_utf8_names_its_parameter() -> None:
    """An escape that is no UTF-8 is the fault of the member."""
    with pytest.raises(ValidationException, match="tagKeys must be percent-encoded UTF-8"):
        decode.request(UNTAG, ARN, "tagKeys=%FF", b"")


def test_body_of_an_operation_without_one_is_ignored() -> None:
    """A GET may carry anything; nobody reads it."""
    found = decode.request(LIST_TAGS, ARN, "", b"\xff")
    assert found == shapes.ListTagsForResourceRequest(resource_arn="arn:x")


def test_member_of_the_body_goes_with_those_of_the_path() -> None:
    """Tags are in the body, the ARN is in the path."""
    found = decode.request(TAG, ARN, "", b'{"tags":{"a":""}}')
    assert found == shapes.TagResourceRequest(resource_arn="arn:x", tags={"a": ""})


def test_empty_answer_of_a_session_is_read() -> None:
    """The agent reads the empty answers of the session operations."""
    assert decode.response(HEALTH, b"{}") == shapes.SendCisSessionHealthResponse()


def test_answer_that_breaks_its_shape_is_refused() -> None:
    """Reading an answer is as strict as reading a request, so that tests can trust it."""
    with pytest.raises(msgspec.ValidationError, match="scans"):
        decode.response(SCANS, b'{"scans":[{}]}')
