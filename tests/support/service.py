"""A real service on loopback, in a thread, with the clock in the test's hand.

One service is enough for a module of tests: each test takes an account of its own.
"""

import base64
import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import urllib3

from incisor import service, sigv4
from incisor.auth import credentials, enrolment
from incisor.service import Application, Server
from incisor.settings import Settings
from incisor.store import Store, accounts, policies
from incisor.store.accounts import Account as Row
from incisor.store.policies import StoredPolicy
from incisor.store.roles import Role
from incisor.wire.model import MODEL
from support.catalogue import PLATFORM, catalogue

REGION = "us-east-1"
FACTS = {"hostname": "web-1", "platform": PLATFORM, "agentVersion": "1.0"}
CHECK_IN = "/incisor/v1/check-in"

_numbers = itertools.count(100_000_000_000)


class Answer(NamedTuple):
    """What came back; `error` is the name in x-amzn-ErrorType, empty for a result."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def error(self) -> str:
        return self.headers.get("x-amzn-ErrorType", "")


class Clock:
    """Epoch seconds, moved forward by the test: it goes on by itself too."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass(frozen=True)
class Caller:
    """Someone with an access key."""

    endpoint: str
    access_key_id: str
    secret_access_key: str
    account_id: str
    clock: Callable[[], float] = time.time
    resource_id: str = ""
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def call(self, operation: str, **members: Any) -> Answer:
        """Call an operation of Inspector by its name."""
        asked = MODEL.operations[operation]
        return self.ask(asked.method, asked.uri, members)

    def ok(self, operation: str, **members: Any) -> Any:
        """The result of an operation that must succeed."""
        answer = self.call(operation, **members)
        assert answer.status == 200, answer
        return answer.body

    def ask(self, method: str, target: str, body: object, **headers: str) -> Answer:
        """Send anything, signed; a body that is bytes is sent as it is."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        path, _, query = target.partition("?")
        given = {"Host": self.endpoint.removeprefix("http://"), "Content-Type": "application/json"}
        given |= headers
        given |= sigv4.sign(
            method=method,
            raw_path=path,
            query=query,
            headers=given,
            body=raw,
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
            region=REGION,
            at=datetime.fromtimestamp(self.clock(), UTC),
        )
        return sent(self.pool, method, self.endpoint + target, raw, given)

    def check_in(self, wait: float = 0) -> Any:
        """The job that a check-in hands out, or None."""
        answer = self.ask("POST", f"{CHECK_IN}?wait={wait}", FACTS)
        assert answer.status == 200, answer
        return answer.body["job"]


def sent(
    pool: urllib3.PoolManager, method: str, url: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    """The answer to one request."""
    answer = pool.request(method, url, body=body, headers=headers, timeout=30)
    return Answer(answer.status, answer.headers, json.loads(answer.data))


@dataclass(frozen=True)
class Running:
    """A service that runs."""

    endpoint: str
    store: Store
    clock: Clock
    app: Application

    def account(self) -> str:
        """The id of a new account."""
        account_id = str(next(_numbers))
        self.store.write_now(lambda conn: accounts.add(conn, Row(account_id, "", self.clock())))
        return account_id

    def caller(self, account_id: str, role: Role = Role.ADMIN, *policy_names: str) -> Caller:
        """Someone with a new key of that account and role."""
        issued = self.store.write_now(
            lambda conn: credentials.issue(
                conn,
                self.store.secret,
                account_id=account_id,
                role=role,
                now=self.clock(),
                policy_names=policy_names,
            )
        )
        key = issued.key
        secret = issued.secret_access_key
        return Caller(self.endpoint, key.access_key_id, secret, account_id, self.clock)

    def holder(self, account_id: str, *statements: Mapping[str, Any]) -> Caller:
        """Someone with a new key that may do what a policy of these statements says."""
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        policy = StoredPolicy(account_id, str(uuid.uuid4()), document, self.clock())
        self.store.write_now(lambda conn: policies.put(conn, policy))
        return self.caller(account_id, Role.POLICY, policy.name)

    def token(
        self,
        account_id: str,
        tags: Mapping[str, str] | None = None,
        *,
        uses: int = 1,
        lifetime: float = 60.0,
    ) -> str:
        """A new enrolment token of that account."""
        now = self.clock()
        issued = self.store.write_now(
            lambda conn: enrolment.create(
                conn,
                account_id=account_id,
                uses=uses,
                expires_at=now + lifetime,
                tags=dict(tags or {}),
                now=now,
            )
        )
        return issued.token

    def host(self, account_id: str, **tags: str) -> Caller:
        """A new host, enrolled over HTTP, with its own key."""
        body = {"enrolmentToken": self.token(account_id, tags), **FACTS}
        answer = self.redeem(body)
        assert answer.status == 200, answer
        return Caller(
            self.endpoint,
            answer.body["accessKeyId"],
            answer.body["secretAccessKey"],
            answer.body["accountId"],
            self.clock,
            answer.body["resourceId"],
        )

    def redeem(self, body: object) -> Answer:
        """Ask, unsigned, for a host's credentials."""
        url = self.endpoint + "/incisor/v1/enrolments:redeem"
        headers = {"Content-Type": "application/json"}
        return sent(urllib3.PoolManager(), "POST", url, json.dumps(body).encode(), headers)

    def until(self, holds: Callable[[], Any], seconds: float = 10) -> Any:
        """What `holds` gives once it is true; the scheduler ticks meanwhile."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < deadline, "did not come true in time"
            time.sleep(0.01)
        return found


@contextmanager
def running(data_dir: Path, **options: Any) -> Iterator[Running]:
    """A service with the small catalogue, until the block ends."""
    clock = Clock()
    settings = Settings(data_dir=data_dir, port=0, tick=0.02, **options)
    with service.listening(settings.host, 0) as sock:
        app = service.application(settings, catalogue(), clock)
        server = Server(service.config(app, settings), app.context.waiting)
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        try:
            yield Running(service.url_of(settings, sock), app.context.store, clock, app)
        finally:
            server.should_exit = True
            thread.join()


def tagged_scan(admin: Caller, name: str = "scan", level: str = "LEVEL_1", **tags: str) -> str:
    """The ARN of a new one-time scan of the hosts with these tags."""
    created = admin.ok(
        "CreateCisScanConfiguration",
        scanName=name,
        securityLevel=level,
        schedule={"oneTime": {}},
        targets={
            "accountIds": ["SELF"],
            "targetResourceTags": {key: [value] for key, value in tags.items()},
        },
    )
    configuration = created["scanConfigurationArn"]
    found = admin.ok("ListCisScans")["scans"]
    scans = [each["scanArn"] for each in found if each["scanConfigurationArn"] == configuration]
    return str(scans[0])


@dataclass
class Session:
    """One host's session, driven call by call."""

    host: Caller
    job_id: str
    token: str = field(default_factory=lambda: str(uuid.uuid4()))

    def start(self) -> Answer:
        return self.host.call(
            "StartCisSession", scanJobId=self.job_id, message={"sessionToken": self.token}
        )

    def health(self) -> Answer:
        return self.host.call(
            "SendCisSessionHealth", scanJobId=self.job_id, sessionToken=self.token
        )

    def telemetry(self, messages: Sequence[Mapping[str, str]]) -> Answer:
        return self.host.call(
            "SendCisSessionTelemetry",
            scanJobId=self.job_id,
            sessionToken=self.token,
            messages=list(messages),
        )

    def stop(self, status: str = "SUCCESS", **members: Any) -> Answer:
        message = {"status": status, "progress": {}, "computePlatform": DEBIAN} | members
        return self.host.call(
            "StopCisSession", scanJobId=self.job_id, sessionToken=self.token, message=message
        )


DEBIAN = {"vendor": "debian", "product": "debian_linux", "version": "12"}


def result(rule_id: str, status: str = "PASSED", details: bytes = b"{}") -> dict[str, str]:
    """One message of telemetry, as it is on the wire."""
    encoded = base64.b64encode(details).decode()
    return {"ruleId": rule_id, "status": status, "cisRuleDetails": encoded}


def scanned(
    running: Running, admin: Caller, messages: Sequence[Mapping[str, str]], **tags: str
) -> tuple[str, Caller]:
    """The ARN of a finished scan of one new host with these results, and the host."""
    host = running.host(admin.account_id, **tags)
    arn = tagged_scan(admin, **tags)
    session = Session(host, host.check_in()["scanJobId"])
    assert session.start().status == 200
    assert session.telemetry(messages).status == 200
    assert session.stop().status == 200
    return arn, host
