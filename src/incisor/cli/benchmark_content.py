"""SCAP content as commands name it: in a file, or in a service's catalogue."""

import io
from pathlib import Path

from incisor.cli.benchmark_names import is_path, library, named, packed, read_faults
from incisor.cli.output import Fault
from incisor.content import packing
from incisor.content.listing import Listing
from incisor.scap import content
from incisor.scap.content import Content


def scap_content(name: str, data_dir: Path | None, database: str | None) -> Content:
    """The content in a file, or of an imported benchmark. Raises Fault."""
    with read_faults(name):
        if is_path(name):
            with open(name, "rb") as source:
                return content.read(source, name)
        found = named(library(data_dir, database), name)
        if not isinstance(found, Listing) or found.format != "scap":
            raise Fault(
                f"{found.id} is no SCAP content.", f"See it with: incisor benchmarks show {name}"
            )
        data = b"".join(packing.unpacked(packed(data_dir, database, found)))
        return content.read(io.BytesIO(data), found.file)
