"""`incisor serve` as a process: killed under load, ended by its operator, restarted."""

import json
import socket
import sqlite3
import ssl
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from support.installed import CERTIFICATE, CERTIFICATE_KEY
from support.process import printed, serving
from support.service import CHECK_IN, FACTS, Caller, Session, result, sent, tagged_scan

ACCOUNT = "123456789012"


def key(data_dir: Path, endpoint: str) -> Caller:
    """An administrator's key, made by the command line while the service runs."""
    at = ("--data-dir", str(data_dir), "--account-id", ACCOUNT)
    made = printed("keys", "create", *at, "--role", "admin")
    return Caller(endpoint, made["accessKeyId"], made["secretAccessKey"], ACCOUNT)


def enrolled(data_dir: Path, endpoint: str, hosts: int) -> list[Caller]:
    """Hosts with a token that the command line made."""
    at = ("--data-dir", str(data_dir), "--account-id", ACCOUNT)
    token = printed("enrolment", "create", *at, "--uses", str(hosts), "--tag", "env=t")
    body = {"enrolmentToken": token["enrolmentToken"], **FACTS}
    return [redeemed(endpoint, body) for _ in range(hosts)]


def redeemed(endpoint: str, body: object) -> Caller:
    with urllib3.PoolManager() as pool:
        url = f"{endpoint}/incisor/v1/enrolments:redeem"
        answer = sent(
            pool, "POST", url, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
    assert answer.status == 200, answer
    got = answer.body
    return Caller(
        endpoint,
        got["accessKeyId"],
        got["secretAccessKey"],
        got["accountId"],
        resource_id=got["resourceId"],
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory with one account."""
    found = tmp_path / "data"
    printed("accounts", "create", "--data-dir", str(found), "--account-id", ACCOUNT)
    return found


def sessions(data_dir: Path, endpoint: str, hosts: int) -> list[Session]:
    """So many hosts, each with an open session of one scan."""
    admin, callers = key(data_dir, endpoint), enrolled(data_dir, endpoint, hosts)
    tagged_scan(admin, env="t")
    opened = [Session(host, host.check_in()["scanJobId"]) for host in callers]
    assert [each.start().status for each in opened] == [200] * hosts
    return opened


class Load:
    """Hosts that send telemetry as fast as it is answered, until the service is gone."""

    def __init__(self, opened: list[Session]) -> None:
        self.acknowledged: dict[str, set[str]] = {each.host.resource_id: set() for each in opened}
        self._threads = [threading.Thread(target=self._send, args=(each,)) for each in opened]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def count(self) -> int:
        return sum(map(len, self.acknowledged.values()))

    def _send(self, session: Session) -> None:
        mine, batch = self.acknowledged[session.host.resource_id], 0
        while True:
            batch += 1
            rules = [f"{batch}.{number}" for number in range(10)]
            try:
                answer = session.telemetry([result(rule) for rule in rules])
            except urllib3.exceptions.HTTPError:
                return
            assert answer.status == 200, answer
            mine.update(rules)


def moved(sessions: list[Session], endpoint: str) -> list[Session]:
    """The same sessions, at the service's new address."""
    return [
        Session(replace(each.host, endpoint=endpoint), each.job_id, each.token) for each in sessions
    ]


def rules_of(admin: Caller, arn: str, resource_id: str) -> set[str]:
    """All rules of one target, from all pages."""
    found: set[str] = set()
    token: dict[str, str] = {}
    while True:
        page = admin.ok(
            "GetCisScanResultDetails",
            scanArn=arn,
            targetResourceId=resource_id,
            accountId=ACCOUNT,
            **token,
        )
        found |= {each["checkId"] for each in page["scanResultDetails"]}
        if "nextToken" not in page:
            return found
        token = {"nextToken": page["nextToken"]}


def test_every_acknowledged_message_survives_kill_9(data_dir: Path) -> None:
    """Killed under telemetry: after a restart the sessions go on, and nothing is lost."""
    with serving(data_dir) as served:
        opened = sessions(data_dir, served.endpoint, hosts=4)
        load = Load(opened)
        load.start()
        deadline = time.monotonic() + 20
        while load.count() < 500:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        served.kill()
        load.join()
    with serving(data_dir) as again:
        admin = key(data_dir, again.endpoint)
        [scan] = admin.ok("ListCisScans")["scans"]
        for session in moved(opened, again.endpoint):
            assert session.health().status == 200
            assert session.stop().status == 200
            kept = rules_of(admin, scan["scanArn"], session.host.resource_id)
            assert kept >= load.acknowledged[session.host.resource_id]
        assert admin.ok("ListCisScans")["scans"][0]["status"] == "COMPLETED"


def test_sigterm_ends_cleanly_and_answers_who_waits(data_dir: Path) -> None:
    """A waiting check-in is answered at once, not cut; the exit status is 0."""
    with serving(data_dir) as served:
        [host] = enrolled(data_dir, served.endpoint, 1)
        answers: list[Any] = []
        poll = threading.Thread(
            target=lambda: answers.append(host.ask("POST", f"{CHECK_IN}?wait=50", FACTS))
        )
        poll.start()
        wait_until_noted(data_dir)
        begun = time.monotonic()
        assert served.terminate() == 0
        poll.join()
    assert time.monotonic() - begun < 5
    assert (answers[0].status, answers[0].body["job"]) == (200, None)


def test_idle_connections_do_not_delay_the_end(data_dir: Path) -> None:
    """Clients that keep TLS connections open and read nothing more are not waited for."""
    pair = ("--tls-certificate", str(CERTIFICATE), "--tls-key", str(CERTIFICATE_KEY))
    trusted = ssl.create_default_context(cafile=str(CERTIFICATE))
    with serving(data_dir, *pair) as served, ExitStack() as open_ones:
        at = urlsplit(served.endpoint)
        for _ in range(3):
            plain = socket.create_connection((at.hostname, at.port), timeout=10)
            client = open_ones.enter_context(
                trusted.wrap_socket(plain, server_hostname="localhost")
            )
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(1000).startswith(b"HTTP/1.1 200 ")
        begun = time.monotonic()
        assert served.terminate() == 0
        assert time.monotonic() - begun < 5


def wait_until_noted(data_dir: Path) -> None:
    """Until the service has noted a check-in, so that it is waiting now."""
    deadline = time.monotonic() + 10
    with sqlite3.connect(data_dir / "incisor.db") as database:
        while not database.execute("SELECT count(*) FROM hosts WHERE last_seen_at > 0").fetchone()[
            0
        ]:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    database.close()


def test_what_was_under_way_is_on_disk_after_sigterm(data_dir: Path) -> None:
    """Messages that were acknowledged before a clean end are there after it, too."""
    with serving(data_dir) as served:
        [session] = sessions(data_dir, served.endpoint, hosts=1)
        load = Load([session])
        load.start()
        while load.count() < 50:
            time.sleep(0.01)
        assert served.terminate() == 0
        load.join()
    with serving(data_dir) as again:
        admin = key(data_dir, again.endpoint)
        [later] = moved([session], again.endpoint)
        assert later.stop().status == 200
        [scan] = admin.ok("ListCisScans")["scans"]
        kept = rules_of(admin, scan["scanArn"], later.host.resource_id)
        assert kept >= load.acknowledged[later.host.resource_id]


def test_a_scan_that_came_due_while_nothing_ran_is_made_up_for(data_dir: Path) -> None:
    """One scan, however long the service was away."""
    at = ("--data-dir", str(data_dir))
    with serving(data_dir) as served:
        admin = key(data_dir, served.endpoint)
        start = {"timeOfDay": "00:00", "timezone": "UTC"}
        admin.ok(
            "CreateCisScanConfiguration",
            scanName="daily",
            securityLevel="LEVEL_1",
            schedule={"daily": {"startTime": start}},
            targets={"accountIds": ["SELF"], "targetResourceTags": {"env": ["t"]}},
        )
    with sqlite3.connect(data_dir / "incisor.db") as database:
        database.execute("UPDATE scan_configurations SET next_due_at = next_due_at - 10 * 86400")
    database.close()
    with serving(data_dir, INCISOR_TICK="0.05"):
        deadline = time.monotonic() + 10
        while not printed("scans", "list", *at):
            assert time.monotonic() < deadline
    assert len(printed("scans", "list", *at)) == 1


def test_the_log_names_its_events(data_dir: Path) -> None:
    """Lines begin with time, level and a stable name, and hold no secret."""
    with serving(data_dir) as served:
        [session] = sessions(data_dir, served.endpoint, hosts=1)
        session.stop()
        secret = session.host.secret_access_key
        served.terminate()
    log = data_dir.with_suffix(".log").read_text()
    names = [line.split()[2] for line in log.splitlines()]
    for event in ("service.started", "scan.opened", "session.started", "session.stopped"):
        assert event in names
    assert names[-1] == "service.stopped"
    assert secret not in log
