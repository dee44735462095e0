"""People's decisions on rows, and the reasons of the matcher's"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False, comment="order in which people decided"),
        sa.Column("at", sa.String(length=27), nullable=False, comment="when"),
        sa.Column("by", sa.Text(), nullable=False, comment="who"),
        sa.Column(
            "action", sa.String(length=32), nullable=False, comment="confirm, reject, edit, merge, split or undo"
        ),
        sa.Column("incident_id", sa.String(length=10), nullable=False, comment="the row that was named"),
        sa.Column("reason", sa.String(length=32), nullable=True, comment="of a rejection: why, from the closed list"),
        sa.Column("note", sa.Text(), nullable=False, comment="why, in free words"),
        sa.Column("undoes", sa.Integer(), nullable=True, comment="of an undo: the decision that it takes back"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_reviews_incident_id")),
        sa.ForeignKeyConstraint(["undoes"], ["reviews.id"], name=op.f("fk_reviews_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_incident_id", "reviews", ["incident_id"])
    op.create_table(
        "review_pairs",
        sa.Column("id", sa.Integer(), nullable=False, comment="order; the last word on a pair is the one in force"),
        sa.Column("review_id", sa.Integer(), nullable=False, comment="the decision"),
        sa.Column("report_a", sa.Integer(), nullable=False, comment="a report, and"),
        sa.Column("report_b", sa.Integer(), nullable=False, comment="a later one; itself: it stays"),
        sa.Column(
            "word", sa.String(length=32), nullable=False, comment="together, apart, or open (left to the machine)"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_pairs_review_id")),
        sa.ForeignKeyConstraint(["report_a"], ["reports.id"], name=op.f("fk_review_pairs_report_a")),
        sa.ForeignKeyConstraint(["report_b"], ["reports.id"], name=op.f("fk_review_pairs_report_b")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_pairs")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_pairs_review_id", "review_pairs", ["review_id"])
    op.create_index("ix_review_pairs_report_a_report_b", "review_pairs", ["report_a", "report_b"])
    op.create_index("ix_review_pairs_report_b", "review_pairs", ["report_b"])
    op.create_table(
        "set_cells",
        sa.Column("incident_id", sa.String(length=10), nullable=False, comment="a row, and"),
        sa.Column(
            "cell",
            sa.String(),
            nullable=False,
            comment="a value that the machine leaves alone: place, killed.security, …",
        ),
        sa.Column("value", sa.Text(), nullable=True, comment="what the person set; empty: not known"),
        sa.Column("by", sa.Text(), nullable=False, comment="the person"),
        sa.Column("at", sa.String(length=27), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_set_cells_incident_id")),
        sa.PrimaryKeyConstraint("incident_id", "cell", name=op.f("pk_set_cells")),
    )
    op.create_table(
        "ties",
        sa.Column("report_id", sa.Integer(), nullable=False, comment="a report, and"),
        sa.Column(
            "with_report", sa.Integer(), nullable=False, comment="the one of its row that it is most like"
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="0 to 1: how alike they are"),
        sa.Column("parts", sa.JSON(), nullable=False, comment="reasons: list of [name, points, words]"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_ties_report_id")),
        sa.ForeignKeyConstraint(["with_report"], ["reports.id"], name=op.f("fk_ties_with_report")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_ties")),
    )
    op.add_column("doubts", sa.Column("parts", sa.JSON(), comment="reasons: list of [name, points, words]"))
    op.create_index("ix_doubts_report_b", "doubts", ["report_b"])
    # The table is copied, since SQLite can't add a foreign key; its numbers must go on being given only once.
    with op.batch_alter_table("revisions", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(
            sa.Column("review_id", sa.Integer(), comment="the decision that brought it; empty: the machine")
        )
        batch.add_column(
            sa.Column("old_set_by", sa.Text(), comment="the person who had set the old value; empty: the machine")
        )
        batch.add_column(
            sa.Column("new_set_by", sa.Text(), comment="the person who set the new value; empty: the machine")
        )
        batch.create_foreign_key(batch.f("fk_revisions_review_id"), "reviews", ["review_id"], ["id"])
    op.create_index("ix_revisions_review_id", "revisions", ["review_id"])


def downgrade() -> None:
    raise NotImplementedError("decisions are not thrown away")
