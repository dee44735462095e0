"""`khabardar db`: take care of the database: backup, verify, migrate, stats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, load, note, now, opened, print_json, print_table
from khabardar.errors import KhabardarError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="Take care of the database: backup, verify, migrate, stats.",
    help="khabardar db backup\n\nTake care of the database. The daemon, and `khabardar run`, do it by `jobs` too.",
)


@app.command("backup", short_help="Copy the database while it is in use, and verify the copy.")
def backup(
    file: Annotated[Path | None, typer.Argument(help="The copy; without it, one in the folder of backups.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """khabardar db backup ~/before-the-upgrade.db

    Copy the database while others read and write it. The copy is read back, checked and compared before it appears
    under its name; nothing is overwritten. To restore one: stop the daemon, put it in the place of the database, and
    remove the files of the old one that end in -wal and -shm.
    """
    from scheduler.upkeep import backup_name

    settings = load(config)
    with opened(settings.storage.url) as storage:
        path = file or backup_name(settings, now())
        storage.backup(path)
    note(f"backup {path}: {path.stat().st_size:,} bytes, verified")


@app.command("verify", short_help="Check the whole database, or a backup.")
def verify(
    file: Annotated[Path | None, typer.Argument(help="A backup to check in place of the database.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar db verify

    Read every page of the database: the file's own structure, what points to what, and what no row may say. Exit
    code 0 where nothing is wrong, 1 with each fault, 5 where it can't be opened.
    """
    from storage import verify_file

    settings = None if file else load(config)
    path = file or (settings.storage.file if settings else None)
    if path is not None:
        faults = verify_file(path)
    else:
        assert settings is not None
        path = Path(settings.storage.stem)
        with opened(settings.storage.url) as storage:
            faults = list(storage.verify())
    if json:
        print_json({"database": str(path), "ok": not faults, "faults": list(faults)})
    elif not faults:
        print(f"{path}: no fault found")
    for fault in () if json else faults:
        print(f"{path}: {fault}")
    if faults:
        raise typer.Exit(1)


@app.command("migrate", short_help="Bring the database to this version, with a backup first.")
def migrate(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """khabardar db migrate

    Bring the tables of an older database to this version, after a verified backup of it. All steps are done or none.
    Commands that open an older database do the same by themselves; this one says what it did. The daemon must be
    stopped.
    """
    from scheduler.lock import writer_lock
    from storage import migrate as migrate_storage

    settings = load(config)
    with writer_lock(settings.storage.url, "db migrate", now()):
        done = migrate_storage(settings.storage.url)
    if done.backup is None:
        note(f"the database is of this version already ({done.after})")
    else:
        note(f"brought from version {done.before} to {done.after}; the backup of before is {done.backup}")


@app.command("stats", short_help="How much is stored.")
def stats(config: ConfigOption = DEFAULT_CONFIG, json: JsonOption = False) -> None:
    """khabardar db stats --json

    Rows of each table, bytes of the file and of the texts in it, and the days of the first and the last incident.
    """
    with opened(load(config).storage.url) as storage:
        found = storage.stats()
    if json:
        return print_json(found)
    rows = found.pop("rows")
    print_table(("what", "how much"), [(name.replace("_", " "), _shown(value)) for name, value in found.items()])
    return print_table(("table", "rows"), [(name, f"{number:,}") for name, number in rows.items()])


@app.command("copy", short_help="All rows into another database, of whatever kind.")
def copy(
    source: Annotated[str, typer.Argument(help="The url of the database to copy.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="The url of an empty one.", metavar="TO")],
) -> None:
    """khabardar db copy sqlite:///khabardar.db postgresql+psycopg://khabardar@db.example/khabardar

    Copy every row from one database into another, from SQLite to PostgreSQL or back, and compare each with what
    arrived: all of it, or nothing. The target must be empty. Stop the daemon before, and change `storage.url` after.
    """
    from contextlib import ExitStack

    from scheduler.lock import writer_lock
    from storage import copy_database

    with ExitStack() as held:
        for url in (source, target):
            held.enter_context(writer_lock(url, "db copy", now()))
        counts = copy_database(source, target, lambda table, rows: note(f"{table}: {rows:,} rows"))
    note(f"{sum(counts.values()):,} rows copied, each compared")


@app.command("retain", short_help="Cut old texts down to their quotes now.")
def retain(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """khabardar db retain

    Do what upkeep.keep_page_text says, now: texts that are older are cut down to the words that reports quote, with
    some words around them. Rows, quotes, headlines and addresses stay.
    """
    import asyncio

    from scheduler.progress import Progress
    from scheduler.upkeep import Upkeep

    settings = load(config)
    with opened(settings.storage.url) as storage:
        run = asyncio.run(Upkeep(settings, storage, now, Progress()).do("retention"))
    if run.fault:
        raise KhabardarError(run.fault)
    note(run.detail)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value if value is not None else "")
