"""Casework: comments about findings, lists that people saved, the open findings in their order."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ORDERS = ("amount", "act_before")


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    op.create_table(
        "finding_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", text(length=16), nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_finding_comment_fingerprint", "finding_comment", ["fingerprint"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", text(length=80), nullable=False),
        sa.Column("query", text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "name"),
    )
    op.create_index("ix_saved_view_user_id", "saved_view", ["user_id"])
    for key in _ORDERS:
        op.create_index(f"ix_finding_state_by_{key}", "finding", ["state", key, "fingerprint"])


def downgrade() -> None:
    """Go back to the version before."""
    for key in _ORDERS:
        op.drop_index(f"ix_finding_state_by_{key}", "finding")
    op.drop_index("ix_saved_view_user_id", "saved_view")
    op.drop_table("saved_view")
    op.drop_index("ix_finding_comment_fingerprint", "finding_comment")
    op.drop_table("finding_comment")
