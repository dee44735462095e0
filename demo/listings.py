"""What an outlet tells is new, in bytes: RSS, Atom and news sitemaps, and the faults that such files have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as xml_escape

from demo.content import Fault, ListingKind, Outlet, SiteArticle
from demo.pages import section_page

# The native title is what makes the bytes differ between windows-1256 and what the feed says that it is.
_NATIVE_TITLE = "زاهدان – رصد خبر"
_SUMMARY_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Listing:
    body: bytes
    content_type: str


def listing_of(outlet: Outlet, articles: Sequence[SiteArticle], base_url: str) -> Listing:
    """The feed, sitemap or section page of `outlet`, naming `articles` in their order."""
    text = _WRITERS[outlet.kind](outlet, articles, base_url)
    content_type = _CONTENT_TYPES[outlet.kind]
    if outlet.fault is Fault.BROKEN_XML:
        return Listing(_broken(text).encode(), content_type)
    if outlet.fault is Fault.WRONG_CHARSET:
        # says UTF-8 in its first line, and nothing in its header
        return Listing(text.encode("windows-1256", errors="xmlcharrefreplace"), "text/xml")
    return Listing(text.encode(), content_type)


def _rss(outlet: Outlet, articles: Sequence[SiteArticle], base_url: str) -> str:
    title = f"{outlet.name} | {_NATIVE_TITLE}" if outlet.fault is Fault.WRONG_CHARSET else outlet.name
    items = "".join(_rss_item(article, base_url) for article in articles)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel>\n<title>{xml_escape(title)}</title>\n<link>{base_url}/{outlet.id}/</link>\n"
        f"<description>News from {xml_escape(outlet.name)}</description>\n<language>{outlet.language}</language>\n"
        f"{items}</channel>\n</rss>\n"
    )


def _rss_item(article: SiteArticle, base_url: str) -> str:
    # dates as many papers write them: in GMT, whatever their own zone
    date = format_datetime(article.published.astimezone(UTC), usegmt=True)
    full = article.outlet.kind is ListingKind.RSS_FULL
    content = f"<content:encoded><![CDATA[{_html_of(article)}]]></content:encoded>\n" if full else ""
    return (
        f"<item>\n<title>{xml_escape(_typographic(article))}</title>\n"
        f"<link>{xml_escape(_link(article, base_url))}</link>\n"
        f'<guid isPermaLink="false">{_guid(article)}</guid>\n<pubDate>{date}</pubDate>\n'
        f"<dc:creator>{xml_escape(article.author)}</dc:creator>\n"
        f"<description>{xml_escape(_summary(article))}</description>\n{content}</item>\n"
    )


def _atom(outlet: Outlet, articles: Sequence[SiteArticle], base_url: str) -> str:
    newest = max((article.modified for article in articles), default=None)
    updated = newest.isoformat() if newest else "2026-03-01T00:00:00Z"
    entries = "".join(_atom_entry(article, base_url) for article in articles)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{xml_escape(outlet.name)}</title>\n<id>{base_url}/{outlet.id}/</id>\n"
        f'<link rel="self" href="{base_url}{outlet.listing_path}"/>\n<updated>{updated}</updated>\n{entries}</feed>\n'
    )


def _atom_entry(article: SiteArticle, base_url: str) -> str:
    return (
        f'<entry>\n<title type="text">{xml_escape(article.title)}</title>\n<id>urn:site:{article.id}</id>\n'
        f'<link rel="alternate" type="text/html" href="{escape(_link(article, base_url))}"/>\n'
        f"<published>{article.published.isoformat()}</published>\n<updated>{article.modified.isoformat()}</updated>\n"
        f"<author><name>{xml_escape(article.author)}</name></author>\n"
        f'<summary type="text">{xml_escape(_summary(article))}</summary>\n</entry>\n'
    )


def _news_sitemap(outlet: Outlet, articles: Sequence[SiteArticle], base_url: str) -> str:
    entries = "".join(
        f"<url>\n<loc>{xml_escape(_link(article, base_url))}</loc>\n<lastmod>{article.modified.isoformat()}</lastmod>\n"
        f"<news:news>\n<news:publication><news:name>{xml_escape(outlet.name)}</news:name>"
        f"<news:language>{outlet.language}</news:language></news:publication>\n"
        f"<news:publication_date>{article.published.isoformat()}</news:publication_date>\n"
        f"<news:title>{xml_escape(article.title)}</news:title>\n</news:news>\n</url>\n"
        for article in articles
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{entries}</urlset>\n'
    )


def _broken(text: str) -> str:
    """Unescaped ampersands, an entity that nobody defined, and an end that never came; every item is still there."""
    text = text.replace("<description>News from", "<description>News & views&nbsp;from")
    return text[: text.rindex("</item>") + len("</item>")] + "\n<item>\n<title>Traffic plan for Ei"


def _typographic(article: SiteArticle) -> str:
    """Curly quotes, as an editing system writes them; they are bytes above 127 in every charset."""
    return article.title.replace("'", "’")


def _link(article: SiteArticle, base_url: str) -> str:
    return base_url + article.path + article.outlet.link_tail


def _guid(article: SiteArticle) -> int:
    return int(hashlib.sha256(article.id.encode()).hexdigest()[:8], 16)


def _summary(article: SiteArticle) -> str:
    return article.paragraphs[0][:_SUMMARY_LENGTH].rsplit(" ", 1)[0] + "…"


def _html_of(article: SiteArticle) -> str:
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in article.paragraphs)


_WRITERS: dict[ListingKind, Callable[[Outlet, Sequence[SiteArticle], str], str]] = {
    ListingKind.RSS: _rss,
    ListingKind.RSS_FULL: _rss,
    ListingKind.ATOM: _atom,
    ListingKind.NEWS_SITEMAP: _news_sitemap,
    ListingKind.SECTION: section_page,
}
_CONTENT_TYPES = {
    ListingKind.RSS: "application/rss+xml; charset=utf-8",
    ListingKind.RSS_FULL: "application/rss+xml; charset=utf-8",
    ListingKind.ATOM: "application/atom+xml",
    ListingKind.NEWS_SITEMAP: "application/xml",
    ListingKind.SECTION: "text/html; charset=utf-8",
}
