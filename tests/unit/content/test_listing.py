"""incisor.content.listing: bundled and imported benchmarks look alike."""

from incisor.content import intake
from incisor.content.listing import Known
from support.fleet import DEBIAN_12


def test_a_bundled_benchmark_has_all_that_readers_are_told() -> None:
    """Its listing says the same of it."""
    listed: Known = intake.of_benchmark(DEBIAN_12, "b.yaml")
    bundled: Known = DEBIAN_12
    for name in ("id", "version", "title", "platforms", "profiles", "chapters", "sha256"):
        assert getattr(listed, name) == getattr(bundled, name)
    for check_id, check in bundled.checks.items():
        for name in ("id", "level", "title", "description", "remediation", "automated"):
            assert getattr(listed.checks[check_id], name) == getattr(check, name)
