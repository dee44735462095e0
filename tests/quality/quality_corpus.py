"""The corpus of sample articles with the reports that a trained coder would make of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khabardar.article_json import parse_article
from khabardar.codec import report_from_dict
from khabardar.records import Article, Report

FOLDER = Path(__file__).parent / "corpus"
HALVES = ("dev", "held")  # rules are written on `dev` alone; `held` tells whether they hold elsewhere
_READ_AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article and its right reading."""

    name: str
    half: str
    article: Article
    reports: tuple[Report, ...]


def gold_files(half: str | None = None) -> list[Path]:
    """The files of one half, or all, in order of their names."""
    return sorted(FOLDER.glob(f"q-{half or '*'}-*.json"))


def gold_articles(half: str | None = None) -> Iterator[GoldArticle]:
    """The articles of one half, or all."""
    for path in gold_files(half):
        line = path.read_text(encoding="utf-8")
        reports: list[dict[str, Any]] = json.loads(line)["incidents"]
        yield GoldArticle(
            path.stem,
            path.stem.split("-")[1],
            parse_article(line, fetched=_READ_AT).article,
            tuple(report_from_dict(report) for report in reports),
        )


def corpus_hash() -> str:
    """SHA-256 over names and contents: floors hold for one corpus only."""
    digest = hashlib.sha256()
    for path in gold_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
