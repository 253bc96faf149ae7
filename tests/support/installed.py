"""The installed commands, run as a user would: the service, the agent, and what they print."""

import itertools
import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from incisor.auth import credentials, enrolment
from incisor.settings import Settings
from incisor.store import Store, accounts, service_secret
from incisor.store.accounts import Account as Row
from incisor.store.roles import Role

INCISOR = str(Path(sys.executable).with_name("incisor"))
_numbers = itertools.count(200_000_000_000)
# A certificate of its own for localhost and 127.0.0.1, with its key: for tests, worth nothing else.
CERTIFICATE = Path(__file__).with_name("tls") / "localhost.crt"
CERTIFICATE_KEY = Path(__file__).with_name("tls") / "localhost.key"
# A loaded machine is slow; whoever waits longer than this waits for nothing.
LIMIT_SECONDS = 60


def incisor(*words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; it must exit with the status."""
    done = subprocess.run(
        [INCISOR, *words], capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def scan_once(state_dir: Path, *options: str, status: int = 0) -> str:
    """Run `incisor agent --once` and return what it logged; not politely, for all tests are busy
    at once."""
    place = ["--state-dir", str(state_dir)]
    return incisor("agent", *place, "--once", "--full-speed", *options, status=status).stderr


def answer(*words: str) -> Any:
    """What a command prints as JSON."""
    return json.loads(incisor(*words, "--json").stdout)


def until(condition: Callable[[], Any], what: str) -> Any:
    """Wait until the condition holds, and return what it gave."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError(f"waited in vain for {what}")


@dataclass(frozen=True, slots=True)
class Agent:
    """A running `incisor agent`."""

    process: subprocess.Popen[str]

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.communicate()

    def terminate(self) -> tuple[int, str]:
        """SIGTERM; the exit status and what was logged."""
        self.process.send_signal(signal.SIGTERM)
        return self.end()

    def end(self) -> tuple[int, str]:
        """Wait for the end; the exit status and what was logged."""
        _, log = self.process.communicate(timeout=LIMIT_SECONDS)
        return self.process.returncode, log


@contextmanager
def agent(state_dir: Path, *options: str) -> Iterator[Agent]:
    """Run an agent in the background; it is gone afterwards."""
    process = subprocess.Popen(
        [INCISOR, "agent", "--state-dir", str(state_dir), "--full-speed", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Agent(process)
    finally:
        process.kill()
        process.communicate()


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a running service, seen as its administrator."""

    account_id: str
    service: "Service"
    inspector: Any

    def token(self, uses: int = 1) -> str:
        """A new enrolment token for hosts of this account's fleet."""
        issued = self.service.store.write_now(
            lambda conn: enrolment.create(
                conn,
                account_id=self.account_id,
                uses=uses,
                expires_at=time.time() + LIMIT_SECONDS,
                tags={"fleet": "test"},
                now=time.time(),
            )
        )
        return issued.token

    def enrol(self, state_dir: Path, *options: str, endpoint: str | None = None) -> Any:
        """Enrol this machine once more; what `incisor enrol --json` says."""
        place = ["--endpoint", endpoint or self.service.endpoint, "--state-dir", str(state_dir)]
        return answer("enrol", *place, "--enrolment-token", self.token(), *options)

    def ask_for_scan(self, level: str = "LEVEL_1") -> None:
        """A one-time scan of every host of the fleet."""
        self.inspector.create_cis_scan_configuration(
            scanName="test",
            securityLevel=level,
            schedule={"oneTime": {}},
            targets={"accountIds": ["SELF"], "targetResourceTags": {"fleet": ["test"]}},
        )

    def scan(self) -> Mapping[str, Any]:
        """The only scan there is."""
        pages = self.inspector.get_paginator("list_cis_scans").paginate()
        (only,) = [scan for page in pages for scan in page.get("scans", ())]
        assert isinstance(only, dict)
        return only

    def target(self) -> Mapping[str, Any]:
        """The only target of the only scan, with its counts."""
        (only,) = self.inspector.list_cis_scan_results_aggregated_by_target_resource(
            scanArn=self.scan()["scanArn"]
        )["targetResourceAggregations"]
        assert isinstance(only, dict)
        return only

    def findings(self) -> Sequence[Mapping[str, Any]]:
        """All findings of the only target of the only scan."""
        target = self.target()
        pages = self.inspector.get_paginator("get_cis_scan_result_details").paginate(
            scanArn=target["scanArn"],
            targetResourceId=target["targetResourceId"],
            accountId=self.account_id,
        )
        return [each for page in pages for each in page.get("scanResultDetails", ())]

    def report(self, form: str) -> bytes:
        """The only scan's report, as its link gives it."""

        def made() -> Any:
            answer = self.inspector.get_cis_scan_report(
                scanArn=self.scan()["scanArn"], reportFormat=form
            )
            return answer if answer["status"] != "IN_PROGRESS" else None

        with urllib.request.urlopen(until(made, f"a {form} report")["url"]) as response:
            body: bytes = response.read()
        return body

    def told(self) -> Any:
        """What `incisor scans show` tells of the only scan."""
        scan_id = self.scan()["scanArn"].rpartition("/")[2]
        data = ["--data-dir", str(self.service.data_dir), "--account-id", self.account_id]
        return answer("scans", "show", *data, scan_id)


@dataclass(frozen=True, slots=True)
class Service:
    """A running `incisor serve`, and its database as another process of the same host sees it."""

    endpoint: str
    data_dir: Path
    store: Store

    @contextmanager
    def account(self) -> Iterator[Account]:
        """A new account with a key of its administrator."""
        account_id = str(next(_numbers))
        self.store.write_now(lambda conn: accounts.add(conn, Row(account_id, "", time.time())))
        issued = self.store.write_now(
            lambda conn: credentials.issue(
                conn, self.store.secret, account_id=account_id, role=Role.ADMIN, now=time.time()
            )
        )
        inspector = boto3.client(
            "inspector2",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=issued.key.access_key_id,
            aws_secret_access_key=issued.secret_access_key,
            verify=str(CERTIFICATE),
        )
        try:
            yield Account(account_id, self, inspector)
        finally:
            inspector.close()


@contextmanager
def service(data_dir: Path, *options: str) -> Iterator[Service]:
    """Run the service on a free port; it is gone afterwards."""
    place = ["--data-dir", str(data_dir), "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(
        [INCISOR, "serve", *place, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        endpoint = process.stdout.readline().rpartition(" ")[2].strip()
        assert endpoint, process.communicate()[1]
        url = Settings(data_dir=data_dir).database_url
        store = Store.open(url, secret=service_secret(data_dir))
        yield Service(endpoint, data_dir, store)
        store.close()
    finally:
        process.terminate()
        process.communicate(timeout=LIMIT_SECONDS)
