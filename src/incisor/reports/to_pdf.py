"""A report as PDF, which a compliance officer hands to an auditor.

Cover, contents, summary, hosts, failed checks with their remediation, failures of each host with
the evidence, and all checks. Pages are in the file once they are drawn, and of the findings only
those that failed are read, so that a thousand hosts take little more memory than ten.
"""

from typing import IO, Final

from incisor.reports.pdf import checks, contents, cover, fonts, hosts, summary
from incisor.reports.pdf.sheet import Sheet
from incisor.reports.pdf.words import instant, of_fonts
from incisor.reports.records import Report

# Key, title, and what the section shows, in their order.
SECTIONS: Final = (
    ("summary", "Summary", "The score of each chapter, how the hosts ended, what failed most"),
    ("hosts", "Hosts", "Each host with its figures, and the page on which its failures begin"),
    (
        "failed",
        "Failed checks and their remediation",
        "Each check that failed: what it asks, on which hosts it failed, how it is mended",
    ),
    ("failures", "Failed checks by host", "What failed on each host, with the evidence"),
    ("checks", "All checks", "Each check of the scan with its counts"),
)


def write(report: Report, file: IO[bytes]) -> str:
    """Write the whole report; which characters had no font, in words."""
    scope = report.scope
    accounts = summary.by_account(report.targets)
    statuses = summary.statuses_of(accounts)
    sheet = Sheet(
        file,
        title=f"CIS scan report: {scope.scan_name}",
        subject=scope.scan_arn,
        running=f"{instant(scope.made_at)}  ·  scan {scope.scan_arn.rpartition('/')[2]}",
    )
    cover.cover(sheet, scope, cover.Hosts(statuses.total(), statuses[summary.COMPLETED]))
    contents.contents(sheet, SECTIONS)
    summary.summary(sheet, report.checks, accounts)
    hosts.listed(sheet, report.targets, of_many=len(scope.accounts) > 1)
    checks.failed(sheet, report.checks, checks.failing_hosts(report.failures))
    hosts.failures(sheet, report.failures)
    checks.every(sheet, report.checks)
    remark = of_fonts(fonts.lacking())
    sheet.end(remark)
    return remark
