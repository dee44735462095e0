"""HTML pages as news sites serve them: the text in the middle, and around it all that a reader has to see past."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from demo.content import Outlet, SiteArticle

_TEMPLATES = Path(__file__).parent / "templates"
_RELATED = 5
_SHARED_ON = ("Facebook", "X", "WhatsApp", "Telegram", "Email")


def article_page(article: SiteArticle, others: Sequence[SiteArticle], base_url: str) -> str:
    """The page of one article; `others` are what its outlet offers to read next."""
    return _template("article.html").substitute(
        _frame(article.outlet, base_url),
        title=escape(article.title),
        canonical=escape(base_url + article.path),
        author=escape(article.author),
        published=article.published.isoformat(),
        modified=article.modified.isoformat(),
        shown_date=f"{article.published:%B %-d, %Y %H:%M}",
        lead=escape(article.paragraphs[0][:150]),
        json_ld=_json_ld(article, base_url),
        share="".join(f'<li><a href="#" rel="nofollow">{name}</a></li>' for name in _SHARED_ON),
        first=_paragraphs(article.paragraphs[:2]),
        rest=_paragraphs(article.paragraphs[2:]),
        related=_links(others[:_RELATED], "related-link"),
        trending=_links(others[_RELATED : 2 * _RELATED], "trending-link"),
    )


def front_page(outlet: Outlet, articles: Sequence[SiteArticle], base_url: str) -> str:
    return _template("list.html").substitute(
        _frame(outlet, base_url), heading="Latest", items=_links(articles, "story-link")
    )


def section_page(outlet: Outlet, articles: Sequence[SiteArticle], base_url: str) -> str:
    """The list of an outlet that has no feed; its links have the class `release`."""
    return _template("list.html").substitute(
        _frame(outlet, base_url), heading="Press releases", items=_links(articles, "release")
    )


def site_index(outlets: Sequence[Outlet]) -> str:
    items = "".join(f'<li><a href="/{outlet.id}/">{escape(outlet.name)}</a></li>' for outlet in outlets)
    return f"<!doctype html><title>The bundled news site</title><h1>Outlets</h1><ul>{items}</ul>"


def not_found_page(path: str) -> str:
    return f"<!doctype html><title>Not found</title><h1>Not found</h1><p>There is no page at {escape(path)}.</p>"


def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


def _frame(outlet: Outlet, base_url: str) -> dict[str, str]:
    return {
        "outlet": escape(outlet.name),
        "outlet_id": outlet.id,
        "language": outlet.language,
        "home": f"{base_url}/{outlet.id}/",
    }


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in texts)


def _links(articles: Sequence[SiteArticle], css_class: str) -> str:
    return "\n".join(
        f'<li><a class="{css_class}" href="{article.path}">{escape(article.title, quote=False)}</a>'
        f"<small>{article.published:%b %-d}</small></li>"
        for article in articles
    )


def _json_ld(article: SiteArticle, base_url: str) -> str:
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "datePublished": article.published.isoformat(),
            "dateModified": article.modified.isoformat(),
            "author": {"@type": "Person", "name": article.author},
            "publisher": {"@type": "Organization", "name": article.outlet.name},
            "mainEntityOfPage": base_url + article.path,
        }
    )
