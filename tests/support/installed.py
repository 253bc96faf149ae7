"""The installed commands, run as a user would: the service, the agent, and what they print."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

INCISOR = str(Path(sys.executable).with_name("incisor"))
ACCOUNT = "123456789012"
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
class Service:
    """A running service with one account and a key of its administrator."""

    endpoint: str
    data_dir: Path
    inspector: Any

    def enrol(self, state_dir: Path, *options: str, endpoint: str | None = None) -> Any:
        """Enrol this machine once more; what `incisor enrol --json` says."""
        data = ["--data-dir", str(self.data_dir), "--account-id", ACCOUNT]
        token = answer("enrolment", "create", *data, "--tag", "fleet=test")["enrolmentToken"]
        place = ["--endpoint", endpoint or self.endpoint, "--state-dir", str(state_dir)]
        return answer("enrol", *place, "--enrolment-token", token, *options)

    def ask_for_scan(self, level: str = "LEVEL_1") -> None:
        """A one-time scan of every host that was enrolled here."""
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
            accountId=ACCOUNT,
        )
        return [each for page in pages for each in page.get("scanResultDetails", ())]

    def told(self) -> Any:
        """What `incisor scans show` tells of the only scan."""
        scan_id = self.scan()["scanArn"].rpartition("/")[2]
        return answer("scans", "show", "--data-dir", str(self.data_dir), scan_id)


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
        endpoint = process.stdout.readline().split()[-1]
        answer("accounts", "create", "--data-dir", str(data_dir), "--account-id", ACCOUNT)
        key = answer("keys", "create", "--data-dir", str(data_dir), "--role", "admin")
        yield Service(endpoint, data_dir, _inspector(endpoint, key))
    finally:
        process.terminate()
        process.communicate(timeout=LIMIT_SECONDS)


def _inspector(endpoint: str, key: Mapping[str, str]) -> Any:
    return boto3.client(
        "inspector2",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=key["accessKeyId"],
        aws_secret_access_key=key["secretAccessKey"],
        verify=str(CERTIFICATE),
    )
