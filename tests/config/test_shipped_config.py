"""The config.yaml that ships: it works, it teaches every option, and it names enough to watch."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from khabardar.config import Config, load_config
from khabardar.config import models as config_models
from khabardar.config.shipped import shipped_config
from khabardar.vocabulary import Side, SourceKind

_FILE = Path(__file__).resolve().parents[2] / "config.yaml"


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(_FILE)


def _sections() -> Iterator[type[BaseModel]]:
    for found in vars(config_models).values():
        if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == config_models.__name__:
            yield found


def test_it_loads_without_a_fault_and_is_what_init_writes(config):
    assert config.sources
    assert shipped_config() == _FILE.read_text(encoding="utf-8")


def test_it_names_at_least_24_sources_that_publish_in_english(config):
    assert len(config.sources) >= 24
    assert {source.language for source in config.sources} == {"en"}
    assert sum(source.enabled for source in config.sources) >= 20


def test_its_sources_come_from_all_sides_kinds_and_neighbours(config):
    assert {source.side for source in config.sources} == set(Side)
    assert {source.kind for source in config.sources} == set(SourceKind)
    assert {source.country for source in config.sources} == {"PK", "AF", "IN", "IR", None}


def test_no_address_is_named_twice(config):
    addresses = [source.url for source in config.sources]

    assert len(set(addresses)) == len(addresses)


def test_every_source_says_its_kind_publisher_side_and_language():
    for declaration in _declarations():
        for option in ("name", "kind", "url", "publisher", "side", "language"):
            assert re.search(rf"^    {option}: ", declaration, re.M), declaration


def test_every_source_was_checked_on_a_day_or_says_that_it_was_not(config):
    assert all(source.checked < date(2026, 11, 1) for source in config.sources if source.checked)
    before = _FILE.read_text(encoding="utf-8").split("\n  - id: ")
    for source, text_above in zip(config.sources, before, strict=False):
        remark = text_above.rpartition("\n\n")[2]
        assert (source.checked is None) == ("seen in public lists, not checked" in remark), source.id
        assert source.enabled == ("off: " not in remark), f"{source.id}: say why it is off"


def _declarations() -> list[str]:
    return _FILE.read_text(encoding="utf-8").split("\n  - id: ")[1:]


@pytest.mark.parametrize("section", list(_sections()), ids=lambda section: section.__name__)
def test_every_option_stands_in_it(section):
    text = _FILE.read_text(encoding="utf-8")

    for option in section.model_fields:
        assert re.search(rf"^[#\s-]*{option}:", text, re.M), option


def test_every_option_stands_with_its_default(config):
    llm = config.llm.model_copy(update={"ledger": Path(config.llm.ledger.name)})
    plain = config.model_copy(update={"sources": (), "storage": Config().storage, "llm": llm})

    assert plain == Config()
    assert "url: sqlite:///khabardar.db" in _FILE.read_text(encoding="utf-8")


def test_every_option_outside_the_sources_has_a_comment_above_it():
    lines = _FILE.read_text(encoding="utf-8").split("\nsources:")[0].splitlines()

    for above, line in pairwise(lines):
        if re.match(r"\s+\w+: \S", line):
            assert above.lstrip().startswith("#") or "poll_max" in line, line


def test_it_fits_a_screen_in_width():
    assert max(map(len, _FILE.read_text(encoding="utf-8").splitlines())) <= 120
