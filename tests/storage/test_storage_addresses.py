"""One article under many addresses: twins for phones, redirects, canonical urls, and ids that feeds give and change."""

from dataclasses import replace
from datetime import timedelta

from storage_samples import LATER, NOW, article, link, source, url_of

from khabardar.identity import address_key, alike, article_id
from khabardar.records import FetchFailure
from khabardar.vocabulary import ArticleState, PageCondition

TEXT = "Gunmen attacked a post in Mand on Sunday night and two soldiers were killed, officials of the district said."
OTHER = (
    "The provincial cabinet met to discuss wheat prices and the budget of universities for the coming year on Friday."
)


def found_at(asked: int, own: int, **cells):
    """The article that was asked for at one address and calls another its own."""
    return replace(article(own, **cells), addresses=(url_of(asked),))


def test_twin_addresses_have_one_key():
    twins = (
        "https://dawn.example/a/1",
        "http://dawn.example/a/1",
        "https://www.dawn.example/a/1/",
        "https://m.dawn.example/a/1",
        "https://amp.dawn.example/a/1",
    )
    assert len({address_key(url) for url in twins}) == 1
    assert address_key("https://dawn.example/a/1?id=2") != address_key(twins[0])
    assert address_key("https://m.example/a") != address_key("https://example/a")  # a host of its own, not a prefix
    assert address_key("https://dawn.example/feed#1") != address_key("https://dawn.example/feed#2")


def test_a_twin_for_phones_is_not_queued_again(storage):
    storage.queue_links([link(1)], NOW)
    twin = link(1, url="http://m.dawn.example/1/", source_id="herald")
    assert storage.queue_links([twin, link(2), replace(link(2), url="https://www.dawn.example/2")], LATER) == [link(2)]


def test_an_article_is_kept_under_the_address_that_its_page_calls_its_own(storage):
    storage.queue_links([link(1)], NOW)
    kept = storage.save_article(found_at(1, 7, text=TEXT))
    assert kept.url == url_of(7)
    assert storage.article(url_of(7)).text == TEXT
    assert storage.article_state(article_id(url_of(1))) is None
    assert storage.queue_links([link(1), link(7)], LATER) == []
    assert storage.queued_links("dawn") == []


def test_a_second_address_of_an_article_that_we_have_is_one_more_address(storage):
    storage.save_article(article(7, text=TEXT))
    storage.queue_links([link(1)], NOW)
    assert storage.save_article(found_at(1, 7, text=f"{TEXT} Read on our site.")) is None
    assert storage.article(url_of(7)).text == TEXT
    assert storage.queue_links([link(1)], LATER) == []
    assert storage.count_articles()[ArticleState.QUEUED] == 0


def test_two_addresses_that_wait_become_one_article(storage):
    storage.queue_links([link(1), link(7)], NOW)
    assert storage.save_article(found_at(1, 7, text=TEXT)).id == article_id(url_of(7))
    assert storage.queued_links("dawn") == []
    assert storage.count_articles()[ArticleState.FETCHED] == 1


def test_a_page_that_calls_another_story_s_address_its_own_is_not_believed(storage):
    storage.save_article(article(7, text=TEXT))
    storage.queue_links([link(1)], NOW)
    kept = storage.save_article(found_at(1, 7, text=OTHER))
    assert kept.url == url_of(1)
    assert storage.article(url_of(1)).text == OTHER
    assert storage.article(url_of(7)).text == TEXT


def test_an_address_that_leads_on_twice_leads_to_the_article(storage):
    storage.queue_links([link(1)], NOW)
    storage.save_article(found_at(1, 2, text=TEXT))
    storage.queue_links([link(3)], NOW)
    assert storage.save_article(replace(found_at(3, 2, text=TEXT), url=url_of(1), id=article_id(url_of(1)))) is None
    assert storage.queue_links([link(n) for n in (1, 2, 3)], LATER) == []


def test_what_is_alike():
    assert alike(TEXT, f"{TEXT} {OTHER}")
    assert not alike(TEXT, OTHER)
    assert not alike("", TEXT)


def titled(number: int, title: str, **cells):
    return link(number, title=title, **cells)


def test_an_id_that_comes_back_with_another_headline_and_date_is_given_out_twice(storage):
    storage.queue_links([titled(1, "Blast in Quetta", guid="1", published=NOW)], NOW)
    renamed = titled(2, "Five killed in Quetta blast", guid="1", published=NOW + timedelta(hours=2))
    assert storage.queue_links([renamed], LATER) == []
    counted = titled(3, "Wheat prices rise", guid="1", published=NOW + timedelta(days=9))
    assert storage.queue_links([counted], LATER) == [counted]


def test_ids_that_count_items_from_one_hide_no_news(storage):
    storage.queue_links([titled(1, "A", guid="1", published=NOW), titled(2, "B", guid="2", published=NOW)], NOW)
    new = titled(3, "C", guid="1", published=NOW)
    assert storage.queue_links([new, titled(1, "A", guid="2"), titled(2, "B", guid="3")], LATER) == [new]


def test_ids_that_change_at_every_visit_make_no_second_article(storage):
    storage.queue_links([link(1, guid="x-1")], NOW)
    assert storage.queue_links([link(1, guid="x-2")], LATER) == []


def test_three_feeds_of_one_publisher_name_an_item_once(storage):
    storage.sync_sources([source(name, publisher="dawn") for name in ("dawn", "dawn-pk", "dawn-world")])
    storage.queue_links([link(1, guid="https://dawn.example/?p=1")], NOW)
    again = link(2, guid="https://dawn.example/?p=1", source_id="dawn-world")
    plain = link(3, guid="1", source_id="dawn-pk")
    storage.queue_links([link(4, guid="1")], NOW)
    assert storage.queue_links([again], LATER) == []
    assert storage.queue_links([plain], LATER) == [plain]  # a bare number says nothing outside its feed


def test_what_a_page_was_stays_with_its_link(storage):
    storage.queue_links([link(1)], NOW)
    storage.save_failure(FetchFailure(url_of(1), "dawn", "only the beginning", True, PageCondition.PAYWALL), 3)
    with storage._reading() as conn:
        assert conn.exec_driver_sql("SELECT page, failure, state FROM articles").one() == (
            "paywall",
            "only the beginning",
            "failed",
        )


def test_dates_of_change_and_what_is_known_of_zones_come_back(storage):
    told = article(1, modified=NOW, modified_origin="page", page=PageCondition.READ, is_live=True, remark="a remark")
    storage.save_article(told)
    back = storage.article(told.id)
    assert (back.modified, back.modified_origin, back.page, back.is_live) == (NOW, "page", PageCondition.READ, True)
    assert (back.published_zone, back.remark) == (told.published_zone, "a remark")
