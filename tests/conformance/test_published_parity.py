"""Published content, evaluated by oscap and by us on the same small root: every verdict the same.

scap-security-guide's CIS level 2 server profile for Ubuntu, without its platforms, on a root of a
few files that was broken on purpose. `make parity` compares all profiles, on whole systems. The
content comes from Debian's package ssg-debderived, which is downloaded once and unpacked beside the
system.
"""

import os
from pathlib import Path

import pytest

import differences
import parity
import published
import verdicts
from roots import Root
from support import small_root

CONTENT = parity.CACHE / "tests"
PACKAGE = "ssg-debderived"
PRODUCT = "ubuntu2204"
SEED = 6
"""Numbers with spaces behind them, a user without a home, pipes and links among configuration."""


@pytest.fixture
def stream() -> Path:
    """The data stream of this machine's release."""
    if os.geteuid() != 0:
        pytest.fail("only root can evaluate inside a root: run the tests as root")
    verdicts.ensure_oscap()
    streams = published.unpacked([PACKAGE], CONTENT / PACKAGE)
    return published.stream_of(streams, PRODUCT)


def test_every_verdict_on_a_small_root_is_oscaps(stream: Path, tmp_path: Path) -> None:
    """Rules, definitions and tests; what differs is labelled with the clause. The score is the same
    too, by each model that the benchmark names."""
    copy = published.without_platforms(stream, tmp_path)
    (profile,) = published.profiles(copy, ["cis_level2_server"])
    root = Root("small", str(small_root.make(tmp_path / "root", SEED)))
    content = published.Content(copy, profile)
    theirs = verdicts.run_oscap(content, root)
    assert not theirs.failure
    ours = verdicts.ours(content, root)
    assert len(theirs.results["rule"]) > 250
    assert parity.evaluated(theirs.results["test"]) > 500
    found = differences.differences(theirs.results, ours.results, ours.reasons)
    assert not differences.unexplained(found, published.version(stream.parent))
    assert theirs.scores
    for system, value in theirs.scores.items():
        assert ours.scores[system] == pytest.approx(value, abs=0.01)
