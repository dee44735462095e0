"""The parts of a source's declaration that are kept as JSON: selectors, their days, rules."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from typing import Any

from khabardar.records import ArticleSelectors, Patterns, Rules, Selectors, Source


def to_json(source: Source) -> dict[str, Any]:
    """The cells `article` and `rules`; those of `selectors` are plain as they are."""
    return {"article": [_plain(one) for one in source.article], "rules": asdict(source.rules)}


def selectors(stored: dict[str, Any]) -> Selectors:
    """Tables of an older version hold selectors of articles beside those of the section page."""
    known = {field.name for field in fields(Selectors)}
    return Selectors(**{name: value for name, value in stored.items() if name in known})


def article_selectors(stored: list[dict[str, Any]] | None) -> tuple[ArticleSelectors, ...]:
    return tuple(
        ArticleSelectors(
            **one | {"remove": tuple(one["remove"]), "since": _day(one["since"]), "until": _day(one["until"])}
        )
        for one in stored or ()
    )


def rules(stored: dict[str, Any] | None) -> Rules:
    if not stored:
        return Rules()
    return Rules(*(Patterns(**{name: tuple(words) for name, words in stored[part].items()}) for part in _PARTS))


_PARTS = ("include", "exclude")


def _plain(one: ArticleSelectors) -> dict[str, Any]:
    days = {name: day.isoformat() if day else None for name, day in (("since", one.since), ("until", one.until))}
    return asdict(one) | days


def _parsed(one: dict[str, Any]) -> dict[str, Any]:
    return {"remove": tuple(one["remove"]), "since": _day(one["since"]), "until": _day(one["until"])}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
