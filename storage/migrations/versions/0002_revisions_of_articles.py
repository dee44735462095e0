"""Rewritten articles and second readings: earlier texts, what reports were before, which wait to be matched"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_texts",
        sa.Column("article_id", sa.String(length=16), nullable=False, comment="the article whose page was rewritten"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="number of this text, from 1"),
        sa.Column("title", sa.Text(), nullable=True, comment="headline of that time"),
        sa.Column("published_at", sa.String(length=27), nullable=True, comment="publication as it was told then, UTC"),
        sa.Column(
            "published_offset", sa.Integer(), nullable=True, comment="zone in which it was dated, seconds east of UTC"
        ),
        sa.Column("fetched_at", sa.String(length=27), nullable=True, comment="when this text was fetched"),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="the text that spans of superseded reports count in; never changed",
        ),
        sa.Column("text_origin", sa.String(), nullable=True, comment="page, or feed (the page could not be had)"),
        sa.Column("content_hash", sa.String(), nullable=True, comment="equal for equal words"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_texts_article_id")),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_article_texts")),
    )
    op.create_table(
        "superseded_reports",
        sa.Column("id", sa.Integer(), nullable=False, comment="order in which readings were replaced"),
        sa.Column("report_id", sa.Integer(), nullable=False, comment="the report that it once was"),
        sa.Column("article_id", sa.String(length=16), nullable=False, comment="the article that told it"),
        sa.Column("incident_id", sa.String(length=10), nullable=True, comment="the row that it told"),
        sa.Column("key", sa.String(), nullable=False, comment="its name within the article"),
        sa.Column("parent_key", sa.String(), nullable=True, comment="key of the wave that it was part of"),
        sa.Column("role", sa.String(length=32), nullable=False, comment="main, or background: recalled as context"),
        sa.Column("date_start", sa.Date(), nullable=False, comment="first day, local to the place"),
        sa.Column("date_end", sa.Date(), nullable=False, comment="last day, local to the place"),
        sa.Column(
            "date_precision", sa.String(), nullable=False, comment="day, range, month, or assumed (publication date)"
        ),
        sa.Column("place", sa.Text(), nullable=True, comment="most specific name that the text gives"),
        sa.Column("admin2", sa.Text(), nullable=True, comment="district"),
        sa.Column("admin1", sa.Text(), nullable=True, comment="province or state"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("latitude", sa.Double(), nullable=True, comment="WGS84 degrees north"),
        sa.Column("longitude", sa.Double(), nullable=True, comment="WGS84 degrees east"),
        sa.Column("geo_precision", sa.String(), nullable=False, comment="exact, town, district, province or country"),
        sa.Column("event_type", sa.String(), nullable=False, comment="ACLED's event type"),
        sa.Column("sub_event_type", sa.String(), nullable=False, comment="ACLED's sub-event type"),
        sa.Column("outcome", sa.String(), nullable=False, comment="completed or foiled"),
        sa.Column("tags", sa.JSON(), nullable=False, comment="list of words, sorted"),
        sa.Column("perpetrator", sa.Text(), nullable=True, comment="canonical name of who did it"),
        sa.Column("perpetrator_type", sa.String(), nullable=True, comment="ACLED's actor type"),
        sa.Column(
            "attribution", sa.String(), nullable=False, comment="claimed, blamed, suspected, witnessed or unknown"
        ),
        sa.Column("claimed_by", sa.Text(), nullable=True, comment="the group that claimed it"),
        sa.Column("targets", sa.JSON(), nullable=False, comment="list of GTD's target types"),
        sa.Column("killed_total", sa.Integer(), nullable=True, comment="killed: sum of the four; empty: not said"),
        sa.Column("killed_civilians", sa.Integer(), nullable=True, comment="killed: civilians"),
        sa.Column("killed_security", sa.Integer(), nullable=True, comment="killed: security"),
        sa.Column("killed_militants", sa.Integer(), nullable=True, comment="killed: militants"),
        sa.Column("killed_unspecified", sa.Integer(), nullable=True, comment="killed: unspecified"),
        sa.Column("killed_low", sa.Integer(), nullable=True, comment="lowest figure of the dead"),
        sa.Column("killed_high", sa.Integer(), nullable=True, comment="highest figure of the dead"),
        sa.Column("injured_total", sa.Integer(), nullable=True, comment="injured: sum of the four; empty: not said"),
        sa.Column("injured_civilians", sa.Integer(), nullable=True, comment="injured: civilians"),
        sa.Column("injured_security", sa.Integer(), nullable=True, comment="injured: security"),
        sa.Column("injured_militants", sa.Integer(), nullable=True, comment="injured: militants"),
        sa.Column("injured_unspecified", sa.Integer(), nullable=True, comment="injured: unspecified"),
        sa.Column("abducted", sa.Integer(), nullable=True, comment="people taken"),
        sa.Column("freed", sa.Integer(), nullable=True, comment="inmates or hostages set free"),
        sa.Column("arrested", sa.Integer(), nullable=True, comment="people arrested"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="0 to 1: how sure the engine was"),
        sa.Column("evidence", sa.JSON(), nullable=False, comment="cell: list of [first character, one past the last]"),
        sa.Column("text_revision", sa.Integer(), nullable=False, comment="the text that the spans count in"),
        sa.Column("engine", sa.String(), nullable=True, comment="the engine that read it"),
        sa.Column("engine_version", sa.String(), nullable=True, comment="and its version"),
        sa.Column("superseded_at", sa.String(length=27), nullable=False, comment="when another reading took its place"),
        sa.Column("why", sa.Text(), nullable=False, comment="what brought that reading"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_superseded_reports_article_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_superseded_reports_incident_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_superseded_reports_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superseded_reports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_superseded_reports_article_id"), "superseded_reports", ["article_id"], unique=False)
    op.create_index(op.f("ix_superseded_reports_report_id"), "superseded_reports", ["report_id"], unique=False)
    op.add_column(
        "articles",
        sa.Column(
            "revision",
            sa.Integer(),
            nullable=False,
            server_default="1",
            comment="number of its text, from 1",
        ),
    )
    op.drop_column("articles", "revision_of")
    op.add_column(
        "reports",
        sa.Column(
            "text_revision",
            sa.Integer(),
            nullable=False,
            server_default="1",
            comment="articles.revision of the text it was read in",
        ),
    )
    op.add_column(
        "reports",
        sa.Column(
            "pending",
            sa.Text(),
            nullable=True,
            comment="why it waits to be matched: new, or what changed; empty: it was matched",
        ),
    )
    op.add_column(
        "reports",
        sa.Column(
            "withdrawn_at",
            sa.String(length=27),
            nullable=True,
            comment="when its article, rewritten or read anew, ceased to tell it",
        ),
    )
    op.execute("UPDATE reports SET pending = 'new' WHERE incident_id IS NULL")
    op.create_index("ix_reports_waiting", "reports", ["id"], unique=False, sqlite_where=sa.text("pending IS NOT NULL"))


def downgrade() -> None:
    raise NotImplementedError("earlier texts would be lost; restore a backup")
