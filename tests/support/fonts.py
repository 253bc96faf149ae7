"""Debian's packages of fonts, installed where a test needs what they have."""

import functools
import os
import subprocess

from incisor.reports.pdf.fonts import PACKAGES


@functools.cache
def install() -> None:
    """Install the packages that are missing; without the right to, say what to do."""
    missing = [each for each in PACKAGES if not _installed(each)]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "-qq", *missing]
    assert os.geteuid() == 0, f"fonts are missing: run `sudo {' '.join(command)}` and try again"
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _installed(package: str) -> bool:
    asked = ["dpkg-query", "-W", "-f", "${Status}", package]
    return subprocess.run(asked, capture_output=True, check=False).stdout.endswith(b" installed")
