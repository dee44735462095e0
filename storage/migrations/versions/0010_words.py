"""An index of words over articles and rows, and the way from an article's number to the rows that it tells.

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
    for statement in STATEMENTS[conn.dialect.name]:
        conn.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("an index of words is not taken away again")
