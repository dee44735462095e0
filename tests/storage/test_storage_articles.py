import pytest
from storage_samples import NOW, article, keep, link, marks, reading, report, url_of

from khabardar.errors import NotFound
from khabardar.interfaces import CopyMarks
from khabardar.records import FetchFailure, HttpFacts, Reading
from khabardar.vocabulary import ArticleState


def test_an_article_comes_back_as_it_was_with_its_date_in_its_zone(storage):
    wanted = article(
        1,
        published_origin="page",
        text_origin="feed",
        authors=("A", "B"),
        language="ur",
        guid="g",
        content_hash="h",
        revision=1,
        http=HttpFacts(200, "https://dawn.example/1/", '"e"', "Sun", 900),
    )
    storage.save_article(wanted)
    back = storage.article(wanted.id)
    assert back == wanted
    assert back.published.utcoffset() == wanted.published.utcoffset()


def test_a_queued_link_becomes_fetched(storage):
    storage.queue_links([link(1, guid="g", content="from the feed")], NOW)
    storage.save_article(article(1))
    assert storage.queued_links("dawn") == []
    assert [one.guid for one in storage.unread_articles(9)] == ["g"]


@pytest.mark.parametrize("read", [False, True])
def test_an_article_that_has_its_text_is_left_as_it_is(storage, read):
    storage.save_article(article(1))
    if read:
        storage.save_reading(article(1).id, reading(), marks())
    before = storage.article_state(article(1).id)
    storage.save_article(article(1, text="rewritten"))
    assert storage.article(url_of(1)).text == article(1).text
    assert storage.article_state(article(1).id) is before


def test_a_failed_link_whose_page_came_after_all_is_fetched(storage):
    storage.save_failure(FetchFailure(url_of(1), "dawn", "gone", permanent=True), max_tries=3)
    storage.save_article(article(1))
    (row,) = storage.articles()
    assert (row.state, row.failure) == (ArticleState.FETCHED, None)


def test_unread_articles_come_in_order_of_publication(storage):
    for number in (3, 1, 2):
        storage.save_article(article(number))
    assert [one.url for one in storage.unread_articles(2)] == [url_of(1), url_of(2)]


def test_a_reading_makes_it_done_even_without_reports(storage):
    keep(storage, 1)
    assert storage.unread_articles(9) == []
    assert storage.article_state(article(1).id) is ArticleState.DONE


def test_a_second_reading_changes_nothing(storage):
    keep(storage, 1, report("r1"))
    storage.save_reading(article(1).id, reading(report("r2")), marks(b"other", b"other"))
    assert [one.report.key for one in storage.reports_of_article(article(1).id)] == ["r1"]
    assert storage.signatures_near([b"other"]) == []


def test_a_reading_without_a_text_is_refused(storage):
    storage.queue_links([link(1)], NOW)
    with pytest.raises(NotFound, match="no text"):
        storage.save_reading(article(1).id, reading(), marks())
    with pytest.raises(NotFound, match="no text"):
        storage.save_reading("unknown", reading(), marks())


def test_a_reading_that_can_not_be_kept_whole_is_not_kept_at_all(storage):
    storage.save_article(article(1))
    with pytest.raises(NotFound, match="copy"):
        storage.save_reading(article(1).id, reading(report()), marks(b"s", b"band", copies=["f" * 16]))
    assert [one.url for one in storage.unread_articles(9)] == [url_of(1)]
    assert storage.signatures_near([b"band"]) == []


def test_an_article_is_found_by_id_beginning_and_url(storage):
    storage.save_article(article(1))
    wanted = article(1).id
    for name in (wanted, wanted[:6], wanted[:6].upper(), url_of(1)):
        assert storage.article(name).id == wanted


def test_an_ambiguous_or_unknown_article_is_not_found(storage):
    for number in range(1, 20):
        storage.save_article(article(number))
    shared = next(c for c in "0123456789abcdef" if sum(article(n).id.startswith(c) for n in range(1, 20)) > 1)
    with pytest.raises(NotFound, match="several"):
        storage.article(shared)
    for name in ("", "nothing", "https://dawn.example/none"):
        with pytest.raises(NotFound, match="no article"):
            storage.article(name)


def test_a_link_without_a_text_is_told_from_one_that_is_unknown(storage):
    storage.queue_links([link(1)], NOW)
    with pytest.raises(NotFound, match=r"no text yet \(queued\)"):
        storage.article(url_of(1))


def test_the_state_of_an_unknown_article_is_none(storage):
    assert storage.article_state("unknown") is None


def test_articles_are_listed_newest_first_with_their_reports(storage):
    storage.queue_links([link(9)], NOW)
    keep(storage, 1, report("r1"), report("r2"))
    keep(storage, 2, copy_of=1, source_id="herald")
    rows = storage.articles()
    assert [row.url for row in rows] == [url_of(2), url_of(1), url_of(9)]
    assert [row.reports for row in rows] == [0, 2, 0]
    assert rows[0].copy_of == article(1).id
    assert rows[2].title == ""


def test_articles_are_listed_by_source_state_and_number(storage):
    keep(storage, 1)
    storage.save_article(article(2))
    storage.save_article(article(3, source_id="herald"))
    assert [row.url for row in storage.articles(source_id="herald")] == [url_of(3)]
    assert [row.url for row in storage.articles(state=ArticleState.DONE)] == [url_of(1)]
    assert [row.url for row in storage.articles(limit=1)] == [url_of(3)]


def test_articles_are_counted_by_state_with_zeros(storage):
    keep(storage, 1)
    assert storage.count_articles() == dict.fromkeys(ArticleState, 0) | {ArticleState.DONE: 1}


def test_articles_that_share_a_band_are_near(storage):
    for number, bands in ((1, [b"a", b"b", b"b"]), (2, [b"b"]), (3, [b"c"])):
        storage.save_article(article(number))
        storage.save_reading(article(number).id, reading(), marks(bytes([number]), *bands))
    assert storage.signatures_near([b"a", b"b"]) == [(article(1).id, b"\1"), (article(2).id, b"\2")]
    assert storage.signatures_near([]) == []


def test_of_a_notice_that_is_stored_a_thousand_times_two_are_looked_at(storage):
    for number in range(1, 6):
        storage.save_article(article(number))
        copies = tuple(name for name, _ in storage.signatures_near([b"words"]))
        storage.save_reading(article(number).id, Reading((), "rules", "1"), CopyMarks(b"same", (b"words",), copies))
    assert [name for name, _ in storage.signatures_near([b"words"])] == [article(1).id, article(2).id]
