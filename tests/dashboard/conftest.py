"""One filled database for all workers; each test that changes something works on a copy of it."""

import fcntl
import os
import shutil

import newsroom
import pytest
from page_server import PlainBrowser, serving

from khabardar.config.models import StorageConfig


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Whichever worker comes first fills it, and the others wait: it takes seconds. Each takes a copy for itself."""
    mine, shared = tmp_path_factory.mktemp("newsroom"), tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "newsroom.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "made-newsroom"
        if not made.exists():
            part = shared / "newsroom.part"
            part.mkdir()
            newsroom.build(part)
            part.rename(made)
    shutil.copytree(made, mine, dirs_exist_ok=True)
    return mine, newsroom.config_in(mine)


@pytest.fixture
def config_of_copy(filled, tmp_path):
    """The config of a database that the test may change."""
    folder, config = filled
    for file in folder.glob("page.db*"):
        shutil.copy(file, tmp_path)
    return config.model_copy(update={"storage": StorageConfig(url=f"sqlite:///{tmp_path / 'page.db'}")})


@pytest.fixture(scope="session")
def shared_port(filled):
    """A server for tests that only look."""
    with serving(filled[1], lambda: newsroom.NOW) as port:
        yield port


@pytest.fixture
def looker(shared_port):
    return PlainBrowser(shared_port)


@pytest.fixture
def reviewer(config_of_copy):
    """A browser that may change things."""
    with serving(config_of_copy, lambda: newsroom.NOW) as port:
        yield PlainBrowser(port)
