"""Periods that are closed, with their signed statements."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    json = models.tables.columns.JsonValue()
    op.create_table(
        "closed_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("statement", json, nullable=False),
        sa.Column("held", json, nullable=False),
        sa.Column("differences", json, nullable=False),
        sa.Column("signature", text(length=128), nullable=False),
        sa.Column("key", text(length=32), nullable=False),
        sa.Column("closed_by", text(length=254), nullable=False),
        sa.Column("closed_at", moment, nullable=False),
        sa.Column("reopened_by", text(length=254), nullable=True),
        sa.Column("reopened_at", moment, nullable=True),
        sa.Column("reopen_reason", text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    closed = sa.text("reopened_at IS NULL")
    op.create_index(
        "ix_closed_period_closed",
        "closed_period",
        ["starts_on"],
        unique=True,
        sqlite_where=closed,
        postgresql_where=closed,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_closed_period_closed", "closed_period")
    op.drop_table("closed_period")
