"""What the agent remembers of its session."""

import json
import os
import re
from pathlib import Path

import pytest

from incisor.agent import spool, translate
from incisor.agent.errors import StateError
from incisor.wire.shapes import CisRuleStatus, StopCisSessionStatus
from support.sessions import JOB, PLATFORM, new_spool, result

STOP = translate.stop(StopCisSessionStatus.SUCCESS, None, [result(1)], PLATFORM, "1.1.0", "L1")


def test_a_token_is_on_disk_before_anything_can_be_sent(tmp_path: Path) -> None:
    """The file that begin() leaves holds the job and a fresh token."""
    opened = spool.begin(str(tmp_path), JOB)
    written = json.loads((tmp_path / "session.json").read_bytes())
    assert written["sessionToken"] == opened.session.session_token
    assert written["job"]["scanJobId"] == JOB.scan_job_id
    assert re.fullmatch(r"[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}", opened.session.session_token)


def test_every_session_has_a_token_of_its_own(tmp_path: Path) -> None:
    """Two sessions for the same job cannot be taken for each other."""
    tokens = {spool.begin(str(tmp_path), JOB).session.session_token for _ in range(3)}
    assert len(tokens) == 3


def test_a_killed_agent_finds_its_session_again(tmp_path: Path) -> None:
    """Token, results and acknowledgements are what they were, without any farewell."""
    first = new_spool(tmp_path, result(1), result(2, CisRuleStatus.FAILED), result(3))
    first.acknowledge(2)
    again = spool.resume(str(tmp_path))
    assert again is not None
    assert again.session == first.session
    assert list(again.results) == list(first.results)
    assert (again.acknowledged, again.stop) == (2, None)


def test_a_decided_stop_is_remembered_as_it_was(tmp_path: Path) -> None:
    """Only the very same Stop may be repeated, so it is kept and not made again."""
    new_spool(tmp_path, result(1)).decide_stop(STOP)
    again = spool.resume(str(tmp_path))
    assert again is not None
    assert again.stop == STOP


def test_a_result_torn_by_a_crash_is_forgotten_and_the_rest_is_kept(tmp_path: Path) -> None:
    """A half-written last result is dropped; it will be evaluated again."""
    new_spool(tmp_path, result(1), result(2)).close()
    log = tmp_path / "results.log"
    log.write_bytes(log.read_bytes()[:-3])
    again = spool.resume(str(tmp_path))
    assert again is not None
    assert list(again.results) == [result(1)]


def test_acknowledgements_never_go_back(tmp_path: Path) -> None:
    """An acknowledgement that arrives late does not make results unsent again."""
    opened = new_spool(tmp_path, result(1), result(2))
    opened.acknowledge(2)
    opened.acknowledge(1)
    assert opened.acknowledged == 2


def test_an_ended_session_leaves_nothing(tmp_path: Path) -> None:
    """After remove() there is no session and no evidence on disk; twice does no harm."""
    opened = new_spool(tmp_path, result(1))
    opened.remove()
    opened.remove()
    assert spool.resume(str(tmp_path)) is None
    assert os.listdir(tmp_path) == []


def test_a_new_session_does_not_inherit_results(tmp_path: Path) -> None:
    """A log that an unlucky removal left behind is not taken for the next session's."""
    new_spool(tmp_path, result(1)).close()
    (tmp_path / "session.json").unlink()
    assert list(spool.begin(str(tmp_path), JOB).results) == []


def test_a_damaged_session_file_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    """The agent neither guesses a token nor dies with a traceback."""
    (tmp_path / "session.json").write_text("{}")
    with pytest.raises(StateError, match=r"damaged.*Remove the file"):
        spool.resume(str(tmp_path))


def test_both_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    """The token and the evidence are nobody else's."""
    new_spool(tmp_path, result(1))
    assert {os.stat(tmp_path / name).st_mode & 0o777 for name in os.listdir(tmp_path)} == {0o600}
