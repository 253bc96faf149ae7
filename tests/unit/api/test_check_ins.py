"""What a check-in's query and body say."""

import pytest

from incisor.api import check_ins
from incisor.wire.errors import ValidationException

BODY = b'{"hostname": "web-1", "platform": "DEBIAN_12", "agentVersion": "1.0"}'


@pytest.mark.parametrize(("query", "wait"), [("", 0), ("wait=50", 50), ("wait=0.5&x=y", 0.5)])
def test_the_wait_is_in_seconds(query: str, wait: float) -> None:
    """None means not at all."""
    assert check_ins.decode({}, query, BODY).wait == wait


@pytest.mark.parametrize("query", ["wait=x", "wait=-1", "wait=nan", "wait=1&wait=2"])
def test_a_wait_that_is_no_time_is_named(query: str) -> None:
    """The field is the query's."""
    with pytest.raises(ValidationException) as refused:
        check_ins.decode({}, query, BODY)
    assert [field.name for field in refused.value.fields] == ["wait"]
