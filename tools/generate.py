"""Write the files that are made from something else, or check that none of them is stale.

Usage: python tools/generate.py [--check]

GENERATED is the whole list. To add one: a path in the project and a function that returns the text.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pages
import shapes_source
from cut_model import CUT
from incisor.benchmark import reference

ROOT = Path(__file__).parent.parent


def shapes() -> str:
    """The typed shapes of the cut service model."""
    return shapes_source.source(json.loads(CUT.read_text()))


GENERATED: list[tuple[str, Callable[[], str]]] = [
    ("src/incisor/wire/shapes.py", shapes),
    ("docs/settings.md", pages.settings_page),
    ("docs/operations.md", pages.operations_page),
    ("docs/commands.md", pages.commands_page),
    ("docs/benchmark-objects.md", reference.as_markdown),
]


def stale(root: Path = ROOT) -> list[str]:
    """Paths whose file is missing or differs from what would be generated."""
    return [path for path, producer in GENERATED if current(root / path) != producer()]


def current(path: Path) -> str | None:
    """What the file holds, None if there is none."""
    return path.read_text() if path.exists() else None


def write(root: Path = ROOT) -> list[str]:
    """Write every file that is stale; returns their paths."""
    written = []
    for path, producer in GENERATED:
        if current(root / path) != (text := producer()):
            (root / path).write_text(text)
            written.append(path)
    return written


def main(arguments: list[str]) -> int:
    """Exit status 1 if --check found something stale, else 0."""
    if "--check" not in arguments:
        for path in write():
            print(f"wrote {path}")
        return 0
    for path in (paths := stale()):
        print(f"{path} is stale: run `python tools/generate.py`", file=sys.stderr)
    return 1 if paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
