"""`incisor version`."""

import platform

import click

import incisor
from incisor.cli.output import json_option, print_json


@click.command()
@json_option
def version(as_json: bool) -> None:
    """Print the version of incisor and of the Python that runs it.

    \b
    Example: incisor version --json
    """
    if as_json:
        print_json({"version": incisor.__version__, "python": platform.python_version()})
    else:
        click.echo(f"incisor {incisor.__version__} (Python {platform.python_version()})")
