"""The options of `incisor scan` that speak of SCAP content."""

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option(
        "--content",
        "stream",
        metavar="FILE",
        help="SCAP content: evaluate a source data stream instead of a benchmark.",
    ),
    click.option("--profile", default="", help="With --content: a profile's id, or its end."),
    click.option("--tailoring", metavar="FILE", help="With --content: an XCCDF tailoring file."),
    click.option(
        "--rule", "rules", multiple=True, help="With --content: only this rule; repeatable."
    ),
    click.option(
        "--root",
        default="/",
        metavar="DIR",
        help="With --content: look at the file system mounted there, not at this host's.",
    ),
    click.option(
        "--allow-sce",
        "scripts",
        is_flag=True,
        help="With --content, as root: run its scripts for rules that have no other check.",
    ),
    click.option(
        "--cache",
        envvar="INCISOR_CACHE",
        metavar="DIR",
        help="With --content: keep parsed content there.  [default: the user's cache]",
    ),
    click.option(
        "--results",
        metavar="FILE",
        help="With --content: write the benchmark with its XCCDF results there.",
    ),
    click.option("--arf", metavar="FILE", help="With --content: write an ARF collection there."),
    click.option(
        "--oval-results", metavar="FILE", help="With --content: write thin OVAL results there."
    ),
    click.option("--html", metavar="FILE", help="With --content: write one HTML page there."),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of `incisor scan` that speak of SCAP content."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
