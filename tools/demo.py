"""`make demo`: scan this very machine through a real service, with the tools that anybody has.

The commands are the installed ones, the API is called with boto3, and nothing here knows what is
behind either. Everything it writes is in .demo; every process it starts has ended when it ends,
whatever ends it, except for the service with --keep.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import boto3

from incisor.cli import findings
from incisor.cli.findings import Finding
from incisor.content import Catalogue
from incisor.wire.shapes import CisFindingStatus

PLACE = Path(".demo")
DATA, STATE = PLACE / "data", PLACE / "host"
LOG, PID = PLACE / "service.log", PLACE / "service.pid"
INCISOR = str(Path(sys.executable).with_name("incisor"))
ACCOUNT, REGION = "123456789012", "us-east-1"
TAG = "demo=yes"
GRACE_SECONDS = 10
COULD_NOT_RUN = 2


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do."""


class Service(NamedTuple):
    """The service that was started, and a key of its account's administrator."""

    process: subprocess.Popen[str]
    endpoint: str


def main() -> int:
    """Run the demo; the result is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, prog="make demo")
    parser.add_argument("--keep", action="store_true", help="leave the service running")
    keep = parser.parse_args().keep
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with _service(keep) as service:
            _demonstrate(service, keep)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 128 + signal.SIGINT
    except DemoError as error:
        print(f"The demo cannot go on. {error}", file=sys.stderr)
        return COULD_NOT_RUN
    return 0


def _stop(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


@contextmanager
def _service(keep: bool) -> Iterator[Service]:
    """The service, in a session of its own so that Ctrl-C ends it after its host and not before."""
    _clear()
    with LOG.open("w") as log:
        process = subprocess.Popen(
            [INCISOR, "serve", "--data-dir", str(DATA), "--host", "127.0.0.1", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    kept = False
    try:
        PID.write_text(f"{process.pid}\n")
        yield Service(process, _endpoint(process))
        kept = keep
    finally:
        if not kept:
            _end(process)
            PID.unlink()


def _clear() -> None:
    """Begin anew, unless the service of an earlier demo still uses the place."""
    if PID.exists() and _runs(pid := int(PID.read_text())):
        raise DemoError(f"The service of an earlier demo still runs. Stop it with: kill {pid}")
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(mode=0o700)


def _runs(pid: int) -> bool:
    """Whether the process is there and is ours: process ids are given out again."""
    try:
        return b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _endpoint(process: subprocess.Popen[str]) -> str:
    """The URL that the service prints once it takes requests."""
    assert process.stdout is not None
    words = process.stdout.readline().split()
    if not words:
        raise DemoError(f"The service did not start:\n{LOG.read_text()}")
    return words[-1]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _demonstrate(service: Service, keep: bool) -> None:
    print(f"The service runs at {service.endpoint} (log: {LOG}).")
    data = ["--data-dir", str(DATA), "--account-id", ACCOUNT, "--json"]
    _incisor("accounts", "create", *data)
    key = _incisor("keys", "create", *data, "--role", "admin")
    token = _incisor("enrolment", "create", *data, "--tag", TAG)["enrolmentToken"]
    enrol = ["--endpoint", service.endpoint, "--enrolment-token", token]
    host = _incisor("enrol", *enrol, "--state-dir", str(STATE), "--json")["resourceId"]
    print(f"This machine is enrolled as {host}.")
    inspector = _client(service.endpoint, key)
    _create_scan(inspector)
    _run_agent()
    arn = _finished_scan(inspector)
    _show(inspector, arn, host)
    _show_commands(service, keep, key, arn, host)


def _incisor(*words: str) -> Mapping[str, str]:
    """What a command prints as JSON."""
    done = subprocess.run([INCISOR, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise DemoError(f"`incisor {' '.join(words[:2])}` failed:\n{done.stderr.strip()}")
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def _client(endpoint: str, key: Mapping[str, str]) -> Any:
    return boto3.client(
        "inspector2",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=key["accessKeyId"],
        aws_secret_access_key=key["secretAccessKey"],
    )


def _create_scan(inspector: Any) -> None:
    name, _, value = TAG.partition("=")
    inspector.create_cis_scan_configuration(
        scanName="demo",
        securityLevel="LEVEL_1",
        schedule={"oneTime": {}},
        targets={"accountIds": ["SELF"], "targetResourceTags": {name: [value]}},
    )
    print("A one-time scan of all hosts with this tag was asked for:", TAG)


def _run_agent() -> None:
    """The agent shows its own progress; it has this terminal, but not its Ctrl-C. It does not yield
    to whatever else runs here, for somebody waits for it."""
    command = [INCISOR, "agent", "--state-dir", str(STATE), "--once", "--full-speed"]
    agent = subprocess.Popen(command, text=True, start_new_session=True)
    try:
        status = agent.wait()
    except BaseException:
        _end(agent)
        raise
    if status:
        raise DemoError(f"The agent ended with status {status}; it said why above.")


def _finished_scan(inspector: Any) -> str:
    pages = inspector.get_paginator("list_cis_scans").paginate()
    scans = [scan for page in pages for scan in page.get("scans", ())]
    if [scan["status"] for scan in scans] != ["COMPLETED"]:
        raise DemoError(f"Expected one completed scan, found {scans}; see {LOG}.")
    arn = scans[0]["scanArn"]
    assert isinstance(arn, str)
    return arn


def _show(inspector: Any, arn: str, host: str) -> None:
    pages = inspector.get_paginator("get_cis_scan_result_details").paginate(
        scanArn=arn, targetResourceId=host, accountId=ACCOUNT
    )
    details = [each for page in pages for each in page.get("scanResultDetails", ())]
    platform = details[0]["platform"] if details else ""
    benchmark = Catalogue.bundled().for_platform(platform)
    print()
    findings.show(list(map(_finding, details)), benchmark.chapters if benchmark else {})


def _finding(detail: Mapping[str, str]) -> Finding:
    return Finding(
        check_id=detail["checkId"],
        title=detail["title"],
        status=CisFindingStatus[detail["status"]],
        reason=detail.get("statusReason", ""),
    )


def _show_commands(
    service: Service, keep: bool, key: Mapping[str, str], arn: str, host: str
) -> None:
    print("\nTo look further:\n")
    for line in _commands(service, keep, key, arn, host):
        print(f"    {line}")
    if keep:
        print(f"\nThe service goes on. Stop it with: kill {service.process.pid}")


def _commands(
    service: Service, keep: bool, key: Mapping[str, str], arn: str, host: str
) -> Sequence[str]:
    incisor = os.path.relpath(INCISOR)
    port = service.endpoint.rpartition(":")[2]
    again = [] if keep else [f"{incisor} serve --data-dir {DATA} --port {port} &"]
    target = f"--target-resource-id {host} --account-id {ACCOUNT}"
    at = f"--endpoint-url {service.endpoint}"
    return [
        *again,
        f"export AWS_ACCESS_KEY_ID={key['accessKeyId']}",
        f"export AWS_SECRET_ACCESS_KEY={key['secretAccessKey']}",
        f"export AWS_DEFAULT_REGION={REGION}",
        f"aws inspector2 list-cis-scans {at}",
        f"aws inspector2 get-cis-scan-result-details {at} --scan-arn {arn} {target}",
        f"{incisor} scans show --data-dir {DATA} {arn.rpartition('/')[2]}",
        f"{incisor} scan --level 2",
    ]


if __name__ == "__main__":
    sys.exit(main())
