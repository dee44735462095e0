"""The bundled site over HTTP: what each outlet serves, conditions, compression, the second day, its end."""

import gzip
import io
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
import trafilatura

from demo.content import ListingKind, SiteContent, load_content
from demo.site import site_folder
from demo.site_server import SiteProcess

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def content() -> SiteContent:
    return load_content(site_folder())


@pytest.fixture(scope="module")
def site() -> Iterator[SiteProcess]:
    """Shows day 2 and is not changed by any test."""
    with SiteProcess(day=2, slow_seconds=0) as process:
        yield process


@pytest.fixture
def fresh_site() -> Iterator[SiteProcess]:
    with SiteProcess(slow_seconds=0) as process:
        yield process


class Got:
    """One answer, whatever its status."""

    def __init__(self, url: str, **headers: str) -> None:
        request = urllib.request.Request(url, headers={name.replace("_", "-"): text for name, text in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            self.status, self.headers, self.body = error.code, error.headers, error.read()

    def feed(self) -> Any:
        return feedparser.parse(
            io.BytesIO(self.body),
            response_headers={"content-type": self.headers["Content-Type"], "content-location": "http://site.example"},
        )


@pytest.mark.parametrize(
    ("listing", "version"),
    [
        ("/quetta-ledger/feed", "rss20"),
        ("/makran-dispatch/atom.xml", "atom10"),
        ("/khyber-lantern/feed/", "rss20"),
        ("/spinghar-news/feed.rss", "rss20"),
        ("/jhelum-valley-post/rss.xml", "rss20"),
        ("/kohistag-media/feed/atom", "atom10"),
    ],
)
def test_well_formed_feeds_are_read_with_dates_and_links(site, listing, version):
    feed = Got(site.base_url + listing).feed()

    assert feed.version == version
    assert not feed.bozo
    assert feed.entries
    assert all(entry.link.startswith(site.base_url) and entry.published_parsed for entry in feed.entries)


def test_rss_with_full_content_carries_the_whole_text(site, content):
    feed = Got(f"{site.base_url}/khyber-lantern/feed/").feed()
    longest = max((a for a in content.articles if a.outlet.id == "khyber-lantern"), key=lambda a: len(a.text))
    entry = next(entry for entry in feed.entries if entry.title == longest.title)

    assert longest.paragraphs[-1] in entry.content[0].value
    assert "utm_source" in entry.link


def test_the_news_sitemap_names_title_and_date(site):
    root = ElementTree.fromstring(Got(f"{site.base_url}/durand-wire/news-sitemap.xml").body)

    assert len(root) >= 5
    for url in root:
        assert url.findtext(f"{_SITEMAP}loc", "").startswith(site.base_url)
        assert url.findtext(f"{_NEWS}news/{_NEWS}title")
        assert url.findtext(f"{_NEWS}news/{_NEWS}publication_date", "").endswith("+05:00")


def test_broken_xml_still_gives_every_entry(site, content):
    answer = Got(f"{site.base_url}/indus-mail/rss/pakistan.xml")
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(answer.body)
    feed = answer.feed()

    links = {site.base_url + article.path for article in content.articles if article.outlet.id == "indus-mail"}
    assert feed.bozo
    assert links <= {entry.get("link") for entry in feed.entries}  # the entry that is cut off has none


def test_the_wrong_charset_is_windows_1256_that_says_utf_8(site):
    answer = Got(f"{site.base_url}/zahedan-observer/rss")

    assert b'encoding="UTF-8"' in answer.body
    assert "charset" not in answer.headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    assert "زاهدان" in answer.body.decode("windows-1256")
    assert len(answer.feed().entries) >= 4


def test_the_down_outlet_is_served_nowhere(site):
    assert Got(f"{site.base_url}/gwadar-tide/feed").status == 404


def test_the_slow_outlet_makes_its_reader_wait():
    with SiteProcess(slow_seconds=0.4) as slow:
        started = time.monotonic()
        assert Got(f"{slow.base_url}/spinghar-news/feed.rss").status == 200
        assert time.monotonic() - started >= 0.4


def test_every_article_is_named_by_its_outlet_and_its_page_is_there(site, content):
    named = {path for outlet in content.outlets for path in _paths_named_at(site.base_url + outlet.listing_path)}

    for article in content.articles:
        assert article.path in named, article.id
        assert Got(site.base_url + article.path).status == 200


def _paths_named_at(url: str) -> set[str]:
    answer = Got(url)
    marks = ('href="', "<loc>", "<link>")
    text = answer.body.decode("utf-8", errors="replace")
    ends = [part.split('"')[0].split("<")[0] for mark in marks for part in text.split(mark)[1:]]
    return {urlsplit(end).path for end in ends}


def test_pages_give_their_text_and_nothing_of_their_debris(site, content):
    for article in content.articles:
        page = Got(site.base_url + article.path).body.decode()
        text = trafilatura.extract(page, include_comments=False)

        assert article.paragraphs[0] in text, article.id
        assert article.paragraphs[-1] in text, article.id
        for debris in ("cookies", "Related stories", "Newsletter", "All rights reserved", "Subscribe"):
            assert debris in page
            assert debris not in text, article.id


def test_pages_carry_their_date_in_json_ld_and_meta(site, content):
    article = content.articles[0]
    page = Got(site.base_url + article.path).body.decode()
    data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])

    assert data["datePublished"] == article.published.isoformat()
    assert f'<meta property="article:published_time" content="{article.published.isoformat()}">' in page


def test_robots_allow_articles_and_forbid_search(site):
    text = Got(f"{site.base_url}/robots.txt").body.decode()

    assert "User-agent: *" in text
    assert "Disallow: /*/search" in text


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_an_unchanged_listing_is_answered_304(site, header):
    first = Got(f"{site.base_url}/jhelum-valley-post/rss.xml")
    condition = {"ETag": "If_None_Match", "Last-Modified": "If_Modified_Since"}[header]

    second = Got(f"{site.base_url}/jhelum-valley-post/rss.xml", **{condition: first.headers[header]})

    assert (second.status, second.body) == (304, b"")


def test_an_outlet_without_validators_never_answers_304(site):
    first = Got(f"{site.base_url}/indus-mail/rss/pakistan.xml")
    assert first.headers["ETag"] is None

    assert Got(f"{site.base_url}/indus-mail/rss/pakistan.xml", If_None_Match="*").status == 200


def test_a_client_that_takes_gzip_gets_it(site):
    url = f"{site.base_url}/quetta-ledger/feed"
    packed = Got(url, Accept_Encoding="gzip")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == Got(url).body


def test_the_second_day_brings_its_articles_when_it_is_shown(fresh_site, content):
    late = next(article for article in content.articles if article.day == 2 and article.outlet.id == "quetta-ledger")
    listing = fresh_site.base_url + late.outlet.listing_path
    before = Got(listing)
    assert late.path not in before.body.decode()
    assert Got(fresh_site.base_url + late.path).status == 404

    fresh_site.show_day(2)

    after = Got(listing, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert late.path in after.body.decode()
    assert Got(fresh_site.base_url + late.path).status == 200


def test_outlets_without_news_on_the_second_day_answer_304_on_it(fresh_site, content):
    quiet = [o for o in content.outlets if not any(a.day == 2 and a.outlet == o for a in content.articles)]
    served = [outlet for outlet in quiet if Got(fresh_site.base_url + outlet.listing_path).status == 200]
    tags = {outlet.id: Got(fresh_site.base_url + outlet.listing_path).headers["ETag"] for outlet in served}
    fresh_site.show_day(2)

    assert served
    for outlet in served:
        assert Got(fresh_site.base_url + outlet.listing_path, If_None_Match=tags[outlet.id]).status == 304


def test_requests_are_logged_in_order_with_their_status_and_control_is_not(fresh_site):
    Got(f"{fresh_site.base_url}/robots.txt")
    Got(f"{fresh_site.base_url}/nowhere/at?all=1")
    fresh_site.show_day(2)

    assert [(r.method, r.path, r.status) for r in fresh_site.requests()] == [
        ("GET", "/robots.txt", 200),
        ("GET", "/nowhere/at?all=1", 404),
    ]


def test_an_unknown_day_is_refused(fresh_site):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fresh_site.show_day(3)


def test_the_server_ends_when_its_standard_input_does():
    checkout = Path(__file__).resolve().parents[2]
    server = subprocess.Popen(
        [sys.executable, "-m", "demo.site_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=checkout,
    )
    assert server.stdout is not None
    assert server.stdin is not None
    assert server.stdout.readline().startswith("http://127.0.0.1:")

    server.stdin.close()

    assert server.wait(timeout=10) == 0
    server.stdout.close()


def test_the_section_page_marks_its_links_for_the_selector(site):
    page = Got(f"{site.base_url}/forces-press-wing/press-releases").body.decode()

    assert page.count('<a class="release"') >= 5


def test_every_kind_of_listing_is_served(site, content):
    by_kind = {outlet.kind: Got(site.base_url + outlet.listing_path).status for outlet in reversed(content.outlets)}

    assert by_kind == dict.fromkeys(ListingKind, 200)
