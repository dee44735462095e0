"""The config that points Khabardar at the bundled site."""

import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo.site import demo_config, demo_sources, site_folder
from khabardar.vocabulary import Side, SourceKind

_BASE = "http://127.0.0.1:8080"


def test_every_outlet_is_a_source_with_its_kind():
    sources = {source.id: source for source in demo_sources(_BASE)}

    assert len(sources) >= 7
    assert sources["durand-wire"].kind is SourceKind.SITEMAP
    assert sources["forces-press-wing"].kind is SourceKind.SECTION
    assert sources["forces-press-wing"].side is Side.OFFICIAL
    assert sources["forces-press-wing"].selectors is not None
    assert sources["quetta-ledger"].url == f"{_BASE}/quetta-ledger/feed"


def test_the_outlet_that_is_down_has_an_address_that_refuses():
    address = urlsplit(next(source.url for source in demo_sources(_BASE) if source.id == "gwadar-tide"))

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)


def test_the_config_is_fit_for_loopback_and_still_polite():
    config = demo_config(_BASE, Path("demo.db"))

    assert config.storage.url == "sqlite:///demo.db"
    assert config.fetch.delay == timedelta(0)
    assert config.fetch.allow_private_addresses
    assert config.fetch.obey_robots
    assert config.fetch.timeout <= timedelta(seconds=10)
    assert len(config.source_records()) == len(config.sources)


def test_the_site_folder_has_its_files():
    assert (site_folder() / "outlets.yaml").is_file()
    assert (site_folder() / "expected.jsonl").is_file()
