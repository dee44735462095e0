from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_samples import LATER, NOW, article, link, url_of
from strategies import links

from khabardar.records import FetchFailure
from khabardar.vocabulary import ArticleState


def test_new_links_are_returned_in_order_and_queued(storage):
    batch = [link(3), link(1), link(2)]
    assert storage.queue_links(batch, NOW) == batch
    assert storage.queued_links("dawn") == batch


def test_no_links_are_no_work(storage):
    assert storage.queue_links([], NOW) == []


def test_a_link_known_by_its_url_is_not_new_from_another_source_either(storage):
    storage.queue_links([link(1)], NOW)
    assert storage.queue_links([link(1), link(1, source_id="herald"), link(2)], LATER) == [link(2)]


def test_a_link_twice_in_one_batch_counts_once(storage):
    assert storage.queue_links([link(1, guid="a"), link(1, guid="a")], NOW) == [link(1, guid="a")]


def test_a_new_url_under_a_known_guid_of_the_source_is_not_new(storage):
    storage.queue_links([link(1, guid="a")], NOW)
    assert storage.queue_links([link(2, guid="a")], LATER) == []


def test_the_guid_of_another_source_says_nothing(storage):
    storage.queue_links([link(1, guid="a")], NOW)
    other = link(2, guid="a", source_id="herald")
    assert storage.queue_links([other], LATER) == [other]


def test_a_guid_that_several_pages_of_a_batch_share_is_distrusted(storage):
    new = storage.queue_links([link(1, guid="same"), link(2, guid="same")], NOW)
    assert [(one.url, one.guid) for one in new] == [(url_of(1), None), (url_of(2), None)]
    again = storage.queue_links([link(n, guid="same") for n in (1, 2, 3)], LATER)
    assert [one.url for one in again] == [url_of(3)]


def test_a_distrusted_guid_is_not_trusted_again_when_the_page_is_fetched(storage):
    storage.queue_links([link(1, guid="same"), link(2, guid="same")], NOW)
    storage.save_article(article(1, guid="same"))
    assert storage.article(url_of(1)).guid is None


def test_many_articles_at_once_are_stored_as_each_by_itself(storage):
    storage.queue_links([link(n) for n in (1, 2, 3)], NOW)
    storage.save_article(article(3, text="as it was"))
    other_dress = replace(article(4, text="fourth"), addresses=(url_of(2),))
    many = [article(1), article(5), other_dress, article(3, text="rewritten"), article(5, text="once more")]
    assert [one.url for one in storage.save_articles(many)] == [url_of(n) for n in (1, 5, 4, 3, 5)]
    assert storage.queued_links("dawn") == []
    assert storage.article(url_of(3)).text == "as it was"
    assert storage.article(url_of(5)).text == article(5).text
    assert storage.article(url_of(4)).text == "fourth"
    assert storage.save_articles([]) == []


def test_links_of_many_batches_are_queued_oldest_first(storage):
    storage.queue_links([link(n) for n in range(900, 1600)], NOW)
    storage.queue_links([link(1)], LATER)
    queued = storage.queued_links("dawn")
    assert len(queued) == 701
    assert queued[-1] == link(1)


def test_queued_links_are_those_of_the_source(storage):
    storage.queue_links([link(1), link(2, source_id="herald")], NOW)
    assert storage.queued_links("herald") == [link(2, source_id="herald")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(data=st.data())
def test_any_link_comes_back_with_its_date_in_its_zone(storage, data):
    url = url_of(10_000 + len(storage.queued_links("dawn")))
    wanted = data.draw(links(url, "dawn"))
    for back in storage.queue_links([wanted], NOW):
        assert back == wanted
        stored = storage.queued_links("dawn")[-1]
        assert stored == wanted
        assert wanted.published is None or stored.published.utcoffset() == wanted.published.utcoffset()


def test_text_that_no_database_takes_is_mended_in_place(storage):
    storage.queue_links([link(1, title="a\x00b\ud800c", content="\udfff")], NOW)
    (back,) = storage.queued_links("dawn")
    assert (back.title, back.content) == ("a\ufffdb\ufffdc", "\ufffd")


def test_a_failure_counts_a_try_and_keeps_the_link(storage):
    storage.queue_links([link(1)], NOW)
    storage.save_failure(FetchFailure(url_of(1), "dawn", "timeout"), max_tries=3)
    assert [one.tries for one in storage.queued_links("dawn")] == [1]


def test_the_last_try_makes_it_failed_with_its_reason(storage):
    storage.queue_links([link(1)], NOW)
    for _ in range(3):
        storage.save_failure(FetchFailure(url_of(1), "dawn", "timeout"), max_tries=3)
    (row,) = storage.articles()
    assert (row.state, row.failure) == (ArticleState.FAILED, "timeout")
    assert storage.queued_links("dawn") == []


def test_a_permanent_failure_needs_no_second_try(storage):
    storage.queue_links([link(1)], NOW)
    storage.save_failure(FetchFailure(url_of(1), "dawn", "410 gone", permanent=True), max_tries=3)
    assert storage.article_state(article(1).id) is ArticleState.FAILED


def test_a_failed_link_is_not_new_when_the_feed_names_it_again(storage):
    storage.save_failure(FetchFailure(url_of(1), "dawn", "410 gone", permanent=True), max_tries=3)
    assert storage.queue_links([link(1)], NOW) == []


def test_a_failed_fetch_of_an_article_that_has_its_text_changes_nothing(storage):
    storage.save_article(article(1))
    storage.save_failure(FetchFailure(url_of(1), "dawn", "timeout"), max_tries=1)
    assert storage.article_state(article(1).id) is ArticleState.FETCHED


def test_a_text_that_can_not_be_read_is_given_up_and_kept(storage):
    storage.save_article(article(1))
    storage.save_failure(FetchFailure(url_of(1), "dawn", "the reader broke", permanent=True), max_tries=1)
    assert storage.unread_articles(9) == []
    assert storage.article(url_of(1)).text == article(1).text


def test_a_failure_of_a_link_that_nobody_queued_is_kept_too(storage):
    storage.save_failure(FetchFailure(url_of(1), "dawn", "timeout"), max_tries=3)
    assert [(one.url, one.tries) for one in storage.queued_links("dawn")] == [(url_of(1), 1)]


def test_an_empty_guid_is_none(storage):
    storage.queue_links([link(1, guid="")], NOW)
    assert storage.queue_links([link(2, guid="")], LATER) == [link(2, guid="")]
