"""`incisor policies`."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy import Connection

from incisor.auth import documents
from incisor.auth.documents import PolicyError
from incisor.cli.database import account, account_option, database_options, now, opened, written
from incisor.cli.output import Fault, json_option, print_json, print_table
from incisor.store import policies as table
from incisor.store.policies import StoredPolicy

BUILT_IN: Final = ("admin", "auditor", "agent")
"""Roles that need no policy, as the policies that they amount to."""


@click.group()
def policies() -> None:
    """Policies in IAM's language: what a key may do, if its role is too coarse.

    \b
    Example: incisor policies put --data-dir ./data blue-team blue-team.json
    """


@policies.command()
@database_options
@account_option
@click.argument("name")
@click.argument("document", type=click.File())
@json_option
def put(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    name: str,
    document: Any,
    as_json: bool,
) -> None:
    """Keep the DOCUMENT (a file, or - for standard input) as the policy NAME.

    What would not be evaluated is refused by name. Keys that have the policy obey the new one
    within seconds.

    \b
    Example: incisor policies put --data-dir ./data blue-team blue-team.json
    """
    text = accepted(name, document.read())
    with opened(data_dir, database) as store:
        store.write_now(
            lambda conn: table.put(conn, StoredPolicy(account(conn, account_id), name, text, now()))
        )
    if as_json:
        print_json({"name": name})
    else:
        click.echo(f"Policy {name} is kept: `incisor keys create --policy {name}` gives it a key.")


@policies.command("list")
@database_options
@account_option
@json_option
def list_(
    data_dir: Path | None, database: str | None, account_id: str | None, as_json: bool
) -> None:
    """List an account's policies, and those that are built in.

    \b
    Example: incisor policies list --data-dir ./data
    """
    with opened(data_dir, database) as store:
        kept = store.read_now(lambda conn: table.of_account(conn, account(conn, account_id)))
    rows = [(name, "built in") for name in BUILT_IN]
    rows += [(each.name, written(each.changed_at)) for each in kept]
    if as_json:
        print_json([{"name": name, "builtIn": name in BUILT_IN} for name, _ in rows])
    else:
        print_table(("POLICY", "CHANGED"), rows, empty="")


@policies.command()
@database_options
@account_option
@click.argument("name")
def show(data_dir: Path | None, database: str | None, account_id: str | None, name: str) -> None:
    """Print the document of a policy.

    \b
    Example: incisor policies show --data-dir ./data auditor
    """
    if name in BUILT_IN:
        click.echo(built_in(name), nl=False)
        return
    with opened(data_dir, database) as store:
        policy = store.read_now(lambda conn: known(conn, account(conn, account_id), name))
    click.echo(json.dumps(json.loads(policy.document), indent=2, ensure_ascii=False))


@policies.command()
@database_options
@account_option
@click.argument("name")
@json_option
def delete(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    name: str,
    as_json: bool,
) -> None:
    """Forget a policy that no key in use has.

    \b
    Example: incisor policies delete --data-dir ./data blue-team
    """

    def unit(conn: Connection) -> None:
        policy = known(conn, account(conn, account_id), name)
        if keys := table.used_by(conn, policy.account_id, name):
            raise Fault(
                f"Policy {name} belongs to keys in use: {', '.join(keys)}.",
                "Revoke them first with `incisor keys revoke`.",
            )
        table.remove(conn, policy.account_id, name)

    with opened(data_dir, database) as store:
        store.write_now(unit)
    if as_json:
        print_json({"name": name, "deleted": True})
    else:
        click.echo(f"Deleted {name}.")


def accepted(name: str, document: str) -> str:
    """The document if it can be kept under that name. Raises Fault with all that is wrong."""
    if name in BUILT_IN or not name.isprintable():
        raise Fault(f"No policy can be called {name!r}.", "Choose another name.")
    try:
        documents.read(document)
    except PolicyError as error:
        raise Fault(
            f"Policy {name} cannot be obeyed as it stands, and is not kept:",
            "\n".join(f"  {fault}" for fault in error.faults),
        ) from None
    return document


def known(conn: Connection, account_id: str, name: str) -> StoredPolicy:
    """The account's policy of that name. Raises Fault."""
    policy = table.get(conn, account_id, name)
    if policy is None:
        raise Fault(f"Account {account_id} has no policy {name}.", "See `incisor policies list`.")
    return policy


def built_in(name: str) -> str:
    """The document that a role amounts to."""
    return files("incisor.auth").joinpath("built_in", f"{name}.json").read_text()
