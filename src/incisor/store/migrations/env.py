"""Run by Alembic: migrate the connection that the caller has put into the configuration."""

from alembic import context

from incisor.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
