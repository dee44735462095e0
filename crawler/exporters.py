"""`-O articles.jsonl` and `.json` with times in ISO 8601: Scrapy's own encoder would drop their zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrapy.exporters import JsonItemExporter, JsonLinesItemExporter


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


class ArticleLines(JsonLinesItemExporter):
    """One article a line."""

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """Datetimes as text with their offset."""
        return _plain(super().serialize_field(field, name, value))


class ArticleArray(JsonItemExporter):
    """All articles in one JSON array."""

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """Datetimes as text with their offset."""
        return _plain(super().serialize_field(field, name, value))
