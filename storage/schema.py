"""The version of a database's tables: read, compared with the code's, raised by Alembic."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from khabardar.errors import StorageError

# The last file of migrations/versions; written here so that opening an up-to-date database needs no Alembic.
HEAD = "0011"


def version_of(conn: Connection) -> str | None:
    """None: no tables yet. Raises StorageError where the tables are not ours."""
    names = inspect(conn).get_table_names()
    if "alembic_version" in names and "incidents" in names:
        return conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if names:
        shown = ", ".join(sorted(names)[:5])
        raise StorageError(f"it holds tables of another program ({shown}); give another file in `storage.url`")
    return None


def refuse_newer(version: str | None) -> None:
    """Raises StorageError for a version after ours: versions are numbers of four digits."""
    if version is not None and version > HEAD:
        raise StorageError(
            f"its tables are of version {version}, and this Khabardar knows them up to {HEAD}; upgrade Khabardar"
        )


def upgrade(conn: Connection) -> None:
    """Raise the tables to HEAD within the caller's transaction: all steps or none."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
