"""An index of words over articles and rows, the way from an article to the rows that it tells, and counts unsorted.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import logging

import sqlalchemy as sa
from alembic import op

from storage.word_triggers import STATEMENTS

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

log = logging.getLogger("khabardar.storage")
_AREAS = [
    "admin1",
    "sub_event_type",
    "country",
    "status",
    "role",
    "geo_precision",
    "latitude",
    "longitude",
    "date_start",
    "date_end",
    "event_type",
    "killed_total",
    "publishers",
    "place",
    "admin2",
    "perpetrator",
    "id",
]
_LONG = 20_000  # articles from which on it takes longer than a few seconds


def upgrade() -> None:
    conn = op.get_bind()
    read = conn.exec_driver_sql("SELECT count(*) FROM articles WHERE engine IS NOT NULL").scalar_one()
    if read > _LONG:
        log.warning("the words of %d articles are indexed, once; this takes about a minute for 200,000", read)
    op.add_column(
        "reports",
        sa.Column("article_seq", sa.Integer(), comment="articles.seq of that article: leads from words to rows"),
    )
    op.execute("UPDATE reports SET article_seq = (SELECT seq FROM articles WHERE articles.id = reports.article_id)")
    op.create_index("ix_reports_article_seq_incident_id", "reports", ["article_seq", "incident_id"])
    if conn.dialect.name == "sqlite":
        op.create_index("ix_incidents_areas", "incidents", _AREAS)
    for statement in STATEMENTS[conn.dialect.name]:
        conn.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("an index of words is not taken away again")
