"""Which stored pages may be read again, and what is kept of a look."""

from datetime import timedelta

from storage_samples import LATER, NOW, article, link, url_of

from khabardar.records import HttpFacts, PageLook

LONG_AGO = NOW - timedelta(days=60)
HTTP = HttpFacts(200, url_of(1), etag='"a"', last_modified="Mon, 02 Mar 2026 09:00:00 GMT")


def test_pages_that_were_read_are_known_newest_first_with_their_validators(storage):
    storage.save_article(article(1, http=HTTP))
    storage.save_article(article(3, is_live=True))
    storage.save_article(article(2, text_origin="feed"))
    storage.queue_links([link(4)], NOW)
    known = storage.known_pages("dawn", LONG_AGO, 9)
    assert [page.link.url for page in known] == [url_of(3), url_of(1)]
    assert (known[1].etag, known[1].looks, known[1].looked_at, known[0].is_live) == ('"a"', 0, NOW, True)
    assert storage.known_pages("dawn", article(3).published, 9) == known[:1]
    assert storage.known_pages("herald", LONG_AGO, 9) == []
    assert len(storage.known_pages("dawn", LONG_AGO, 1)) == 1


def test_a_look_is_counted_and_leaves_its_validators(storage):
    storage.save_article(article(1, http=HTTP, is_live=True))
    storage.save_look(PageLook(url_of(1), LATER, '"b"'))
    (page,) = storage.known_pages("dawn", LONG_AGO, 9)
    assert (page.looks, page.looked_at, page.changed_at) == (1, LATER, NOW)
    assert (page.etag, page.last_modified, page.is_live) == ('"b"', None, False)


def test_a_rewritten_page_was_changed_when_it_was_fetched(storage):
    storage.save_article(article(1, http=HTTP))
    storage.revise_article(article(1, text="Four were killed in Mand, officials now say.", fetched=LATER))
    storage.save_look(PageLook(url_of(1), LATER))
    (page,) = storage.known_pages("dawn", LONG_AGO, 9)
    assert (page.looks, page.changed_at) == (1, LATER)
