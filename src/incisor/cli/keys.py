"""`incisor keys`."""

from pathlib import Path

import click
from sqlalchemy import Connection

from incisor.auth import credentials
from incisor.auth.credentials import IssuedKey
from incisor.cli import policies
from incisor.cli.database import account, account_option, database_options, now, opened, written
from incisor.cli.output import Fault, json_option, print_json, print_table
from incisor.store import keys as table
from incisor.store.keys import AccessKey
from incisor.store.roles import Role

PEOPLE = (Role.ADMIN.value, Role.AUDITOR.value)
"""Roles of keys that are created here; hosts get theirs by enrolling."""


@click.group()
def keys() -> None:
    """Access keys, with which people and programs sign what they ask.

    \b
    Example: incisor keys create --data-dir ./data --role auditor
    """


@keys.command()
@database_options
@account_option
@click.option(
    "--role",
    type=click.Choice(PEOPLE),
    default=Role.ADMIN.value,
    show_default=True,
    help="admin may do everything but a host's part; auditor may read.",
)
@click.option(
    "--policy",
    "policy_names",
    multiple=True,
    metavar="NAME",
    help="A policy of `incisor policies`, instead of a role; may be given again.",
)
@json_option
def create(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    role: str,
    policy_names: tuple[str, ...],
    as_json: bool,
) -> None:
    """Create an access key. Its secret is shown this once.

    \b
    Example: incisor keys create --data-dir ./data --account-id 123456789012 --role admin
    """
    with opened(data_dir, database) as store:

        def unit(conn: Connection) -> IssuedKey:
            owner = account(conn, account_id)
            for name in policy_names:
                policies.known(conn, owner, name)
            return credentials.issue(
                conn,
                store.secret,
                account_id=owner,
                role=Role.POLICY if policy_names else Role(role),
                now=now(),
                policy_names=policy_names,
            )

        issued = store.write_now(unit)
    if as_json:
        print_json(
            {
                "accessKeyId": issued.key.access_key_id,
                "secretAccessKey": issued.secret_access_key,
                "accountId": issued.key.account_id,
                "role": issued.key.role,
            }
            | ({"policies": issued.key.policies} if policy_names else {})
        )
    else:
        click.echo(explained(issued))


@keys.command("list")
@database_options
@account_option
@json_option
def list_(
    data_dir: Path | None, database: str | None, account_id: str | None, as_json: bool
) -> None:
    """List an account's keys, those of its hosts too.

    \b
    Example: incisor keys list --data-dir ./data
    """
    with opened(data_dir, database) as store:
        found = store.read_now(lambda conn: table.of_account(conn, account(conn, account_id)))
    if as_json:
        print_json([as_members(each) for each in found])
    else:
        print_table(
            ("KEY", "ROLE", "POLICIES", "HOST", "CREATED", "REVOKED"),
            map(row, found),
            empty="There is no key.",
        )


@keys.command()
@database_options
@account_option
@click.argument("access_key_id")
@json_option
def revoke(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    access_key_id: str,
    as_json: bool,
) -> None:
    """Take a key out of use, for good and within seconds.

    \b
    Example: incisor keys revoke --data-dir ./data AKIAIOSFODNN7EXAMPLE
    """
    with opened(data_dir, database) as store:
        revoked = store.write_now(
            lambda conn: table.revoke(conn, account(conn, account_id), access_key_id, now())
        )
    if not revoked:
        raise Fault(f"The account has no key {access_key_id} in use.", "See `incisor keys list`.")
    if as_json:
        print_json({"accessKeyId": access_key_id, "revoked": True})
    else:
        click.echo(f"Revoked {access_key_id}.")


def explained(issued: IssuedKey) -> str:
    """A new key in the form that a shell takes, so that it can be used at once."""
    return (
        f"export AWS_ACCESS_KEY_ID={issued.key.access_key_id}\n"
        f"export AWS_SECRET_ACCESS_KEY={issued.secret_access_key}\n"
        f"# role {issued.key.role}, account {issued.key.account_id}; "
        "the secret is not shown again"
    )


def row(key: AccessKey) -> tuple[str, ...]:
    """A key as the table shows it."""
    return (
        key.access_key_id,
        key.role,
        ", ".join(key.policies),
        key.resource_id,
        written(key.created_at),
        written(key.revoked_at),
    )


def as_members(key: AccessKey) -> dict[str, object]:
    """A key as JSON shows it; never with its secret."""
    return {
        "accessKeyId": key.access_key_id,
        "accountId": key.account_id,
        "role": key.role,
        "policies": key.policies,
        "resourceId": key.resource_id or None,
        "createdAt": written(key.created_at),
        "revokedAt": written(key.revoked_at) or None,
    }
