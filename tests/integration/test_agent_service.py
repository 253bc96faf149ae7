"""The real agent against the real service, over a wire that breaks."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from incisor.content import Catalogue
from support import installed
from support.installed import Account, Service, incisor, scan_once, until
from support.scripted import CHECK_IN, HEALTH, START, STOP, TELEMETRY
from support.wire import Wire, wire


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all of these; each has an account of its own."""
    with installed.service(tmp_path_factory.mktemp("service") / "data") as running:
        yield running


@pytest.fixture
def account(service: Service) -> Iterator[Account]:
    """An account with nothing in it yet."""
    with service.account() as opened:
        yield opened


@pytest.fixture
def broken(service: Service) -> Iterator[Wire]:
    """The way from the agent to the service."""
    with wire(service.endpoint) as laid:
        yield laid


@pytest.fixture
def state(account: Account, broken: Wire, tmp_path: Path) -> Path:
    """The state directory of a host that is enrolled by that way, with a scan waiting for it."""
    account.enrol(tmp_path / "state", endpoint=broken.endpoint)
    account.ask_for_scan()
    return tmp_path / "state"


def session_token(state: Path) -> object:
    """The token of the session that the agent is in."""
    return json.loads((state / "session.json").read_bytes())["sessionToken"]


def level_1() -> set[str]:
    """The checks that a LEVEL_1 scan of this platform must report."""
    benchmark = Catalogue.bundled().get("cis-debian-12")
    assert benchmark is not None
    return {check.id for check in benchmark.select(1)}


def assert_complete(account: Account) -> None:
    """Every check of the level was reported, and the target's counts are their sum."""
    findings = account.findings()
    assert {each["checkId"] for each in findings} == level_1()
    assert account.scan()["status"] == "COMPLETED"
    target = account.target()
    assert target["targetStatus"] == "COMPLETED"
    assert sum(target["statusCounts"].values()) == len(findings)


def test_one_run_reports_every_check(account: Account, state: Path) -> None:
    """`--once` takes the waiting job from Start to Stop and exits 0; nothing stays on disk."""
    said = scan_once(state)
    assert "session.stopped status=SUCCESS" in said
    assert_complete(account)
    assert not (state / "session.json").exists()
    assert not (state / "results.log").exists()


def test_a_killed_agent_goes_on_in_the_same_session(
    account: Account, state: Path, broken: Wire
) -> None:
    """kill -9 with results unsent: the next process sends them under the same token."""
    broken.swallowed.add(TELEMETRY)
    with installed.agent(state, "--once") as first:
        until(lambda: TELEMETRY in broken.seen, "telemetry")
        first.kill()
    token = session_token(state)
    assert account.scan()["status"] == "IN_PROGRESS"
    broken.swallowed.clear()
    broken.seen.clear()
    with installed.agent(state, "--once") as second:
        until(lambda: START in broken.seen, "the second process")
        assert not (state / "session.json").exists() or session_token(state) == token
        assert second.end()[0] == 0
    assert broken.seen[0] == START
    assert_complete(account)


def test_an_agent_killed_between_stop_and_its_answer_repeats_the_stop(
    account: Account, state: Path, broken: Wire
) -> None:
    """The service has the Stop, the agent does not know: it says the same again and is done."""
    broken.deafened.add(STOP)
    with installed.agent(state, "--once") as first:
        until(lambda: STOP in broken.seen, "the Stop")
        until(lambda: account.scan()["status"] == "COMPLETED", "the service to take it")
        first.kill()
    broken.deafened.clear()
    broken.seen.clear()
    scan_once(state)
    assert broken.seen[:2] == [STOP, CHECK_IN]
    assert_complete(account)


def test_sigterm_tells_the_service_in_time(account: Account, state: Path, broken: Wire) -> None:
    """Within two seconds the service knows that the scan was interrupted, and by what."""
    broken.swallowed.add(TELEMETRY)
    with installed.agent(state, "--once") as running:
        until(lambda: TELEMETRY in broken.seen, "telemetry")
        began = time.monotonic()
        status, log = running.terminate()
        assert time.monotonic() - began < 4  # two, and a busy machine
    assert status == 2, log
    assert "agent.interrupted" in log
    assert account.scan()["status"] == "FAILED"
    assert "INTERRUPTED: The agent was stopped (SIGTERM)." in json.dumps(account.told())


def test_an_idle_agent_ends_at_once_and_well(
    account: Account, broken: Wire, tmp_path: Path
) -> None:
    """SIGTERM ends a waiting daemon with status 0, however long its check-in would wait."""
    account.enrol(tmp_path / "idle", endpoint=broken.endpoint)
    with installed.agent(tmp_path / "idle") as running:
        until(lambda: CHECK_IN in broken.seen, "the check-in")
        began = time.monotonic()
        assert running.terminate()[0] == 0
        assert time.monotonic() - began < 3


def test_a_running_agent_takes_scans_as_they_come(account: Account, tmp_path: Path) -> None:
    """A scan that is asked for while the agent waits begins without delay."""
    account.enrol(tmp_path / "daemon")
    with installed.agent(tmp_path / "daemon") as running:
        account.ask_for_scan()
        until(lambda: account.inspector.list_cis_scans().get("scans"), "the scan")
        until(lambda: account.scan()["status"] == "COMPLETED", "its end")
        assert running.terminate()[0] == 0
    assert_complete(account)


def test_an_agent_that_lives_says_so(account: Account, state: Path, broken: Wire) -> None:
    """No sign of life is needed in a short session: its calls are signs enough."""
    scan_once(state)
    assert HEALTH not in broken.seen


def test_a_revoked_key_is_told_with_the_next_step(account: Account, tmp_path: Path) -> None:
    """A host whose key was revoked exits 2 and says what to do."""
    enrolled = account.enrol(tmp_path / "state")
    incisor(
        "keys",
        "revoke",
        "--data-dir",
        str(account.service.data_dir),
        "--account-id",
        account.account_id,
        enrolled["accessKeyId"],
    )
    said = scan_once(tmp_path / "state", status=2)
    assert "enrol" in said
    assert "Traceback" not in said
