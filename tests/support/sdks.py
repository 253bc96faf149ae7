"""SDKs that do not live in the project's own environment: installed once, beside it.

What is installed is kept under the virtual environment, with what it was installed from; a change
of that installs it anew. What cannot be installed fails with the command that mends it.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from support.alone import alone

ROOT = Path(__file__).parents[2]
JAVASCRIPT = ROOT / "tests/conformance/javascript"
NEEDS_NODE = "Node.js 18 or later and npm are needed: sudo apt-get install nodejs npm"
GROUP = "aiobotocore"
INSTALLED = "installed-from"


def node_modules() -> Path:
    """Where the SDK for JavaScript is installed, by npm, as package.json says."""
    home = Path(sys.prefix) / "node"
    wanted = (JAVASCRIPT / "package.json").read_text()
    with alone():
        if not current(home, wanted):
            home.mkdir(parents=True, exist_ok=True)
            (home / "package.json").write_text(wanted)
            quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
            run(found("npm"), "install", "--prefix", str(home), *quiet)
            (home / INSTALLED).write_text(wanted)
    return home / "node_modules"


def aiobotocore_python() -> str:
    """The interpreter of an environment with aiobotocore, whose botocore is older than boto3's."""
    home = Path(sys.prefix) / "aiobotocore"
    python = str(home / "bin" / "python")
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    wanted = "\n".join(groups[GROUP])
    with alone():
        if not current(home, wanted):
            run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(home))
            pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
            run(*pip, "install", "--quiet", *groups[GROUP])
            (home / INSTALLED).write_text(wanted)
    return python


def current(home: Path, wanted: str) -> bool:
    """Whether what is there was installed from what is wanted now."""
    stamp = home / INSTALLED
    return stamp.exists() and stamp.read_text() == wanted


def found(program: str) -> str:
    """The path of a program of Node's."""
    path = shutil.which(program)
    assert path is not None, NEEDS_NODE
    return path


def run(*command: str) -> None:
    """Run an installer; what it says is the reason if it fails."""
    finished = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert finished.returncode == 0, f"{' '.join(command)}:\n{finished.stdout}{finished.stderr}"


def told(*command: str, given: Any, **environ: str) -> Any:
    """What a driver printed for the journey that it was given, both as JSON."""
    finished = subprocess.run(
        command,
        input=json.dumps(given),
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)
