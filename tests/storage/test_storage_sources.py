from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_samples import NOW, article, source
from strategies import source_states, sources

from khabardar.records import SourceState
from khabardar.vocabulary import PollCondition

_ON_ONE_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)


def test_sources_come_back_in_the_order_of_the_config(storage):
    wanted = [source("zeta"), source("alpha"), source("dawn")]
    storage.sync_sources(wanted)
    assert storage.sources() == wanted


@_ON_ONE_DATABASE
@given(wanted=st.lists(sources, unique_by=lambda one: one.id))
def test_any_source_comes_back_as_it_was(storage, wanted):
    storage.sync_sources(wanted)
    assert storage.sources() == wanted


def test_a_changed_source_replaces_what_was_known(storage):
    storage.sync_sources([replace(source("dawn"), publisher="new-group")])
    assert [one.publisher for one in storage.sources()] == ["new-group"]


def test_a_source_gone_from_the_config_is_neither_listed_nor_polled(storage):
    storage.save_source_state(SourceState("herald", failures=2))
    storage.sync_sources([source("dawn")])
    assert [one.id for one in storage.sources()] == ["dawn"]
    assert set(storage.source_states()) == {"dawn"}


def test_a_source_that_comes_back_to_the_config_has_its_state_still(storage):
    storage.save_source_state(SourceState("herald", failures=2))
    storage.sync_sources([])
    storage.sync_sources([source("herald")])
    assert storage.source_states()["herald"].failures == 2


def test_articles_of_a_retired_source_stay(storage):
    storage.save_article(article(1, source_id="herald"))
    storage.sync_sources([source("dawn")])
    assert [row.source_id for row in storage.articles()] == ["herald"]


def test_a_source_never_polled_has_the_default_state(storage):
    assert storage.source_states() == {"dawn": SourceState("dawn"), "herald": SourceState("herald")}


def test_a_state_replaces_the_one_before(storage):
    storage.save_source_state(SourceState("dawn", etag="a", failures=3, condition=PollCondition.TIMEOUT))
    newer = SourceState("dawn", next_poll_at=NOW, interval=timedelta(minutes=20))
    storage.save_source_state(newer)
    assert storage.source_states()["dawn"] == newer


@_ON_ONE_DATABASE
@given(state=source_states("dawn"))
def test_any_state_comes_back_as_it_was(storage, state):
    storage.save_source_state(state)
    assert storage.source_states()["dawn"] == state


def test_an_article_handed_in_from_elsewhere_brings_its_source_as_a_retired_one(storage):
    storage.save_article(article(1, source_id="elsewhere"))
    assert [row.source_id for row in storage.articles()] == ["elsewhere"]
    assert "elsewhere" not in storage.source_states()
