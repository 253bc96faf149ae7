"""`incisor enrolment`."""

from pathlib import Path

import click

from incisor.auth import enrolment as tokens
from incisor.auth.enrolment import IssuedToken
from incisor.cli import tags
from incisor.cli.database import account, account_option, database_options, now, opened, written
from incisor.cli.output import Fault, json_option, print_json
from incisor.settings import DAY, duration


@click.group()
def enrolment() -> None:
    """Tokens with which hosts enrol: each use turns one host into a target.

    \b
    Example: incisor enrolment create --data-dir ./data --uses 20 --tag env=production
    """


@enrolment.command()
@database_options
@account_option
@click.option(
    "--uses",
    type=click.IntRange(1, 1_000_000),
    default=1,
    show_default=True,
    help="How many hosts may use it.",
)
@click.option(
    "--expires-in", default="24h", show_default=True, help="How long it holds: 30m, 24h, 7d."
)
@click.option("--tag", "given", multiple=True, metavar="KEY=VALUE", help="A tag of these hosts.")
@json_option
def create(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    uses: int,
    expires_in: str,
    given: tuple[str, ...],
    as_json: bool,
) -> None:
    """Create an enrolment token. It is shown this once; whoever has it can enrol a host.

    \b
    Example: incisor enrolment create --data-dir ./data --uses 20 --expires-in 7d --tag env=prod
    """
    until = now() + lifetime(expires_in)
    host_tags = tags.check_number(tags.read(given))
    with opened(data_dir, database) as store:
        issued = store.write_now(
            lambda conn: tokens.create(
                conn,
                account_id=account(conn, account_id),
                uses=uses,
                expires_at=until,
                tags=host_tags,
                now=now(),
            )
        )
    if as_json:
        print_json(as_members(issued))
    else:
        click.echo(explained(issued))


def lifetime(text: str) -> float:
    """Seconds, more than none and at most a year. Raises Fault."""
    try:
        seconds = duration(text)
    except ValueError as error:
        raise Fault(f"--expires-in cannot be {text!r}: {error}.", "The default is 24h.") from None
    if not 0 < seconds <= 366 * DAY:
        raise Fault(f"--expires-in cannot be {text!r}.", "Give more than 0s and at most 366d.")
    return seconds


def explained(issued: IssuedToken) -> str:
    """A new token, and what to do with it."""
    hosts = "one host" if issued.uses == 1 else f"{issued.uses} hosts"
    return (
        f"{issued.token}\n"
        f"# for {hosts}, until {written(issued.expires_at)}; it is not shown again. On each host:\n"
        f"#   incisor enrol --endpoint URL --enrolment-token {issued.token}"
    )


def as_members(issued: IssuedToken) -> dict[str, object]:
    """A new token as JSON shows it."""
    return {
        "enrolmentToken": issued.token,
        "expiresAt": written(issued.expires_at),
        "uses": issued.uses,
    }
