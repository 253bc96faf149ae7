"""A fleet for load tests: a real service, hosts with open sessions, and their signed requests.

Everything goes through the public doors (the commands, enrolment, check-in, StartCisSession):
what is measured afterwards is the service as its users get it. Signatures hold for five minutes,
longer than a run.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import urllib3

from incisor import sigv4

ACCOUNT = "123456789012"
REGION = "us-east-1"
INCISOR = str(Path(sys.executable).parent / "incisor")


@dataclass(frozen=True, slots=True)
class Session:
    """One host with an open session: what it signs with and what it names."""

    access_key_id: str
    secret_access_key: str
    scan_job_id: str
    session_token: str


@dataclass(frozen=True, slots=True)
class Server:
    """A server under load and where it listens."""

    port: int
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int) -> Iterator[Server]:
    """Run a server until the block ends; wait for its port first."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield Server(port, process)
        finally:
            process.terminate()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the port accepts connections; at most twenty seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not listen on port {port}")


def noop(port: int) -> list[str]:
    """The command that serves the no-op app on the same server as the service."""
    return [
        *(sys.executable, "-m", "uvicorn", "--app-dir", str(Path(__file__).parent), "noop:app"),
        *("--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--log-level", "error"),
    ]


def serve(data_dir: Path, port: int) -> list[str]:
    """The command that serves incisor on its embedded default.

    All of the load is one account's, which would otherwise be held to its share of a service.
    """
    at = ("--data-dir", str(data_dir), "--host", "127.0.0.1", "--port", str(port))
    return ["env", "INCISOR_AGENT_RATE=1000000", INCISOR, "serve", *at]


def command_json(*arguments: str) -> Any:
    """Run an incisor command that prints JSON and read it."""
    finished = subprocess.run([INCISOR, *arguments, "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(finished.stdout)


def open_sessions(data_dir: Path, port: int, hosts: int) -> list[Session]:
    """Enrol hosts, open one scan for all of them, and start each one's session."""
    at = ("--data-dir", str(data_dir), "--account-id", ACCOUNT)
    command_json("accounts", "create", *at)
    key = command_json("keys", "create", *at, "--role", "admin")
    token = command_json("enrolment", "create", *at, "--uses", str(hosts), "--tag", "bench=yes")
    http = urllib3.PoolManager(maxsize=4)
    endpoint = f"http://127.0.0.1:{port}"
    enrolled = [redeem(http, endpoint, token["enrolmentToken"], n) for n in range(hosts)]
    client = boto3.client(
        "inspector2",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=key["accessKeyId"],
        aws_secret_access_key=key["secretAccessKey"],
    )
    client.create_cis_scan_configuration(
        scanName="load",
        securityLevel="LEVEL_1",
        schedule={"oneTime": {}},
        targets={"accountIds": ["SELF"], "targetResourceTags": {"bench": ["yes"]}},
    )
    return [start(http, endpoint, port, host) for host in enrolled]


def redeem(http: urllib3.PoolManager, endpoint: str, token: str, number: int) -> dict[str, str]:
    """Exchange the enrolment token for one host's credentials."""
    body = {
        "enrolmentToken": token,
        "hostname": f"load-{number}",
        "platform": "DEBIAN_12",
        "agentVersion": "0",
    }
    answer = http.request("POST", f"{endpoint}/incisor/v1/enrolments:redeem", json=body)
    if answer.status != 200:
        raise RuntimeError(f"enrolment refused: {answer.status} {answer.data!r}")
    credentials: dict[str, str] = answer.json()
    return credentials


def start(http: urllib3.PoolManager, endpoint: str, port: int, host: dict[str, str]) -> Session:
    """Check in, lease the job and start its session."""
    facts = {"hostname": "load", "platform": "DEBIAN_12", "agentVersion": "0"}
    key, secret = host["accessKeyId"], host["secretAccessKey"]
    path, body = "/incisor/v1/check-in", json.dumps(facts).encode()
    headers = signed("POST", path, body, port, key, secret)
    job = http.request("POST", endpoint + path, body=body, headers=headers).json()["job"]
    session = Session(key, secret, job["scanJobId"], str(uuid.uuid4()))
    message = {"scanJobId": session.scan_job_id, "message": {"sessionToken": session.session_token}}
    path, body = "/cissession/start", json.dumps(message).encode()
    answer = http.request(
        "PUT", endpoint + path, body=body, headers=signed("PUT", path, body, port, key, secret)
    )
    if answer.status != 200:
        raise RuntimeError(f"start refused: {answer.status} {answer.data!r}")
    return session


def signed(method: str, path: str, body: bytes, port: int, key: str, secret: str) -> dict[str, str]:
    """The headers of a signed request, Host among them."""
    headers = {"Host": f"127.0.0.1:{port}", "Content-Type": "application/json"}
    added = sigv4.sign(
        method=method,
        raw_path=path,
        query="",
        headers=headers,
        body=body,
        access_key_id=key,
        secret_access_key=secret,
        region=REGION,
        at=datetime.now(UTC),
    )
    return headers | added


def health_bodies(session: Session) -> list[bytes]:
    """One session's SendCisSessionHealth body."""
    return [
        json.dumps(
            {"scanJobId": session.scan_job_id, "sessionToken": session.session_token}
        ).encode()
    ]


def telemetry_bodies(session: Session, calls: int = 3, messages: int = 100) -> list[bytes]:
    """One session's SendCisSessionTelemetry bodies, with evidence of the usual length."""
    detail = base64.b64encode(os.urandom(90)).decode()
    return [
        json.dumps(
            {
                "scanJobId": session.scan_job_id,
                "sessionToken": session.session_token,
                "messages": [
                    {"ruleId": f"{call + 1}.{n}", "status": "PASSED", "cisRuleDetails": detail}
                    for n in range(messages)
                ],
            }
        ).encode()
        for call in range(calls)
    ]


def write_requests(
    file: Path, path: str, port: int, requests: list[tuple[Session, bytes]], method: str = "PUT"
) -> None:
    """Sign the requests and write them in the form that replay.lua reads."""
    with file.open("wb") as out:
        for session, body in requests:
            headers = signed(
                method, path, body, port, session.access_key_id, session.secret_access_key
            )
            lines = [
                f"{method} {path} HTTP/1.1",
                *(f"{name}: {value}" for name, value in headers.items()),
            ]
            head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode()
            out.write(f"{len(head) + len(body)}\n".encode() + head + body)
