"""Several machines on one database: whose turn it is to ask a web host, and who works

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "host_turns",
        sa.Column("host", sa.String(), nullable=False, comment="name of a web host that workers share"),
        sa.Column("free_at", sa.Double(), nullable=False, comment="seconds since 1970: nobody may ask it before"),
        sa.Column("holder", sa.String(), nullable=False, comment="which worker asks or asked it last"),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_turns")),
    )
    op.create_table(
        "workers",
        sa.Column(
            "id", sa.Integer(), autoincrement=False, nullable=False, comment="its number in procrastinate_workers"
        ),
        sa.Column("host", sa.String(), nullable=False, comment="name of its machine"),
        sa.Column("pid", sa.Integer(), nullable=False, comment="its process there"),
        sa.Column("stages", sa.String(), nullable=False, comment="what it does: of fetch, read, match"),
        sa.Column("version", sa.String(), nullable=False, comment="of Khabardar"),
        sa.Column("engine", sa.String(), nullable=False, comment="the engine that it reads with, and its version"),
        sa.Column("started_at", sa.String(length=27), nullable=False, comment="since when"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )


def downgrade() -> None:
    op.drop_table("workers")
    op.drop_table("host_turns")
