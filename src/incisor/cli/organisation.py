"""`incisor organisation`."""

import re
import secrets
import string
from pathlib import Path
from typing import Final

import click
from sqlalchemy import Connection

from incisor.cli.accounts import checked
from incisor.cli.database import account, database_options, now, opened, written
from incisor.cli.output import Fault, json_option, print_json, print_table
from incisor.store import organisations as table
from incisor.store.organisations import Membership

# Service model, CisOwnerId.
FORM: Final = re.compile(r"o-[a-z0-9]{10,32}")
LETTERS: Final = string.ascii_lowercase + string.digits

organisation_option = click.option(
    "--organisation-id", help="The organisation, o-…; not needed while there is only one."
)


@click.group()
def organisation() -> None:
    """Organisations: accounts for which one of them, the administrator, configures scans.

    \b
    Example: incisor organisation create --data-dir ./data --administrator 123456789012
    """


@organisation.command()
@database_options
@click.option("--administrator", required=True, help="The delegated administrator's account.")
@click.option("--organisation-id", help="o- and 10 to 32 letters and digits.  [default: random]")
@json_option
def create(
    data_dir: Path | None,
    database: str | None,
    administrator: str,
    organisation_id: str | None,
    as_json: bool,
) -> None:
    """Create an organisation with one account, which administers it.

    \b
    Example: incisor organisation create --data-dir ./data --administrator 123456789012
    """
    new = organisation_id or "o-" + "".join(secrets.choice(LETTERS) for _ in range(10))
    if not FORM.fullmatch(new):
        raise Fault(
            f"{new!r} is no organisation id.", "Give o- and 10 to 32 lower-case letters and digits."
        )

    def unit(conn: Connection) -> None:
        if table.members(conn, new):
            raise Fault(f"There is an organisation {new} already.", "Give another id.")
        join(conn, Membership(account(conn, checked(administrator)), new, administrator, now()))

    with opened(data_dir, database) as store:
        store.write_now(unit)
    if as_json:
        print_json({"organisationId": new, "administratorId": administrator})
    else:
        click.echo(f"Created organisation {new}, administered by {administrator}.")


@organisation.command("add-account")
@database_options
@organisation_option
@click.argument("account_id")
@json_option
def add_account(
    data_dir: Path | None,
    database: str | None,
    organisation_id: str | None,
    account_id: str,
    as_json: bool,
) -> None:
    """Make an account a member: scans of the organisation reach its hosts from now on.

    \b
    Example: incisor organisation add-account --data-dir ./data 210987654321
    """

    def unit(conn: Connection) -> Membership:
        first = known(conn, organisation_id)[0]
        member = account(conn, checked(account_id))
        return join(conn, Membership(member, first.organisation_id, first.administrator_id, now()))

    with opened(data_dir, database) as store:
        made = store.write_now(unit)
    if as_json:
        print_json(as_members(made))
    else:
        click.echo(f"Account {account_id} is in organisation {made.organisation_id}.")


@organisation.command("remove-account")
@database_options
@click.argument("account_id")
@json_option
def remove_account(
    data_dir: Path | None, database: str | None, account_id: str, as_json: bool
) -> None:
    """End an account's membership; the results in it stay its own to read.

    \b
    Example: incisor organisation remove-account --data-dir ./data 210987654321
    """

    def unit(conn: Connection) -> Membership:
        found = table.of_account(conn, account(conn, checked(account_id)))
        if found is None:
            raise Fault(f"Account {account_id} is in no organisation.", "There is nothing to do.")
        if found.administrator_id == account_id and len(known(conn, found.organisation_id)) > 1:
            raise Fault(
                f"Account {account_id} administers organisation {found.organisation_id}.",
                "Remove its other accounts first.",
            )
        table.remove(conn, account_id)
        return found

    with opened(data_dir, database) as store:
        gone = store.write_now(unit)
    if as_json:
        print_json({"accountId": account_id, "removed": True})
    else:
        click.echo(f"Account {account_id} is in organisation {gone.organisation_id} no more.")


@organisation.command()
@database_options
@organisation_option
@json_option
def show(
    data_dir: Path | None, database: str | None, organisation_id: str | None, as_json: bool
) -> None:
    """Show an organisation's accounts.

    \b
    Example: incisor organisation show --data-dir ./data
    """
    with opened(data_dir, database) as store:
        found = store.read_now(lambda conn: known(conn, organisation_id))
    if as_json:
        print_json([as_members(each) for each in found])
        return
    click.echo(f"Organisation {found[0].organisation_id}")
    print_table(("ACCOUNT", "SINCE", ""), map(row, found), empty="")


def known(conn: Connection, organisation_id: str | None) -> list[Membership]:
    """The members of the organisation that is named, or of the only one. Raises Fault."""
    every = table.every(conn)
    meant = organisation_id or (every[0] if len(every) == 1 else "")
    if not meant and every:
        listed = ", ".join(every)
        raise Fault("There are several organisations.", f"Name one: --organisation-id: {listed}")
    if meant not in every:
        raise Fault(
            f"There is no organisation {meant}".rstrip() + ".",
            "Make one with `incisor organisation create`.",
        )
    return table.members(conn, meant)


def join(conn: Connection, membership: Membership) -> Membership:
    """Add a member. Raises Fault if it is in an organisation."""
    if not table.add(conn, membership):
        raise Fault(
            f"Account {membership.account_id} is in an organisation already.",
            "An account can be in one: `incisor organisation remove-account` takes it out.",
        )
    return membership


def row(member: Membership) -> tuple[str, ...]:
    """A member as the table shows it."""
    role = "administrator" if member.administrator_id == member.account_id else ""
    return member.account_id, written(member.joined_at), role


def as_members(member: Membership) -> dict[str, object]:
    """A member as JSON shows it."""
    return {
        "accountId": member.account_id,
        "organisationId": member.organisation_id,
        "administrator": member.administrator_id == member.account_id,
        "joinedAt": written(member.joined_at),
    }
