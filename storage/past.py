"""How far the past of a source was filled: the lists that were read for a span of days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from storage import sources
from storage.dialect import upsert
from storage.tables import past_documents


def documents(conn: Connection, source_id: str, days: str) -> frozenset[str]:
    """Addresses of the lists that were read for these days."""
    query = select(past_documents.c.url).where(past_documents.c.source_id == source_id, past_documents.c.days == days)
    return frozenset(conn.scalars(query))


def save_document(conn: Connection, source_id: str, days: str, url: str, links: int, now: datetime) -> None:
    """One more list that need not be read again for these days."""
    sources.ensure(conn, [source_id])
    row = {"source_id": source_id, "days": days, "url": url, "links": links, "read_at": now}
    upsert(conn, past_documents, [row])
