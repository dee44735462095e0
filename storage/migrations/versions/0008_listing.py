"""What lists, maps and counts of rows ask for stands in one index, so that none of them reads the rows themselves.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LISTING = [
    "date_start",
    "status",
    "role",
    "date_end",
    "country",
    "admin1",
    "sub_event_type",
    "event_type",
    "geo_precision",
    "latitude",
    "longitude",
    "killed_total",
    "publishers",
    "place",
    "admin2",
    "perpetrator",
    "confidence",
    "last_changed",
    "killed_high",
    "injured_total",
    "abducted",
    "id",
]


def upgrade() -> None:
    op.create_index("ix_articles_queued_at", "articles", ["queued_at"])
    # PostgreSQL reads whole rows fast enough, and refuses index entries as long as a name may be.
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_incidents_listing", "incidents", _LISTING)


def downgrade() -> None:
    op.drop_index("ix_articles_queued_at", table_name="articles")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_incidents_listing", table_name="incidents")
