"""Cut the operations that incisor serves, and their shapes, out of Inspector's published model.

The source is the service model inside the installed botocore. Documentation texts are left behind:
they are their authors' prose, and nothing here reads them. The result is data of the package
(`incisor.wire.model` reads it); a conformance test compares it with the installed botocore.

Usage: python tools/cut_model.py
"""

import gzip
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

CUT = Path(__file__).parent.parent / "src/incisor/wire/inspector2-2020-06-08.json"
PUBLISHED = "data/inspector2/2020-06-08/service-2.json.gz"

# What the session of a host, the scans and their results, and the tags of a configuration need.
OPERATIONS = (
    "CreateCisScanConfiguration",
    "DeleteCisScanConfiguration",
    "GetCisScanReport",
    "GetCisScanResultDetails",
    "ListCisScanConfigurations",
    "ListCisScanResultsAggregatedByChecks",
    "ListCisScanResultsAggregatedByTargetResource",
    "ListCisScans",
    "ListTagsForResource",
    "SendCisSessionHealth",
    "SendCisSessionTelemetry",
    "StartCisSession",
    "StopCisSession",
    "TagResource",
    "UntagResource",
    "UpdateCisScanConfiguration",
)
REFERENCES = ("member", "key", "value")


def published() -> dict[str, Any]:
    """The whole model of the installed botocore, as JSON."""
    packed = files("botocore").joinpath(PUBLISHED).read_bytes()
    model: dict[str, Any] = json.loads(gzip.decompress(packed))
    return model


def cut(model: dict[str, Any]) -> dict[str, Any]:
    """The part of a service model that OPERATIONS need, without its documentation."""
    operations = {name: without_prose(model["operations"][name]) for name in OPERATIONS}
    shapes = {name: shape(model["shapes"][name]) for name in sorted(closure(model, OPERATIONS))}
    return {
        "version": model["version"],
        "metadata": model["metadata"],
        "operations": operations,
        "shapes": shapes,
    }


def closure(model: dict[str, Any], operations: tuple[str, ...]) -> set[str]:
    """Names of all shapes that can be reached from the operations."""
    found: set[str] = set()
    waiting = [name for operation in operations for name in roots(model["operations"][operation])]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(references(model["shapes"][name]))
    return found


def roots(operation: dict[str, Any]) -> Iterator[str]:
    """The shapes that an operation names itself."""
    for side in ("input", "output"):
        if side in operation:
            yield operation[side]["shape"]
    for error in operation.get("errors", ()):
        yield error["shape"]


def references(shape: dict[str, Any]) -> Iterator[str]:
    """The shapes that a shape names."""
    for member in shape.get("members", {}).values():
        yield member["shape"]
    for kind in REFERENCES:
        if kind in shape:
            yield shape[kind]["shape"]


def shape(described: dict[str, Any]) -> dict[str, Any]:
    """A shape without documentation, neither its own nor that of what it refers to."""
    bare = without_prose(described)
    for kind in REFERENCES:
        if kind in bare:
            bare[kind] = without_prose(bare[kind])
    if "members" in bare:
        bare["members"] = {name: without_prose(ref) for name, ref in bare["members"].items()}
    return bare


def without_prose(described: dict[str, Any]) -> dict[str, Any]:
    """The same object without its documentation."""
    return {key: value for key, value in described.items() if key != "documentation"}


def text(model: dict[str, Any]) -> str:
    """A model as the file holds it."""
    return json.dumps(model, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    CUT.write_text(text(cut(published())))
    print(f"wrote {CUT.name}")
