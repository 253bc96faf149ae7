"""oscap, the oracle: there if it can be, and what it wrote."""

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest

from incisor.scap import xml
from incisor.scap.xml import Node
from support.alone import alone


def require_oscap() -> None:
    """Have it, or fail with what mends it."""
    require("oscap", "openscap-scanner")


def require(program: str, package: str) -> None:
    """Install Debian's package if the program is missing, or fail with what mends it."""
    with alone():
        if shutil.which(program):
            return
        install = ["apt-get", "install", "-y", "-qq", package]
        if os.geteuid() != 0:
            pytest.fail(f"{program} is missing: run `sudo {' '.join(install)}`")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(install, check=True)


def read(path: Path, tag: str) -> list[Node]:
    """All elements of that name in a file."""
    found: list[Node] = []
    text = path.read_text(encoding="utf-8", errors="replace")  # oscap writes names as they are
    xml.read(BytesIO(text.encode()), {tag: found.append}, {}, path.name)
    return found
