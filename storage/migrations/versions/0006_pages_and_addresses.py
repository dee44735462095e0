"""What pages were, when they were changed and looked at again, and the other addresses of an article"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from khabardar.identity import address_key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHUNK = 1000
_TIME = sa.String(length=27)
_WORD = sa.String(length=32)


def upgrade() -> None:
    op.add_column("sources", sa.Column("article", sa.JSON(), comment="CSS selectors for its articles, with their days"))
    op.add_column("sources", sa.Column("rules", sa.JSON(), comment="which of its items are taken: include, exclude"))
    for column in (
        sa.Column("address_key", sa.String(length=16), comment="equal for addresses of one page: www., m., http, last /"),
        sa.Column("published_zone", _WORD, comment="its zone is stated, assumed (the source's), or corrected"),
        sa.Column("modified_at", _TIME, comment="when the outlet says that it changed the page, UTC"),
        sa.Column("modified_offset", sa.Integer(), comment="zone in which that was dated, seconds east of UTC"),
        sa.Column("modified_origin", sa.String(), comment="who says so: page, feed or sitemap"),
        sa.Column("page", _WORD, comment="what its page was: read, or paywall, consent, soft-404, …"),
        sa.Column(
            "is_live",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="true: a running report under one address",
        ),
        sa.Column(
            "looks", sa.Integer(), nullable=False, server_default="0", comment="how often its page was read again"
        ),
        sa.Column("looked_at", _TIME, comment="when its page was last fetched, changed or not"),
    ):
        op.add_column("articles", column)
    op.create_index("ix_articles_address_key", "articles", ["address_key"])
    op.create_table(
        "addresses",
        sa.Column("key", sa.String(length=16), nullable=False, comment="articles.address_key of another address"),
        sa.Column("url", sa.String(), nullable=False, comment="that address"),
        sa.Column("article_id", sa.String(length=16), nullable=False, comment="the article it leads to"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_addresses_article_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_addresses")),
    )
    op.create_index("ix_addresses_article_id", "addresses", ["article_id"])
    _fill_keys(op.get_bind())


def _fill_keys(conn: sa.Connection) -> None:
    articles = sa.table("articles", sa.column("seq"), sa.column("url"), sa.column("address_key"))
    after = 0
    while rows := conn.execute(
        sa.select(articles.c.seq, articles.c.url).where(articles.c.seq > after).order_by(articles.c.seq).limit(_CHUNK)
    ).all():
        change = sa.update(articles).where(articles.c.seq == sa.bindparam("row"))
        conn.execute(
            change.values(address_key=sa.bindparam("new")),
            [{"row": row.seq, "new": address_key(row.url)} for row in rows],
        )
        after = rows[-1].seq


def downgrade() -> None:
    raise NotImplementedError("what was recorded of pages is not thrown away")
