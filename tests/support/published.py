"""Content as it is published: Debian's packages of scap-security-guide, beside the system."""

import subprocess
from pathlib import Path

import parity


def stream(product: str) -> Path:
    """A product's data stream; the packages are downloaded once, as the parity tool does."""
    try:
        streams = parity.fetch(parity.CACHE)
    except subprocess.CalledProcessError:  # this machine has not looked for packages yet
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        streams = parity.fetch(parity.CACHE)
    return streams / f"ssg-{product}-ds.xml"
