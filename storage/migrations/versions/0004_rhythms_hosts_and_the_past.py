"""When sources bring news, hosts that asked for a pause, and how far the past was filled"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sources",
        sa.Column(
            "javascript",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="true: its pages are opened in a browser",
        ),
    )
    op.add_column(
        "sources",
        sa.Column("archive", sa.JSON(), nullable=True, comment="where its past is found: sitemaps, pages, wayback"),
    )
    for column in (
        sa.Column("url", sa.String(), nullable=True, comment="the address that all of this was learnt from"),
        sa.Column(
            "full_at",
            sa.String(length=27),
            nullable=True,
            comment="the last poll that was not conditional and was answered in full",
        ),
        sa.Column(
            "validators_lie",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="true: news came under an unchanged ETag or date, so neither is sent any more",
        ),
        sa.Column("moved_to", sa.Text(), nullable=True, comment="where its address redirects to for good"),
        sa.Column(
            "retired_at", sa.String(length=27), nullable=True, comment="since when the site answers 410: gone for good"
        ),
        sa.Column("rhythm", sa.JSON(), nullable=True, comment="hours watched and articles by hour of day; last pauses"),
        sa.Column("wishes", sa.JSON(), nullable=True, comment="the feed's ttl in seconds, skipHours and skipDays"),
    ):
        op.add_column("source_states", column)
    op.add_column(
        "articles",
        sa.Column(
            "of_past",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="true: its link was found by `run --since`, which alone fetches it",
        ),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(), nullable=False, comment="name of a host that answered 429 or 503"),
        sa.Column("held_until", sa.String(length=27), nullable=False, comment="nothing is asked of it before"),
        sa.Column("hits", sa.Integer(), nullable=False, comment="how often in a row it said so"),
        sa.Column("why", sa.Text(), nullable=False, comment="what it answered"),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "past_documents",
        sa.Column("source_id", sa.String(), nullable=False, comment="the source whose past is filled"),
        sa.Column("days", sa.String(length=21), nullable=False, comment="the days asked for: first/last"),
        sa.Column("url", sa.String(), nullable=False, comment="a sitemap, section page or index page read for them"),
        sa.Column("links", sa.Integer(), nullable=False, comment="addresses of these days that it gave"),
        sa.Column("read_at", sa.String(length=27), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_past_documents_source_id")),
        sa.PrimaryKeyConstraint("source_id", "days", "url", name=op.f("pk_past_documents")),
    )
