import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from review_samples import make_row
from sqlalchemy import create_engine, inspect
from storage_samples import LATER, source

from khabardar.reviews import Merge
from storage import open_storage, schema, words
from storage.tables import metadata

_HERE = Path(__file__).parent


def _script():
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return ScriptDirectory.from_config(config)


def test_the_written_head_is_the_last_migration():
    assert _script().get_current_head() == schema.HEAD


def test_versions_count_up_so_that_newer_can_be_told():
    versions = [step.revision for step in _script().walk_revisions()][::-1]
    assert versions == [f"{number:04}" for number in range(1, len(versions) + 1)]


def test_migrations_lead_to_the_tables_of_the_code(bare_url):
    open_storage(bare_url).close()
    engine = create_engine(bare_url)
    with engine.connect() as conn:

        def made_here(made, name, kind, reflected, *_):
            if reflected and str(name).startswith(words.TABLES):
                return False
            return made.info.get("dialect", conn.dialect.name) == conn.dialect.name

        context = MigrationContext.configure(conn, opts={"compare_type": True, "include_object": made_here})
        # Words of a comment that changed since are not worth a migration.
        changes = [change for change in compare_metadata(context, metadata) if "modify_comment" not in str(change)]
        assert changes == []
        named = {name for name in inspect(conn).get_table_names() if not name.startswith(words.TABLES)}
        assert named == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(bare_url, monkeypatch):
    def broken(conn):
        metadata.create_all(conn)
        raise RuntimeError("power cut")

    monkeypatch.setattr(schema, "upgrade", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        open_storage(bare_url)
    engine = create_engine(bare_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_every_column_has_a_comment():
    assert [str(column) for table in metadata.tables.values() for column in table.c if not column.comment] == []


def test_an_up_to_date_database_is_opened_without_alembic(bare_url):
    open_storage(bare_url).close()
    code = f"import sys; from storage import open_storage; open_storage({bare_url!r}); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_two_processes_may_make_the_database_at_once(bare_url):
    code = f"from storage import open_storage; print(open_storage({bare_url!r}).facts()['schema'])"
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0].strip() for process in started] == [schema.HEAD] * 3


def _filled_at_the_first_version(bare_url):
    """As 0.1's first users have it: an article with its report, the row, its history, and a doubt."""
    engine = create_engine(bare_url)
    with engine.begin() as conn:
        config = Config()
        config.set_main_option("script_location", "storage:migrations")
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        for statement in (_HERE / "filled_0001.sql").read_text().split(";\n"):
            if statement.strip():
                conn.exec_driver_sql(statement)
    engine.dispose()


def test_a_database_filled_under_the_first_version_is_carried_over(bare_url):
    _filled_at_the_first_version(bare_url)
    opened = open_storage(bare_url)
    opened.sync_sources([source("dawn")])
    row = opened.incident("KB-AAAAAAA")
    assert (row.facts.place, row.facts.killed.security, row.status, row.revision) == ("Mand", 2, "candidate", 2)
    assert [(c.field, c.old, c.new, c.by) for c in opened.history(row.id)] == [
        ("created", None, None, None),
        ("killed.security", "1", "2", None),
    ]
    assert [(doubt.incident_id, doubt.pair.score) for doubt in opened.doubts_of_incident(row.id)] == [
        ("KB-BBBBBBB", 0.55)
    ]
    assert opened.doubts_of_incident(row.id)[0].pair.parts == ()
    assert opened.ties_of_incident(row.id) == []
    done = opened.review(Merge(row.id, "ann", others=("KB-BBBBBBB",)), make_row, LATER)
    assert done.changed == ("KB-AAAAAAA", "KB-BBBBBBB")
    assert opened.facts()["integrity"] == "ok"
    opened.close()


def test_numbers_of_revisions_are_never_given_twice_after_the_migration(bare_url):
    _filled_at_the_first_version(bare_url)
    open_storage(bare_url).close()
    engine = create_engine(bare_url)
    with engine.begin() as conn:
        last = conn.exec_driver_sql("SELECT max(id) FROM revisions").scalar_one()
        conn.exec_driver_sql(f"DELETE FROM revisions WHERE id = {last}")
        conn.exec_driver_sql(
            "INSERT INTO revisions (incident_id, revision, at, field, why) "
            "VALUES ('KB-AAAAAAA', 3, '2026-03-10T12:00:00.000000Z', 'place', 'as told')"
        )
        assert conn.exec_driver_sql("SELECT max(id) FROM revisions").scalar_one() > last
    engine.dispose()
    opened = open_storage(bare_url)
    assert opened.verify() == []
    opened.close()
    engine.dispose()
