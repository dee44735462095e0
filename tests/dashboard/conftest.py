"""One filled database a worker; each test that changes something works on a copy of it."""

import shutil

import newsroom
import pytest
from page_server import PlainBrowser, serving

from khabardar.config.models import StorageConfig


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("newsroom")
    return folder, newsroom.build(folder)


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
