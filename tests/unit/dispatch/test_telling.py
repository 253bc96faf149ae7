"""Why a target is in its state, in words."""

import pytest

from incisor.dispatch.telling import STORIES, left_out, told
from incisor.domain.session import State
from support import rows


def test_every_state_has_its_story() -> None:
    """None is left out."""
    assert STORIES.keys() == set(State)


@pytest.mark.parametrize("state", State)
def test_a_story_can_always_be_told(state: State) -> None:
    """Whatever is not known of the job and of its host."""
    assert told(rows.job(state=state), None)
    assert told(rows.job(state=state), rows.host())


def test_a_host_that_never_called_is_told_what_to_do() -> None:
    """The next step is to start its agent."""
    assert "incisor agent" in told(rows.job(state=State.PENDING), rows.host(last_seen_at=None))


def test_a_silent_session_is_told_from_a_host_that_never_began() -> None:
    """The one had a token."""
    began = told(rows.job(state=State.TIMED_OUT, session_token=rows.TOKEN), None)
    never = told(rows.job(state=State.TIMED_OUT, session_token=None), None)
    assert "fell silent" in began
    assert "did not begin" in never


def test_a_host_that_gave_up_is_quoted() -> None:
    """With its status and its own reason."""
    job = rows.job(state=State.STOPPED, stop_status="FAILED", reason="disk on fire")
    assert told(job, None) == "the host stopped with FAILED: disk on fire"


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({}, "is no target: it has no tag env"),
        ({"env": "dev"}, "is no target: it has env = 'dev'"),
        ({"env": "prod"}, "was tagged since"),
    ],
)
def test_a_host_that_is_no_target_is_told_which_tag_keeps_it_out(
    tags: dict[str, str], why: str
) -> None:
    """Of the tags that the scan asks for, those that it does not have."""
    assert left_out(rows.host(tags=tags), rows.scan()) == why


def test_a_host_that_came_later_is_told_so() -> None:
    """Its tags have nothing to do with it."""
    host = rows.host(tags={"env": "prod"}, enrolled_at=rows.NOW + 1000)
    assert "after the scan was opened" in left_out(host, rows.scan())
