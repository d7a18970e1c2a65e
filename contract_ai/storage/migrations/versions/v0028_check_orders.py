"""Runs of the checks that programs ordered."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    moment = models.tables.columns.UtcDateTime(timezone=True)
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "check_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("role", text(length=20), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("contract", text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", text(length=10), nullable=False),
        sa.Column("worker", text(length=100), nullable=False),
        sa.Column("lease_until", moment, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("began_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("again", sa.Integer(), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=True),
        sa.Column("tests", sa.Integer(), nullable=True),
        sa.Column("crashes", sa.Integer(), nullable=True),
        sa.Column("code", text(length=40), nullable=False),
        sa.Column("what", text(), nullable=False),
        sa.Column("do", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_check_order_state", "check_order", ["state"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_check_order_state", "check_order")
    op.drop_table("check_order")
