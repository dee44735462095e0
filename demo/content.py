"""The bundled site's outlets and articles, read from their files.

An article is a file of front matter between two `---` lines (YAML) and a body of paragraphs parted by blank lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from khabardar.errors import InputError
from khabardar.vocabulary import Side


class ListingKind(StrEnum):
    """How an outlet tells what is new."""

    RSS = "rss"
    RSS_FULL = "rss-full"
    ATOM = "atom"
    NEWS_SITEMAP = "news-sitemap"
    SECTION = "section"


class Fault(StrEnum):
    """How an outlet's listing misbehaves."""

    BROKEN_XML = "broken-xml"
    WRONG_CHARSET = "wrong-charset"
    SLOW = "slow"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Outlet:
    id: str
    name: str
    kind: ListingKind
    listing: str
    article: str
    publisher: str
    side: Side
    country: str
    timezone: str
    language: str
    link_tail: str = ""
    fault: Fault | None = None
    validators: bool = True

    @property
    def listing_path(self) -> str:
        return f"/{self.id}/{self.listing}"


@dataclass(frozen=True, slots=True)
class SiteArticle:
    """One page of the site. `day` is the first of the demo's two cycles in which it can be seen."""

    outlet: Outlet
    slug: str
    title: str
    published: datetime
    author: str
    day: int
    paragraphs: tuple[str, ...]
    updated: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.outlet.id}/{self.slug}"

    @property
    def path(self) -> str:
        """The path of its page, from the root of the server."""
        filled = self.outlet.article.format(
            year=self.published.year, month=f"{self.published:%m}", day=f"{self.published:%d}", slug=self.slug
        )
        return f"/{self.outlet.id}/{filled}"

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def modified(self) -> datetime:
        return self.updated or self.published


@dataclass(frozen=True, slots=True)
class SiteContent:
    outlets: tuple[Outlet, ...]
    articles: tuple[SiteArticle, ...]  # newest first

    def of(self, outlet: Outlet, day: int) -> list[SiteArticle]:
        """What `outlet` shows on `day`, newest first."""
        return [article for article in self.articles if article.outlet == outlet and article.day <= day]


def load_content(folder: Path) -> SiteContent:
    """Read `outlets.yaml` and every article below `articles/`. Raises InputError with the file that is wrong."""
    outlets = tuple(_outlet(entry) for entry in _yaml((folder / "outlets.yaml").read_text(encoding="utf-8")))
    by_id = {outlet.id: outlet for outlet in outlets}
    articles = [_article(path, by_id) for path in sorted((folder / "articles").rglob("*.md"))]
    return SiteContent(outlets, tuple(sorted(articles, key=lambda article: article.published, reverse=True)))


def _yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _outlet(entry: dict[str, Any]) -> Outlet:
    fault = entry.get("fault")
    return Outlet(
        **entry
        | {
            "kind": ListingKind(entry["kind"]),
            "side": Side(entry["side"]),
            "fault": Fault(fault) if fault else None,
        }
    )


def _article(path: Path, outlets: dict[str, Outlet]) -> SiteArticle:
    opening, front, body = _split(path)
    if opening.strip():
        raise InputError(f"{path}: begins with text; an article begins with front matter between two lines of ---")
    facts = _yaml(front)
    try:
        return SiteArticle(
            outlet=outlets[facts["outlet"]],
            slug=facts["slug"],
            title=facts["title"],
            published=_moment(facts["published"]),
            author=facts["author"],
            day=int(facts["day"]),
            paragraphs=tuple(part.strip() for part in body.split("\n\n") if part.strip()),
            updated=_moment(facts["updated"]) if "updated" in facts else None,
        )
    except KeyError as error:
        raise InputError(f"{path}: the front matter lacks {error}, or outlets.yaml does") from error


def _split(path: Path) -> list[str]:
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3:
        raise InputError(f"{path}: has no front matter; an article begins with it, between two lines of ---")
    return parts


def _moment(value: object) -> datetime:
    """Front matter quotes its times: YAML would turn them into UTC and lose the outlet's own zone."""
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise InputError(f"{value!r} has no zone; write it in quotes, such as '2026-03-11T09:30:00+05:00'")
    return moment
