"""Findings that auditors signed off."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "finding_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", text(length=16), nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("made_at", models.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("equal", sa.Boolean(), nullable=False),
        sa.Column("state", text(length=64), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_finding_sign_off_fingerprint", "finding_sign_off", ["fingerprint"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_finding_sign_off_fingerprint", "finding_sign_off")
    op.drop_table("finding_sign_off")
