"""Annotated articles: one JSON file each, the article's keys and its right `incidents`; see docs/evaluating.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from khabardar.article_json import NamedArticle, parse_article
from khabardar.codec import report_from_dict, toll_from_dict
from khabardar.errors import InputError
from khabardar.records import Report

_TOLLS = ("killed", "injured")
_ROWS = ("date_start", "date_end", "date_precision", "geo_precision", "sub_event_type", "outcome", "attribution")


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A right report; reports of one `cluster`, from whatever article, tell one incident."""

    report: Report
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article and its right reading; no reports means: it tells of no incident."""

    item: NamedArticle
    reports: tuple[GoldReport, ...]

    @property
    def name(self) -> str:
        return self.item.name


def read_folder(folder: Path, now: datetime) -> list[GoldArticle]:
    """All `*.json` below a folder, in order of their paths. Raises InputError that names every file with a fault."""
    files = sorted(folder.rglob("*.json")) if folder.is_dir() else []
    if not files:
        raise InputError(f"{folder}: no annotated article (*.json) here; `khabardar gold new ARTICLE` makes one")
    articles: list[GoldArticle] = []
    faults: list[str] = []
    for file in files:
        try:
            articles.append(_read(file, now))
        except InputError as error:
            faults.append(f"{file}: {error}")
    faults += _twice(articles)
    if faults:
        raise InputError("\n".join(faults))
    return articles


def _read(file: Path, now: datetime) -> GoldArticle:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"can't be read: {error}") from error
    item = parse_article(text, fetched=now)
    rows = json.loads(text).get("incidents")
    if not isinstance(rows, list):
        raise InputError("'incidents' is missing; write [] for an article that tells of none")
    reports = tuple(_report(row, f"incidents[{number}]") for number, row in enumerate(rows))
    keys = [gold.report.key for gold in reports]
    for gold in reports:
        if keys.count(gold.report.key) > 1:
            raise InputError(f"two incidents have the key {gold.report.key!r}")
        if gold.report.parent is not None and gold.report.parent not in keys:
            raise InputError(f"{gold.report.key!r} names the parent {gold.report.parent!r}, which is no key here")
    return GoldArticle(item, reports)


def _report(row: Any, where: str) -> GoldReport:
    if not isinstance(row, Mapping):
        raise InputError(f"{where} is no object")
    for cell in ("key", *_ROWS):
        if row.get(cell) is None:
            raise InputError(f"{where}: {cell!r} is missing")
    try:
        report = report_from_dict(row)
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{where}: {error}") from error
    if report.facts.date_end < report.facts.date_start:
        raise InputError(f"{where}: date_end is before date_start")
    for toll in _TOLLS:
        _check_total(row.get(toll) or {}, f"{where}.{toll}")
    stated = row.get("event_type")
    if stated not in (None, report.facts.event_type.value):
        raise InputError(
            f"{where}: event_type {stated!r}, but the sub_event_type is of {report.facts.event_type.value!r}"
        )
    return GoldReport(report, row.get("cluster"))


def _check_total(toll: Mapping[str, Any], where: str) -> None:
    """A total that its parts don't add up to would be scored as the sum: better said at once."""
    total = toll_from_dict(toll).total
    if "total" in toll and toll["total"] != total:
        raise InputError(
            f"{where}: total {toll['total']}, but its parts add up to {total}; put the rest in unspecified"
        )


def _twice(articles: Sequence[GoldArticle]) -> list[str]:
    names = [article.name for article in articles]
    return [f"two files have the id {name!r}" for name in sorted({n for n in names if names.count(n) > 1})]
