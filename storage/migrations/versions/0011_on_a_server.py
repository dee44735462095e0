"""On PostgreSQL: reports that wait have an index of their own, as on SQLite, and plain texts are folded sooner.

The words that the index of words has stay the same.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.word_triggers import POSTGRESQL_WORDS

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.get_bind().exec_driver_sql(POSTGRESQL_WORDS)
    op.drop_index("ix_reports_waiting", "reports")
    op.create_index("ix_reports_waiting", "reports", ["id"], postgresql_where=sa.text("pending IS NOT NULL"))


def downgrade() -> None:
    raise NotImplementedError("neither the words nor the rows are others than before")
