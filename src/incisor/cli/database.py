"""How the commands of the service's side reach its database, whether the service runs or not."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from incisor import settings
from incisor.cli.output import Fault
from incisor.domain.instants import written as written
from incisor.settings import Settings, SettingsError
from incisor.store import Store, StoreError, accounts, service_secret

_OPTIONS: Sequence[Callable[[Any], Any]] = (
    click.option(
        "--data-dir",
        type=click.Path(path_type=Path),
        help="The service's data directory.  [default: ~/.local/share/incisor]",
    ),
    click.option("--database", help="Database URL.  [default: incisor.db in the data directory]"),
)
account_option: Callable[[Any], Any] = click.option(
    "--account-id", help="The account, twelve digits; not needed while there is only one."
)


def database_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--data-dir` and `--database`; it gets them by name, for `opened`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextmanager
def opened(data_dir: Path | None, database: str | None, *, make: bool = False) -> Iterator[Store]:
    """The database; with `make` a new one if there is none. Raises Fault."""
    loaded = loaded_settings(data_dir, database)
    if not make and not loaded.database and not Path(loaded.data_dir, "incisor.db").exists():
        raise Fault(
            f"There is no database in {loaded.data_dir}.",
            "Name the service's with --data-dir, or begin with `incisor accounts create`.",
        )
    try:
        with Store.open(loaded.database_url, secret=service_secret(loaded.data_dir)) as store:
            yield store
    except StoreError as error:
        raise Fault(str(error), "") from None


def loaded_settings(data_dir: Path | None, database: str | None) -> Settings:
    """The settings that the service would run with. Raises Fault."""
    try:
        return settings.load(os.environ, data_dir=data_dir, database=database)
    except SettingsError as error:
        raise Fault(f"The settings are wrong: {error}.", "See docs/settings.md.") from None


def account(conn: Connection, account_id: str | None) -> str:
    """The account that is meant: the one named, or the only one. Raises Fault."""
    known = [each.account_id for each in accounts.every(conn)]
    if account_id in known:
        return account_id
    if account_id is None and len(known) == 1:
        return known[0]
    if account_id is None and known:
        raise Fault(
            "There are several accounts.", f"Name one with --account-id: {', '.join(known)}"
        )
    raise Fault(
        "There is no account yet." if account_id is None else f"There is no account {account_id}.",
        "Make it with `incisor accounts create`; `incisor accounts list` shows those there are.",
    )


def now() -> float:
    """The time, in epoch seconds."""
    return time.time()
