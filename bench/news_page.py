"""A page such as news sites serve, around any article: what a reader of pages has to see past.

Modelled on the 181 real pages of the public scrapinghub/article-extraction-benchmark, and kept below their medians of
size, elements, links, pictures and attributes, so that no ratio is flattered. `reading.py --pages` measures both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import cycle, islice

from khabardar.records import Article

_SECTIONS = {
    "National": ("Politics", "Courts", "Provinces", "Weather", "Transport", "Education", "Health"),
    "Business": ("Markets", "Energy", "Farming", "Trade", "Prices", "Property", "Companies"),
    "World": ("Asia", "Africa", "Europe", "Americas", "Middle East", "Oceans", "Diplomacy"),
    "Sport": ("Cricket", "Football", "Hockey", "Squash", "Athletics", "Boxing", "Results"),
    "Culture": ("Books", "Film", "Music", "Food", "Heritage", "Fashion", "Television"),
    "Opinion": ("Editorials", "Columns", "Letters", "Cartoons", "Essays", "Replies", "Archive"),
    "Science": ("Space", "Climate", "Medicine", "Computing", "Animals", "Energy", "Questions"),
}
_FOOTER = {
    "The paper": ("About us", "Contact", "Careers", "Advertise", "Newsroom", "History"),
    "Service": ("Subscribe", "Newsletters", "Help", "Apps", "Feeds", "Site map"),
    "Legal": ("Privacy", "Cookies", "Terms", "Corrections", "Standards", "Complaints"),
}
_TEASERS = (
    "Mango growers expect an early harvest after a mild winter",
    "New bus line to join the old town with the university",
    "Spinners carry the home side to a narrow win",
    "Central bank leaves its rate where it was for a third time",
    "Library reopens its reading room after two years of repairs",
    "Snow closes the high road earlier than in other years",
    "Schools to teach coding from the sixth class on",
    "Fishermen ask for ice plants along the coast",
    "A potter who keeps the blue of her grandfather",
    "Why the price of tomatoes doubles every autumn",
)
_REMARKS = (
    "Thank you for reporting this so soon.",
    "I live nearby and would like to know what happens next.",
    "Please add a map; not everybody knows these places.",
    "There was a similar story last year, was there not?",
)
_SHARED_ON = ("Facebook", "X", "WhatsApp", "Telegram", "Email", "Print")
_CITIES = ("Quetta", "Karachi", "Lahore", "Peshawar", "Multan", "Gilgit", "Gwadar", "Sukkur")
_EDITIONS = ("Print", "Evening", "Weekend", "Abroad", "Young readers", "Large type")
_SCRIPTS, _SCRIPT_SETTINGS = 20, 12  # inline scripts, and settings in each
_RULES = 45  # of style in each of two sheets
_EVERY = 4  # paragraphs between boxes in the text


def news_page(article: Article) -> str:
    """The page of an article in a site with menus, teasers, lists, remarks and scripts."""
    return (
        f'<!doctype html><html lang="en"><head>{_head(article)}</head><body class="article-page theme-light">'
        f'<a class="skip" href="#story">Skip to the story</a>{_header()}'
        f'<div class="layout"><div class="layout__row"><main id="main" class="layout__main">{_story(article)}'
        f"{_related()}{_remarks()}</main>{_aside()}</div></div>{_footer()}{_scripts()}</body></html>"
    )


def _head(article: Article) -> str:
    title = escape(article.title)
    published = article.published.isoformat()
    about = {"description": title, "author": "Staff", "robots": "index,follow", "theme-color": "#fff"}
    about |= {f"twitter:{name}": title for name in ("title", "description", "card", "site", "creator")}
    graph = {f"og:{name}": title for name in ("title", "description", "site_name", "type", "locale", "image", "url")}
    graph |= {"article:published_time": published, "article:modified_time": published, "article:section": "National"}
    linked_data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": published,
        "publisher": {"@type": "Organization", "name": "The Daily Example", "logo": "https://news.example/logo.png"},
    }
    return "".join(
        [
            f'<meta charset="utf-8"><title>{title} | The Daily Example</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            *(f'<meta name="{name}" content="{value}">' for name, value in about.items()),
            *(f'<meta property="{name}" content="{value}">' for name, value in graph.items()),
            *(f'<link rel="preload" as="font" href="/fonts/text-{n}.woff2" crossorigin>' for n in range(6)),
            *(f'<link rel="icon" sizes="{n}x{n}" href="/icons/{n}.png">' for n in (16, 32, 96, 180, 192)),
            f'<link rel="canonical" href="https://news.example/{article.id}">',
            f'<script type="application/ld+json">{json.dumps(linked_data)}</script>',
            *(f"<style>{_style(sheet)}</style>" for sheet in ("frame", "story")),
        ]
    )


def _style(sheet: str) -> str:
    return "".join(
        f".{sheet}__block-{n}{{display:flex;flex-direction:column;margin:{n}px auto;padding:0 {n % 7}rem;"
        f"max-width:78rem;font:{400 + n % 3 * 100} 1rem/1.5 serif;color:#2{n % 10}2{n % 10}2{n % 10}}}"
        for n in range(_RULES)
    )


def _header() -> str:
    menu = "".join(
        f'<li class="menu__item"><a class="menu__link" href="/{_slug(section)}">{section}</a>'
        f'<div class="menu__panel"><ul class="menu__list">{_items(parts, section, "menu__sub")}</ul></div></li>'
        for section, parts in _SECTIONS.items()
    )
    return (
        '<header class="top"><div class="top__bar"><div class="top__left"><button class="top__button" '
        'aria-label="Open the menu"><span class="icon"></span></button><a class="top__logo" href="/">'
        '<img src="/logo.svg" alt="The Daily Example" width="240" height="40"></a></div><form class="search" '
        'action="/search"><label class="search__label" for="q">Search</label><input id="q" name="q" type="search">'
        '<button type="submit">Go</button></form></div>'
        f'<nav class="menu" aria-label="Sections"><ul class="menu__top">{menu}</ul></nav></header>'
    )


def _items(names: Iterable[str], under: str, css_class: str) -> str:
    return "".join(
        f'<li class="{css_class} {css_class}--{_slug(under)}"><a class="{css_class}-link {css_class}-link--plain" '
        f'href="https://news.example/{_slug(under)}/{_slug(name)}" title="{name}: all stories" '
        f'data-track="{_slug(under)}-{_slug(name)}">{name}</a></li>'
        for name in names
    )


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _story(article: Article) -> str:
    shared = "".join(
        f'<li class="share__item"><a class="share__link" href="#" rel="nofollow" aria-label="{name}"><svg '
        f'viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg></a></li>'
        for name in _SHARED_ON
    )
    return (
        '<article id="story" class="story"><header class="story__head"><div class="story__crumbs"><a href="/">Home</a>'
        f'<span>/</span><a href="/national">National</a></div><h1 class="story__title">{escape(article.title)}</h1>'
        '<div class="story__meta"><span class="story__author">By <a href="/staff">Our reporter</a></span>'
        f'<time datetime="{article.published.isoformat()}">{article.published:%B %d, %Y}</time></div>'
        f'<ul class="share">{shared}</ul></header><figure class="story__picture"><img src="/media/lead.jpg" alt="" '
        'srcset="/media/lead-640.jpg 640w, /media/lead-960.jpg 960w, /media/lead-1280.jpg 1280w" sizes="100vw">'
        '<figcaption class="story__caption">A file picture.</figcaption></figure>'
        f'<div class="story__body">{_paragraphs(article.text.split(chr(10) * 2))}</div></article>'
    )


def _paragraphs(texts: Sequence[str]) -> str:
    parts: list[str] = []
    for number, text in enumerate(texts, 1):
        parts.append(f'<p class="story__p">{escape(text, quote=False)}</p>')
        if number % _EVERY == 0:
            teaser = _TEASERS[number // _EVERY % len(_TEASERS)]
            parts.append(f'<div class="slot" data-slot="inline-{number}"><div class="slot__box"></div></div>')
            parts.append(f'<div class="more"><span>Also in the news</span><a href="/s/{number}">{teaser}</a></div>')
    return "".join(parts)


def _related() -> str:
    cards = "".join(
        f'<div class="card" data-position="{n}" data-list="related" data-section="national"><div class="card__frame">'
        f'<a class="card__picture card__picture--wide" href="/s/{n}" data-track="related-{n}" aria-hidden="true">'
        f'<img loading="lazy" src="/media/{n}-320.jpg" '
        f'srcset="/media/{n}-320.jpg 320w, /media/{n}-640.jpg 640w" alt="" width="320" height="180"></a>'
        f'<div class="card__text"><span class="card__section">National</span><h3 class="card__title">'
        f'<a href="/s/{n}">{teaser}</a></h3><div class="card__foot"><span class="card__time">{n} hours ago</span>'
        f'<span class="card__remarks"><i class="icon icon--remarks"></i>{n * 3}</span></div></div></div></div>'
        for n, teaser in enumerate(_TEASERS[:8], 1)
    )
    return f'<section class="related"><h2>More from this section</h2><div class="related__grid">{cards}</div></section>'


def _remarks() -> str:
    shown = "".join(
        f'<li class="remark" data-remark="{n}"><div class="remark__avatar"><span class="remark__letter">R</span></div>'
        f'<div class="remark__head"><span class="remark__name">Reader {n}</span>'
        f'<span class="remark__time">{n} hours ago</span></div><div class="remark__text">{text}</div>'
        '<div class="remark__foot"><button>Answer</button><button>Report</button></div></li>'
        for n, text in enumerate(_REMARKS, 1)
    )
    return f'<section class="remarks"><h2>{len(_REMARKS)} remarks</h2><ul class="remarks__list">{shown}</ul></section>'


def _aside() -> str:
    trending = "".join(
        f'<li class="rank" data-position="{n}" data-list="most-read"><div class="rank__row">'
        f'<span class="rank__number">{n}</span><div class="rank__text"><a class="rank__link" href="/s/{n}" '
        f'data-track="most-read-{n}">{teaser}</a>'
        f'<span class="rank__time">{n} hours ago</span></div></div></li>'
        for n, teaser in enumerate(_TEASERS, 1)
    )
    latest = "".join(
        f'<li class="latest__item" data-position="{n}"><time class="latest__time" datetime="2026-11-23T{n + 8:02}:00">'
        f'{n + 8}:00</time><div class="latest__text"><a class="latest__link" href="/s/{n}" data-track="latest-{n}">'
        f"{teaser}</a></div></li>"
        for n, teaser in enumerate(_TEASERS, 1)
    )
    weather = "".join(
        f'<li class="sky"><div class="sky__city">{city}</div><div class="sky__now"><i class="icon icon--sun"></i>'
        f'<span class="sky__high">{20 + n}</span><span class="sky__low">{8 + n}</span></div></li>'
        for n, city in enumerate(_CITIES)
    )
    letters = (
        '<form class="letter" action="/letter"><h3>The morning letter</h3><div class="letter__text">'
        'What matters, before breakfast.</div><input type="email" name="email"><button type="submit">Subscribe</button>'
        "</form>"
    )
    return (
        '<aside class="side"><div class="side__box"><div class="slot" data-slot="side-1"></div></div>'
        f'<div class="side__box"><h3>Latest</h3><ul class="latest">{latest}</ul></div>'
        f'<div class="side__box"><h3>Weather</h3><ul class="skies">{weather}</ul></div>'
        f'<div class="side__box"><h3>Most read</h3><ol class="ranks">{trending}</ol></div>'
        f'<div class="side__box">{letters}</div><div class="side__box">'
        '<div class="slot" data-slot="side-2"></div></div></aside>'
    )


def _footer() -> str:
    editions = "".join(f'<option value="{_slug(name)}">{name}</option>' for name in _EDITIONS)
    columns = "".join(
        f'<div class="foot__column"><h4>{title}</h4><ul>{_items(names, title, "foot__item")}</ul></div>'
        for title, names in _FOOTER.items()
    )
    return (
        f'<footer class="foot"><div class="foot__columns">{columns}</div><div class="foot__line">'
        f'<label for="edition">Edition</label><select id="edition">{editions}</select></div>'
        '<div class="foot__line">The Daily Example, all '
        "rights reserved</div></footer>"
    )


def _scripts() -> str:
    names = islice(cycle(("analytics", "consent", "player", "slots", "lazy", "search")), _SCRIPTS)
    return "".join(f"<script>{_script(name, number)}</script>" for number, name in enumerate(names))


def _script(name: str, number: int) -> str:
    settings = {
        f"{name}{number}Setting{n}": {"id": f"{name}-{number}-{n}", "on": n % 2 == 0, "wait": n * 250}
        for n in range(_SCRIPT_SETTINGS)
    }
    return (
        f"window.{name}{number}=(function(s){{var q=[];for(var k in s)q.push(s[k]);return q}})({json.dumps(settings)});"
    )
