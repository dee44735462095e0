"""One article as a line of JSON, the form that `extract` and `replay` read.

Its keys: `id`, `url`, `source`, `title`, `published`, `text`; others are ignored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from khabardar.errors import InputError
from khabardar.identity import article_id, content_hash
from khabardar.records import Article


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(min_length=1)
    text: str
    published: AwareDatetime
    url: str = ""
    source: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article under the name that its line gave it; answers go back under that name."""

    name: str
    source: str
    article: Article


def parse_article(line: str, fetched: datetime) -> NamedArticle:
    """Raises InputError that says what the line lacks."""
    try:
        given = _Line.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at column {error.colno}") from error
    except ValidationError as error:
        raise InputError("; ".join(_words(dict(item)) for item in error.errors())) from error
    url = given.url or f"article:{given.id}"
    article = Article(
        id=article_id(url),
        url=url,
        source_id=source_slug(given.source),
        title=given.title,
        published=given.published,
        fetched=fetched,
        text=given.text,
        content_hash=content_hash(given.text),
    )
    return NamedArticle(given.id, given.source, article)


def source_slug(name: str) -> str:
    """The id of a source that is known by its outlet's name alone: `The Karachi Courier` -> `the-karachi-courier`."""
    slug = "".join(c if c.isalnum() and c.isascii() else " " for c in name.lower()).split()
    return "-".join(slug)[:64] or "unknown"


def _words(item: dict[str, object]) -> str:
    where = ".".join(map(str, item["loc"])) if isinstance(item["loc"], tuple) else ""
    if item["type"] == "missing":
        return f"{where!r} is missing"
    if item["type"] == "timezone_aware":
        return f"{where!r} has no zone; write one, such as 2026-03-14T09:30:00+05:00"
    return f"{where!r}: {item['msg']}" if where else str(item["msg"])
