"""Reports of a scan as files: FORMATS is all there are.

Nothing here knows the database: what a report says comes in as `records`, row by row, so that a
report of millions of results is made in the memory of one of a hundred.
"""

from incisor.reports.formats import FORMATS, Format
from incisor.reports.pdf.fonts import has_cjk
from incisor.reports.records import Check, Finding, Report, Scope, Target

__all__ = ["FORMATS", "Check", "Finding", "Format", "Report", "Scope", "Target", "has_cjk"]
