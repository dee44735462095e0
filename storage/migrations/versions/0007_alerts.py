"""The outbox of alerts, what channels were told, and up to where changes were decided on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TIME = sa.String(length=27)
_WORD = sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False, comment="order in which messages were decided"),
        sa.Column("key", sa.String(), nullable=False, comment="its name for receivers, however often it is sent"),
        sa.Column("channel", sa.String(), nullable=False, comment="the id of the channel in config.yaml"),
        sa.Column(
            "subject",
            sa.String(),
            nullable=False,
            comment="what its thread is about: incident:KB-…, silent:…, disk, …",
        ),
        sa.Column("kind", _WORD, nullable=False, comment="new, update, ended, fault, recovered or digest"),
        sa.Column("title", sa.Text(), nullable=False, comment="one line"),
        sa.Column("body", sa.Text(), nullable=False, comment="the rest of the text"),
        sa.Column("payload", sa.JSON(), nullable=False, comment="the same for programs"),
        sa.Column("before", sa.JSON(), nullable=True, comment="what the channel had been told before; empty: nothing"),
        sa.Column("created_at", _TIME, nullable=False, comment="when it was decided"),
        sa.Column(
            "state", _WORD, nullable=False, comment="waiting, sent, dead, superseded or folded (see digest_id)"
        ),
        sa.Column("tries", sa.Integer(), nullable=False, comment="sends that were begun"),
        sa.Column("not_before", _TIME, nullable=True, comment="when it may be tried again; empty: at once"),
        sa.Column("settled_at", _TIME, nullable=True, comment="when it ceased to wait"),
        sa.Column("failure", sa.Text(), nullable=True, comment="why the last send failed"),
        sa.Column("digest_id", sa.Integer(), nullable=True, comment="the digest that carries it"),
        sa.ForeignKeyConstraint(["digest_id"], ["alerts.id"], name=op.f("fk_alerts_digest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("key", name=op.f("uq_alerts_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alerts_state_channel_id", "alerts", ["state", "channel", "id"])
    op.create_index("ix_alerts_channel_subject", "alerts", ["channel", "subject"])
    op.create_table(
        "alert_threads",
        sa.Column("channel", sa.String(), nullable=False, comment="the channel"),
        sa.Column("subject", sa.String(), nullable=False, comment="incident:KB-…, or a fault of the watch"),
        sa.Column("told", sa.JSON(), nullable=False, comment="what it was told last: cells, revision, rules"),
        sa.Column("at", _TIME, nullable=False, comment="when that was decided"),
        sa.PrimaryKeyConstraint("channel", "subject", name=op.f("pk_alert_threads")),
    )
    op.create_table(
        "alert_position",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="1: there is one position"),
        sa.Column(
            "revision_id", sa.Integer(), nullable=False, comment="the last of revisions.id that was decided on"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_position")),
    )
    # Rows of before this version are old news: nobody is alerted of them.
    op.execute("INSERT INTO alert_position (id, revision_id) SELECT 1, COALESCE(MAX(id), 0) FROM revisions")


def downgrade() -> None:
    raise NotImplementedError("messages are not thrown away")
