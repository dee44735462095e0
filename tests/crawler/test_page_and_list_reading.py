"""Pages, section pages and sitemaps, as bytes in and facts out."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.page import read_page
from crawler.reading.section import read_section
from crawler.reading.sitemap import read_sitemap
from khabardar.records import ArticleSelectors, Selectors
from khabardar.vocabulary import PollCondition

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PARAGRAPHS = (
    "QUETTA: Two labourers were shot dead by armed men in the Mastung area on Sunday night, officials said.",
    "Levies personnel reached the spot and moved the bodies to the district hospital for legal formalities.",
    "No group has claimed responsibility for the attack so far, and an inquiry has been ordered by the district.",
)


def page(head: str = "", headline: str = "Two labourers shot dead in Mastung") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    menu = "<nav><ul><li><a href='/1'>Sports</a></li><li><a href='/2'>Weather</a></li></ul></nav>"
    article = f"<article><h1>{headline}</h1><div class='body'>{body}</div></article>"
    return f"<html><head><title>{headline} | Daily</title>{head}</head><body>{menu}{article}</body></html>".encode()


def sitemap(body: str, url: str = "https://news.example/sitemap.xml") -> Listing:
    return read_sitemap(Document(body.encode(), url), Origin("map", NOW, "Asia/Karachi"))


def urlset(*rows: str) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{''.join(rows)}</urlset>"
    )


def section(body: str, selector: str = "h2 a") -> Listing:
    origin = Origin("section", NOW, selectors=Selectors(list=selector))
    return read_section(Document(body.encode(), "https://www.news.example/balochistan/"), origin)


def test_a_page_gives_text_in_paragraphs_with_its_dateline_and_without_its_title() -> None:
    facts = read_page(page(), "https://news.example/a")
    assert facts.text == "\n\n".join(PARAGRAPHS)
    assert facts.title == "Two labourers shot dead in Mastung"


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:published_time' content='2026-03-02T09:30:00+05:00'>",
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", '
        '"datePublished": "2026-03-02T04:30:00Z"}]}</script>',
        "<meta name='pubdate' content='2026-03-02 09:30'>",
    ],
)
def test_a_page_s_stated_date_is_read_in_the_source_s_zone(head: str) -> None:
    published = read_page(page(head), "https://news.example/a", timezone="Asia/Karachi").published
    assert published is not None
    assert published.moment.isoformat() == "2026-03-02T09:30:00+05:00"


def test_broken_json_ld_is_passed_over() -> None:
    head = '<script type="application/ld+json">{"datePublished": </script>'
    assert read_page(page(head), "https://news.example/a").text


def test_the_canonical_url_is_read() -> None:
    head = "<link rel='canonical' href='https://NEWS.example/story/7?utm_source=x'>"
    assert read_page(page(head), "https://news.example/amp/7").canonical_url == "https://news.example/story/7"


def test_selectors_mend_what_reads_badly() -> None:
    selectors = ArticleSelectors(text=".body p:first-child", title="nav li:first-child")
    facts = read_page(page(), "https://news.example/a", selectors=selectors)
    assert facts.text == PARAGRAPHS[0]
    assert facts.title == "Sports"


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01\x02", b"<html></html>", b"%PDF-1.4 ...", "ا".encode()])
def test_what_is_no_article_has_no_text(body: bytes) -> None:
    assert len(read_page(body, "https://news.example/a").text) < 60


def test_a_section_page_gives_links_of_its_own_site_once() -> None:
    listing = section(
        "<h2><a href='/story/1'>One</a></h2><h2><a href='/story/1?utm_medium=x'>One again</a></h2>"
        "<h2><a href='https://news.example/story/2'>Two</a></h2><h2><a href='https://other.example/3'>Three</a></h2>"
        "<h2><a href='#top'>Top</a></h2><h2><a href='/photo.jpg'>Photo</a></h2><h2><a href='mailto:x@y.z'>Mail</a></h2>"
        "<a href='/story/4'>Not selected</a>"
    )
    assert [link.url for link in listing.links] == ["https://www.news.example/story/1", "https://news.example/story/2"]
    assert listing.links[0].title == "One"


def test_a_selector_may_name_what_holds_the_links() -> None:
    body = "<ul class='list'><li><a href='/1'>One</a></li><li><a href='/2'>Two</a></li></ul>"
    assert len(section(body, ".list").links) == 2


@pytest.mark.parametrize(("body", "selector"), [("<p>redesigned</p>", "h2 a"), ("<h2><a href='/1'>x</a></h2>", "h2[[")])
def test_a_selector_that_finds_nothing_is_a_fault_that_names_it(body: str, selector: str) -> None:
    listing = section(body, selector)
    assert listing.condition is PollCondition.BROKEN_CONTENT
    assert selector in listing.detail


def test_a_news_sitemap_is_taken_whole_with_title_and_date() -> None:
    listing = sitemap(
        urlset(
            "<url><loc>https://news.example/a</loc><n:news><n:publication><n:name>D</n:name></n:publication>"
            "<n:publication_date>2026-03-01</n:publication_date><n:title>Two &amp; three</n:title></n:news></url>"
        )
    )
    (link,) = listing.links
    assert (link.url, link.title) == ("https://news.example/a", "Two & three")
    assert link.published is not None
    assert link.published.isoformat() == "2026-03-01T00:00:00+05:00"


def test_of_an_ordinary_sitemap_only_what_changed_lately_is_news() -> None:
    rows = [
        f"<url><loc>https://news.example/{day}</loc><lastmod>{day}</lastmod></url>"
        for day in ("2019-01-01", "2026-03-01")
    ]
    listing = sitemap(urlset(*rows))
    assert [link.url for link in listing.links] == ["https://news.example/2026-03-01"]
    assert listing.links[0].published is None  # when it changed is not when it appeared


def test_an_index_gives_its_newest_sitemaps_with_the_news_first() -> None:
    rows = "".join(
        f"<sitemap><loc>https://news.example/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (
            ("2019", "2019-12-31"),
            ("news", "2026-03-01"),
            ("tags", "2026-03-02"),
            ("posts", "2026-03-02"),
        )
    )
    listing = sitemap(f"<sitemapindex>{rows}</sitemapindex>")
    assert listing.children[0] == "https://news.example/news.xml"
    assert len(listing.children) == 3
    assert "https://news.example/2019.xml" not in listing.children


def test_gzipped_sitemaps_are_unpacked_and_truncated_ones_are_broken() -> None:
    packed = gzip.compress(urlset("<url><loc>https://news.example/a</loc></url>").encode())
    origin = Origin("map", NOW)
    assert len(read_sitemap(Document(packed, "https://news.example/s.gz"), origin).links) == 1
    cut = read_sitemap(Document(packed[:-20], "https://news.example/s.gz"), origin)
    assert cut.condition is PollCondition.BROKEN_CONTENT


@pytest.mark.parametrize(
    ("body", "condition"),
    [
        ("", PollCondition.EMPTY),
        ("<html><body>404</body></html>", PollCondition.NOT_A_FEED),
        ("plain words", PollCondition.NOT_A_FEED),
        (urlset(), PollCondition.EMPTY),
        ("<sitemapindex></sitemapindex>", PollCondition.EMPTY),
    ],
)
def test_what_is_no_sitemap_is_a_condition(body: str, condition: PollCondition) -> None:
    assert sitemap(body).condition is condition
