"""A benchmark for tests of the service: few checks, whose order and levels are known by heart."""

from incisor.benchmark import load
from incisor.content import Catalogue

PLATFORM = "DEBIAN_12"
VERSION = "1.0.0"
TITLES = {"1.1": "First", "1.2": "Second", "1.10": "Tenth", "2.1": "Deep"}
LEVELS = {"1.1": 1, "1.2": 1, "1.10": 1, "2.1": 2}

_HEADING = f"""\
benchmark: {{id: test-debian-12, version: "{VERSION}", title: Test, platform: {PLATFORM},
  profiles: {{LEVEL_1: Level one, LEVEL_2: Level two}}}}
chapters: {{"1": One, "2": Two}}
checks:
"""
_CHECK = """\
- {{id: "{id}", level: {level}, title: {title}, description: What {title} asks,
   rationale: Why, remediation: Mend {title}, manual: Nobody can tell}}
"""


def catalogue() -> Catalogue:
    """That benchmark alone."""
    checks = [_CHECK.format(id=each, level=LEVELS[each], title=TITLES[each]) for each in TITLES]
    return Catalogue([load((_HEADING + "".join(checks)).encode(), "test.yaml")])
