"""`incisor serve`."""

import os
import sys
from pathlib import Path

import click

from incisor import logfmt, service, settings
from incisor.cli.output import Fault
from incisor.service import StartError
from incisor.settings import SettingsError


@click.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.  [default: 8080]")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    help="Where the database and the service's secret are kept.  [default: ~/.local/share/incisor]",
)
@click.option("--database", help="Database URL.  [default: incisor.db in the data directory]")
@click.option(
    "--tls-certificate",
    type=click.Path(path_type=Path),
    help="Certificate chain, PEM; with it: HTTPS.",
)
@click.option(
    "--tls-key", type=click.Path(path_type=Path), help="Private key of the certificate, PEM."
)
@click.option("--region", help="Region in the ARNs of answers.  [default: us-east-1]")
def serve(**options: object) -> None:
    """Run the service: Inspector's CIS API, the scheduler, and the store.

    Every option is a setting too (INCISOR_PORT and so on), and there are more of those: see
    docs/settings.md. The log goes to standard error. SIGTERM ends the service cleanly.

    \b
    Example:
      incisor serve --data-dir ./data --port 8080
      incisor accounts create --data-dir ./data --account-id 123456789012
      incisor keys create --data-dir ./data --role admin
    """
    try:
        loaded = settings.load(os.environ, **options)
        logfmt.to(sys.stderr)
        service.serve(loaded, started=lambda url: click.echo(f"incisor serves {url}"))
    except SettingsError as error:
        raise Fault(f"The service cannot start: {error}.", "See `incisor serve --help`.") from None
    except StartError as error:
        raise Fault(error.sentence, error.next_step) from None
