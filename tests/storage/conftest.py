"""A storage on every kind of database; a new one joins by a line in `_DATABASES`."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from servers.postgres import drop_database, empty_database, fresh_database
from servers.sqlite_file import fresh_file
from storage_samples import source

from storage import open_storage


def _sqlite(folder: Path) -> Iterator[str]:
    yield fresh_file(folder)


def _empty_sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'khabardar.db'}"


def _postgresql(folder: Path) -> Iterator[str]:
    url = fresh_database()
    yield url
    drop_database(url)


_DATABASES = {"sqlite": _sqlite, "postgresql": _postgresql}


@pytest.fixture(params=_DATABASES)
def database_url(request, tmp_path):
    yield from _DATABASES[request.param](tmp_path)


def _empty_postgresql(folder: Path) -> Iterator[str]:
    url = empty_database()
    yield url
    drop_database(url)


@pytest.fixture(params={"sqlite": _empty_sqlite, "postgresql": _empty_postgresql}.items(), ids=lambda item: item[0])
def bare_url(request, tmp_path):
    """A database without any table yet."""
    yield from request.param[1](tmp_path)


@pytest.fixture
def storage(database_url):
    """With the sources `dawn` and `herald`; waits but briefly for locks."""
    opened = open_storage(database_url, busy_timeout=timedelta(milliseconds=20))
    opened.sync_sources([source("dawn"), source("herald")])
    yield opened
    opened.close()
