"""`incisor hosts`."""

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import Connection

from incisor.cli import tags as tags_
from incisor.cli.database import account, account_option, database_options, opened, written
from incisor.cli.output import Fault, json_option, print_facts, print_json, print_table
from incisor.store import hosts as table
from incisor.store.hosts import Host


@click.group()
def hosts() -> None:
    """Enrolled hosts: the machines that can be scanned.

    \b
    Example: incisor hosts list --data-dir ./data
    """


@hosts.command("list")
@database_options
@account_option
@json_option
def list_(
    data_dir: Path | None, database: str | None, account_id: str | None, as_json: bool
) -> None:
    """List the hosts of an account.

    \b
    Example: incisor hosts list --data-dir ./data
    """
    with opened(data_dir, database) as store:
        found = store.read_now(lambda conn: table.of_account(conn, account(conn, account_id)))
    if as_json:
        print_json([as_members(each) for each in found])
    else:
        print_table(
            ("HOST", "NAME", "PLATFORM", "LAST SEEN", "TAGS"),
            map(row, found),
            empty="No host has enrolled yet: see `incisor enrolment create`.",
        )


@hosts.command()
@database_options
@account_option
@click.argument("resource_id")
@json_option
def show(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    resource_id: str,
    as_json: bool,
) -> None:
    """Show one host.

    \b
    Example: incisor hosts show --data-dir ./data i-0123456789abcdef0
    """
    with opened(data_dir, database) as store:
        host = store.read_now(lambda conn: known(conn, account(conn, account_id), resource_id))
    if as_json:
        print_json(as_members(host))
    else:
        print_facts(facts(host))


@hosts.command()
@database_options
@account_option
@click.argument("resource_id")
@click.argument("given", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--remove", multiple=True, metavar="KEY", help="Take this tag away.")
@json_option
def tag(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    resource_id: str,
    given: tuple[str, ...],
    remove: tuple[str, ...],
    as_json: bool,
) -> None:
    """Give a host tags, or take some away; the others stay. Scans that are open do not change.

    \b
    Example: incisor hosts tag --data-dir ./data i-0123456789abcdef0 env=production --remove new
    """
    added = tags_.read(given)

    def unit(conn: Connection) -> Host:
        owner = account(conn, account_id)
        host = known(conn, owner, resource_id)
        kept = {key: value for key, value in host.tags.items() if key not in remove}
        table.set_tags(conn, owner, resource_id, tags_.check_number(kept | added))
        return known(conn, owner, resource_id)

    with opened(data_dir, database) as store:
        host = store.write_now(unit)
    if as_json:
        print_json(as_members(host))
    else:
        click.echo(f"{host.resource_id}: {tags_.written(host.tags) or 'no tags'}")


def known(conn: Connection, account_id: str, resource_id: str) -> Host:
    """The account's host of that id. Raises Fault."""
    host = table.get(conn, account_id, resource_id)
    if host is None:
        raise Fault(f"Account {account_id} has no host {resource_id}.", "See `incisor hosts list`.")
    return host


def row(host: Host) -> tuple[str, ...]:
    """A host as the table shows it."""
    seen = written(host.last_seen_at) or "never"
    return host.resource_id, host.hostname, host.platform, seen, tags_.written(host.tags)


def facts(host: Host) -> Iterator[tuple[str, str]]:
    """Everything known of a host, for people."""
    yield "host", host.resource_id
    yield "name", host.hostname
    yield "platform", host.platform
    yield "agent", host.agent_version
    yield "enrolled", written(host.enrolled_at)
    yield "last seen", written(host.last_seen_at) or "never: start `incisor agent` on it"
    yield "tags", tags_.written(host.tags) or "none"


def as_members(host: Host) -> dict[str, object]:
    """A host as JSON shows it."""
    return {
        "resourceId": host.resource_id,
        "accountId": host.account_id,
        "hostname": host.hostname,
        "platform": host.platform,
        "agentVersion": host.agent_version,
        "tags": host.tags,
        "enrolledAt": written(host.enrolled_at),
        "lastSeenAt": written(host.last_seen_at) or None,
    }
