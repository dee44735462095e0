"""The misbehaving server, and crawls against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from crawling import Catch, WebServer, run_crawl, started_server, stop_server


@pytest.fixture
def server() -> Iterator[WebServer]:
    process, found = started_server()
    yield found
    stop_server(process)


@pytest.fixture(scope="module")
def shared_server() -> Iterator[WebServer]:
    process, found = started_server()
    yield found
    stop_server(process)


@pytest.fixture
def crawl(server: WebServer) -> Callable[..., Catch]:
    """`crawl("good", "drop", fetch={…}, times=2)`: sources by the server's paths, in one process."""
    return lambda *paths, **options: run_crawl(server.url, *paths, **options)
