"""`incisor scan`: evaluate a benchmark or SCAP content on this host, with no service at all.

Each kind of content has its own module, loaded only when it is asked for: a scan is short enough
for that to count.
"""

import sys

import click

from incisor.cli import content_options
from incisor.cli.output import cpu_limit_option, json_option


@click.command()
@click.option(
    "--benchmark",
    "wanted",
    metavar="ID|PATH",
    help="A bundled benchmark, or benchmark files of your own."
    "  [default: the one for this host's platform]",
)
@click.option(
    "--level",
    type=click.Choice(["1", "2"]),
    help="Level 2 contains level 1.  [default: 1; with --check: 2]",
)
@click.option(
    "--check", "check_ids", metavar="ID", multiple=True, help="Only this check; repeatable."
)
@content_options.options
@cpu_limit_option
@json_option
def scan(
    wanted: str | None,
    level: str | None,
    check_ids: tuple[str, ...],
    as_json: bool,
    cpu_limit: int | None,
    stream: str | None,
    profile: str,
    tailoring: str | None,
    rules: tuple[str, ...],
    root: str,
    scripts: bool,
    cache: str | None,
    **files: str | None,
) -> None:
    """Evaluate a benchmark or SCAP content on this host and show what it found.

    Nothing is changed, stored or sent. Run it as root: what only root can see is otherwise reported
    as not evaluated. The exit status is 0 if nothing failed, 1 if a check failed, 2 if the scan
    could not run or a check could not be decided.

    \b
    Example: incisor scan --level 2
    Example: incisor scan --check 5.1.1 --json
    Example: incisor scan --content ssg-debian12-ds.xml --profile cis_level1_server

    With SCAP content the exit status is oscap's: 0 if every rule passed, 2 if some did not, 1 if
    the scan could not run.
    """
    if cpu_limit is not None:
        from incisor.agent import priority

        priority.limit(cpu_limit)
    if stream is not None:
        from incisor.cli import scan_content

        asked = scan_content.Wanted(
            stream, profile, tailoring, rules, root, as_json, cache, files, scripts
        )
        sys.exit(scan_content.run(asked))
    from incisor.cli import scan_benchmark

    sys.exit(scan_benchmark.run(wanted, level, check_ids, as_json))
