"""incisor.store.schema and the migrations: what they make is what incisor.store.tables says."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, func, make_url, select, text
from sqlalchemy.schema import CreateIndex, CreateTable

from incisor.store import NewerDatabaseError, scan_pages, schema, sqlite, sqlite_url
from incisor.store.migrations import runner
from incisor.store.scan_filters import Listed
from incisor.store.tables import REVISION, metadata
from incisor.wire import shapes
from support.criteria import equals, tag
from support.dialects import POSTGRESQL
from support.rows import ACCOUNT, identifier, scan

MIGRATIONS = Path(schema.__file__).parent / "migrations"


@pytest.fixture
def empty() -> Iterator[Connection]:
    """A connection to a database without tables."""
    engine = create_engine("sqlite://")
    with engine.connect() as conn:
        yield conn
    engine.dispose()


def test_all_migrations_make_the_tables_that_the_code_uses(conn: Connection) -> None:
    """Alembic finds nothing that it would add, remove or change."""
    context = MigrationContext.configure(conn, opts={"compare_server_default": True})
    differences = [
        found
        for found in compare_metadata(context, metadata)
        if not (found[0] == "remove_table" and found[1].name == "alembic_version")
    ]
    assert differences == []


def test_every_table_has_the_same_storage_as_the_code_says(conn: Connection) -> None:
    """Clustered tables are clustered: Alembic does not compare that."""
    rows = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    made = {row.name: row.sql for row in rows}
    for name, table in metadata.tables.items():
        clustered = not table.dialect_options["sqlite"]["with_rowid"]
        assert clustered == ("WITHOUT ROWID" in made[name]), name


def test_the_revision_is_the_newest_migrations() -> None:
    """The constant that spares commands the import of Alembic is right."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_scans_from_before_their_targets_were_indexed_are_found_by_them(tmp_path: Path) -> None:
    """Migration 0004 writes the rows that `scans.add` writes now, and the owner of the oldest."""
    made = sqlite.engine(make_url(sqlite_url(tmp_path / "old.db")))
    old = {**msgspec.structs.asdict(scan(1)), "owner_id": "", "security_level": "LEVEL_1"}
    old |= {"target_tags": '{"env":["w","x"],"os":["y"]}', "account_ids": f'["{ACCOUNT}"]'}
    with made.connect() as conn:
        runner.upgrade(conn, MIGRATIONS, "0003")
        columns = ", ".join(old)
        conn.execute(
            text(f"INSERT INTO scans ({columns}) VALUES ({', '.join(f':{name}' for name in old)})"),
            old,
        )
        schema.upgrade(conn, "test")
        found = scan_pages.page(
            conn,
            [Listed(ACCOUNT, ACCOUNT)],
            criteria=shapes.ListCisScansFilterCriteria(
                target_resource_tag_filters=tag("env", "x"),
                target_account_id_filters=equals(ACCOUNT),
            ),
        )
        terms = {
            name: conn.execute(select(func.count()).select_from(metadata.tables[name])).scalar()
            for name in ("scan_tags", "scan_accounts")
        }
    made.dispose()
    assert [one.scan_id for one in found.items] == [identifier(1)]
    assert terms == {"scan_tags": 3, "scan_accounts": 1}


def test_upgrading_twice_changes_nothing(conn: Connection) -> None:
    """An up-to-date database is left as it is."""
    before = conn.execute(text("SELECT sql FROM sqlite_master")).all()
    schema.upgrade(conn, "test")
    assert conn.execute(text("SELECT sql FROM sqlite_master")).all() == before


def test_a_newer_database_is_refused_and_left_as_it_is(empty: Connection) -> None:
    """The message names both versions and the next step."""
    empty.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
    empty.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    with pytest.raises(NewerDatabaseError, match=r"at migration 9999.* Upgrade incisor"):
        schema.upgrade(empty, "test")
    assert empty.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 1


def test_an_empty_database_has_no_revision(empty: Connection) -> None:
    """Nothing is assumed of a database that we have not made."""
    assert schema.revision(empty) is None


def test_the_tables_can_be_made_on_postgresql() -> None:
    """Every table's definition compiles, with texts that compare by code point."""
    for table in metadata.sorted_tables:
        assert 'COLLATE "C"' in str(CreateTable(table).compile(dialect=POSTGRESQL))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=POSTGRESQL))
