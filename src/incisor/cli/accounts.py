"""`incisor accounts`."""

import re
import secrets
from pathlib import Path

import click

from incisor.cli.database import database_options, now, opened, written
from incisor.cli.output import Fault, json_option, print_json, print_table
from incisor.store import accounts as table
from incisor.store.accounts import Account

# Service model, AccountId.
FORM = re.compile(r"[0-9]{12}")


@click.group()
def accounts() -> None:
    """Accounts: whom hosts, configurations and scans belong to.

    \b
    Example: incisor accounts create --data-dir ./data --account-id 123456789012
    """


@accounts.command()
@database_options
@click.option("--account-id", help="Twelve digits.  [default: a random number]")
@click.option("--name", default="", help="What people call it.")
@json_option
def create(
    data_dir: Path | None, database: str | None, account_id: str | None, name: str, as_json: bool
) -> None:
    """Create an account; next, give it a key with `incisor keys create`.

    \b
    Example: incisor accounts create --data-dir ./data --account-id 123456789012 --name Production
    """
    account = Account(checked(account_id or random_id()), name, now())
    with opened(data_dir, database, make=True) as store:
        if not store.write_now(lambda conn: table.add(conn, account)):
            raise Fault(
                f"There is an account {account.account_id} already.",
                "Use it, or give another --account-id.",
            )
    if as_json:
        print_json({"accountId": account.account_id})
    else:
        click.echo(f"Created account {account.account_id}.")


@accounts.command("list")
@database_options
@json_option
def list_(data_dir: Path | None, database: str | None, as_json: bool) -> None:
    """List the accounts.

    \b
    Example: incisor accounts list --data-dir ./data
    """
    with opened(data_dir, database) as store:
        found = store.read_now(table.every)
    if as_json:
        print_json([as_members(each) for each in found])
    else:
        rows = [(each.account_id, each.name, written(each.created_at)) for each in found]
        print_table(("ACCOUNT", "NAME", "CREATED"), rows, empty="There is no account yet.")


def as_members(account: Account) -> dict[str, str]:
    """An account as JSON shows it."""
    return {
        "accountId": account.account_id,
        "name": account.name,
        "createdAt": written(account.created_at),
    }


def checked(account_id: str) -> str:
    """The id if it is of the model's form. Raises Fault."""
    if not FORM.fullmatch(account_id):
        raise Fault(
            f"{account_id!r} is no account id.", "Give twelve digits, such as 123456789012."
        )
    return account_id


def random_id() -> str:
    """Twelve digits, the first not a zero, so that spreadsheets leave them alone."""
    return str(10**11 + secrets.randbelow(9 * 10**11))
