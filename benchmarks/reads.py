"""ListCisScans beside a no-op app, and beside another implementation of Inspector's API.

The peer is moto's server with its ListFilters, an inspector2 operation that it has; it is installed
into an environment of its own. Both answer a short list; ours is signed, authorised and read from
the database.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import fleet
from measure import Row

MOTO: Final = Path(sys.prefix) / "moto"
SESSIONS: Final = 1
PAIRS: Final = 5

Rate = Callable[[int, Path], float]


def reads(rate: Rate, peer_rate: Rate) -> list[Row]:
    """Requests per second; `rate` replays a file of requests to a port.

    `peer_rate` does so for moto, whose development server takes few connections at a time.
    """
    with tempfile.TemporaryDirectory(dir="/var/tmp") as scratch, ExitStack() as servers:
        data_dir = Path(scratch, "data")
        os.environ["INCISOR_READ_RATE"] = "0"  # what is measured is not the throttle
        port, floor_port, moto_port = fleet.free_port(), fleet.free_port(), fleet.free_port()
        servers.enter_context(fleet.running(fleet.serve(data_dir, port), port))
        servers.enter_context(fleet.running(fleet.noop(floor_port), floor_port))
        servers.enter_context(fleet.running(moto(moto_port), moto_port))
        fleet.open_sessions(data_dir, port, SESSIONS)
        ours, theirs = Path(scratch, "ours"), Path(scratch, "theirs")
        fleet.write_requests(ours, "/cis/scan/list", port, [listing(data_dir)], method="POST")
        fleet.write_requests(theirs, "/filters/list", moto_port, [listing(data_dir)], method="POST")
        runs = [
            (rate(port, ours), rate(floor_port, ours), peer_rate(moto_port, theirs))
            for _ in range(PAIRS)
        ]
    return [
        row("ListCisScans, requests/s", [(a, b) for a, b, _ in runs], "beside a no-op app"),
        row("ListCisScans, requests/s", [(a, c) for a, _, c in runs], "beside moto's ListFilters"),
    ]


def listing(data_dir: Path) -> tuple[fleet.Session, bytes]:
    """A request that lists, signed with an administrator's key."""
    at = ("--data-dir", str(data_dir), "--account-id", fleet.ACCOUNT)
    key = fleet.command_json("keys", "create", *at, "--role", "admin")
    signer = fleet.Session(key["accessKeyId"], key["secretAccessKey"], "", "")
    return signer, json.dumps({"maxResults": 10}).encode()


def moto(port: int) -> list[str]:
    """The command that serves moto, installed first if it is not."""
    if not (MOTO / "bin/moto_server").exists():
        subprocess.run([sys.executable, "-m", "venv", MOTO], check=True)
        install = [str(MOTO / "bin/pip"), "install", "--quiet", "moto[server]>=5,<6"]
        subprocess.run(install, check=True)
    return [str(MOTO / "bin/moto_server"), "-H", "127.0.0.1", "-p", str(port)]


def row(what: str, pairs: list[tuple[float, float]], beside: str) -> Row:
    """The median pair; there is no goal but to know."""
    ratios = sorted(ours / other for ours, other in pairs)
    ours, other = (sorted(column)[len(pairs) // 2] for column in zip(*pairs, strict=True))
    return Row(what, f"{ours:,.0f}", f"{other:,.0f}", ratios[len(ratios) // 2], beside, True)
