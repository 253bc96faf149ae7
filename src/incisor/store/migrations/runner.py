"""Alembic without its configuration file: the migrations are part of the package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def revisions(scripts: Path) -> set[str]:
    """The migrations that this version has."""
    found = ScriptDirectory.from_config(_config(scripts)).walk_revisions()
    return {script.revision for script in found}


def upgrade(conn: Connection, scripts: Path, to: str = "head") -> None:
    """Run, on this connection, every migration up to that one that the database lacks."""
    config = _config(scripts)
    config.attributes["connection"] = conn
    command.upgrade(config, to)


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
