"""Tries of reading an article, texts cut down to their quotes, and when each duty was last done"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CONDENSED = "when the text was cut down to the words that reports quote; empty: it is whole"


def upgrade() -> None:
    op.add_column(
        "articles",
        sa.Column(
            "read_tries",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="readings of this text in which the reader crashed or hung",
        ),
    )
    for table in ("articles", "article_texts"):
        op.add_column(table, sa.Column("condensed_at", sa.String(length=27), nullable=True, comment=_CONDENSED))
    op.create_table(
        "duties",
        sa.Column("name", sa.String(), nullable=False, comment="backup, retention, integrity or statistics"),
        sa.Column("started_at", sa.String(length=27), nullable=False, comment="when it was last begun"),
        sa.Column("finished_at", sa.String(length=27), nullable=True, comment="when it ended; empty: it broke off"),
        sa.Column("fault", sa.Text(), nullable=True, comment="why it failed; empty: it did not"),
        sa.Column("detail", sa.Text(), nullable=False, comment="what it did, in words"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duties")),
    )


def downgrade() -> None:
    op.drop_table("duties")
    for table in ("article_texts", "articles"):
        op.drop_column(table, "condensed_at")
    op.drop_column("articles", "read_tries")
