"""The table of formats."""

from incisor.reports import FORMATS
from incisor.wire.shapes import CisReportFormat


def test_every_format_of_the_model_is_made() -> None:
    """What CisReportFormat names can be written, and nothing else is on offer."""
    assert set(FORMATS) == set(CisReportFormat)
    assert len({each.suffix for each in FORMATS.values()}) == len(FORMATS)
