"""Run by Alembic; `storage.schema.upgrade` hands in the connection, so no ini file is needed."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can't alter columns in place
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
