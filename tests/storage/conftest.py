"""A storage on every kind of database; a new one joins by a line in `_DATABASES`."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from storage_samples import source

from storage import open_storage

_DATABASES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder / 'khabardar.db'}",
}


@pytest.fixture(params=_DATABASES)
def database_url(request, tmp_path):
    return _DATABASES[request.param](tmp_path)


@pytest.fixture
def storage(database_url):
    """With the sources `dawn` and `herald`; waits but briefly for locks."""
    opened = open_storage(database_url, busy_timeout=timedelta(milliseconds=20))
    opened.sync_sources([source("dawn"), source("herald")])
    yield opened
    opened.close()
