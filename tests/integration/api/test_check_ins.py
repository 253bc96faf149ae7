"""Enrolment and check-in over HTTP: how a host gets its credentials and its jobs."""

import threading
import time
from typing import Any

import pytest

from incisor.auth import credentials
from incisor.store import hosts, keys
from support.service import CHECK_IN, FACTS, Caller, Running, tagged_scan


def test_a_token_gives_a_host_credentials_of_its_own(service: Running, admin: Caller) -> None:
    """The answer names account and resource id, and its key works at once."""
    host = service.host(admin.account_id, env="prod")
    assert host.account_id == admin.account_id
    assert host.resource_id.startswith("i-")
    assert len(host.resource_id) == 19
    assert host.check_in() is None


def test_a_host_gets_the_tags_of_its_token(service: Running, admin: Caller) -> None:
    """What a token says of its hosts makes them targets."""
    host = service.host(admin.account_id, env="prod")
    arn = tagged_scan(admin, env="prod")
    assert host.check_in()["scanArn"] == arn


@pytest.mark.parametrize(
    ("uses", "lifetime", "words"), [(0, 60.0, "used up"), (1, -1.0, "expired")]
)
def test_a_token_that_gives_nothing_says_why(
    service: Running, uses: int, lifetime: float, words: str
) -> None:
    """A used-up and an expired token are refused with the reason, and no host is made."""
    account = service.account()
    token = service.token(account, uses=uses, lifetime=lifetime)
    answer = service.redeem({"enrolmentToken": token, **FACTS})
    assert (answer.status, answer.error) == (403, "AccessDeniedException")
    assert words in answer.body["message"]
    assert service.store.read_now(lambda conn: hosts.of_account(conn, account)) == []


def test_an_unknown_token_is_refused(service: Running) -> None:
    """Made-up tokens give nothing."""
    answer = service.redeem({"enrolmentToken": "incisor-enrol-x", **FACTS})
    assert (answer.status, answer.error) == (403, "AccessDeniedException")


def test_a_token_is_used_exactly_as_often_as_it_may(service: Running) -> None:
    """Ten hosts with one token of three uses: three get in, however they race."""
    token = service.token(service.account(), uses=3)
    statuses: list[int] = []

    def enrol() -> None:
        statuses.append(service.redeem({"enrolmentToken": token, **FACTS}).status)

    threads = [threading.Thread(target=enrol) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 3 + [403] * 7


def test_every_fault_of_a_body_is_named(service: Running, admin: Caller) -> None:
    """Enrolment and check-in name each member that is missing or wrong."""
    answer = service.redeem({"hostname": "", "platform": 12, "agentVersion": "1"})
    assert answer.error == "ValidationException"
    names = [field["name"] for field in answer.body["fields"]]
    assert names == ["enrolmentToken", "hostname", "platform"]
    host = service.host(admin.account_id)
    body = {"hostname": "a b", "platform": "debian 12"}
    faulty = host.ask("POST", CHECK_IN, body)
    assert [field["name"] for field in faulty.body["fields"]] == [
        "hostname",
        "platform",
        "agentVersion",
    ]


@pytest.mark.parametrize("wait", ["", "soon", "-1", "nan", "1&wait=2", "1e9"])
def test_a_wait_that_is_no_time_is_refused(service: Running, admin: Caller, wait: str) -> None:
    """`wait` must be seconds."""
    answer = service.host(admin.account_id).ask("POST", f"{CHECK_IN}?wait={wait}", FACTS)
    assert answer.error == "ValidationException"
    assert answer.body["fields"][0]["name"] == "wait"


def test_a_check_in_keeps_the_hosts_facts(service: Running, admin: Caller) -> None:
    """What a host says of itself is what people see of it."""
    host = service.host(admin.account_id)
    body = {"hostname": "renamed", "platform": "UBUNTU_22_04", "agentVersion": "9.9"}
    assert host.ask("POST", CHECK_IN, body).status == 200
    kept = service.store.read_now(lambda conn: hosts.get(conn, host.account_id, host.resource_id))
    assert kept is not None
    assert (kept.hostname, kept.platform, kept.agent_version) == ("renamed", "UBUNTU_22_04", "9.9")
    assert kept.last_seen_at == pytest.approx(service.clock(), abs=5)


def test_a_waiting_check_in_gets_a_job_as_soon_as_there_is_one(
    service: Running, admin: Caller
) -> None:
    """A long poll ends when a scan opens for its host, not when its time is over."""
    host = service.host(admin.account_id, env="prod")
    jobs: list[Any] = []
    poll = threading.Thread(target=lambda: jobs.append(host.check_in(wait=20)))
    begun = time.monotonic()
    poll.start()
    service.until(lambda: len(service.app.context.waiting))
    arn = tagged_scan(admin, level="LEVEL_2", env="prod")
    poll.join()
    assert time.monotonic() - begun < 5
    [job] = jobs
    assert (job["scanArn"], job["securityLevel"]) == (arn, "LEVEL_2")
    assert job["benchmark"]["id"] == "test-debian-12"
    assert len(job["benchmark"]["sha256"]) == 64


def test_a_check_in_in_vain_ends_with_its_wait(service: Running, admin: Caller) -> None:
    """No job within the wait: null, and when to ask again."""
    host = service.host(admin.account_id)
    begun = time.monotonic()
    answer = host.ask("POST", f"{CHECK_IN}?wait=0.3", FACTS)
    assert 0.25 < time.monotonic() - begun < 5
    assert answer.body["job"] is None
    assert answer.body["checkInAfterSeconds"] >= 1


def test_a_host_of_a_platform_without_a_benchmark_gets_its_job(
    service: Running, admin: Caller
) -> None:
    """The job says that there is no benchmark, so that the host can report UNSUPPORTED_OS."""
    host = service.host(admin.account_id, env="prod")
    tagged_scan(admin, env="prod")
    body = FACTS | {"platform": "PLAN_9"}
    job = host.ask("POST", CHECK_IN, body).body["job"]
    assert job["benchmark"] is None


def test_a_revoked_host_is_locked_out(service: Running, admin: Caller) -> None:
    """A key that is revoked stops working within seconds."""
    host = service.host(admin.account_id)
    assert host.check_in() is None
    service.store.write_now(
        lambda conn: keys.revoke(conn, host.account_id, host.access_key_id, service.clock())
    )
    service.clock.ahead += credentials.REMEMBERED_S + 1
    answer = host.ask("POST", CHECK_IN, FACTS)
    assert (answer.status, answer.error) == (403, "UnrecognizedClientException")
