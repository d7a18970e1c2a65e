"""Samples that auditors draw, and their items."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    exact = models.tables.columns.ExactDecimal
    moment = models.tables.columns.UtcDateTime(timezone=True)
    op.create_table(
        "sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", text(), nullable=False),
        sa.Column("method", text(length=8), nullable=False),
        sa.Column("seed", text(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("definition", models.tables.columns.JsonValue(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount", exact(), nullable=True),
        sa.Column("currency", text(), nullable=True),
        sa.Column("out_of_reach", sa.Integer(), nullable=False),
        sa.Column("interval", exact(), nullable=True),
        sa.Column("digest", text(length=64), nullable=False),
        sa.Column("drawn_by", text(length=254), nullable=False),
        sa.Column("drawn_at", moment, nullable=False),
        sa.Column("signed_by", text(length=254), nullable=True),
        sa.Column("signed_at", moment, nullable=True),
        sa.Column("conclusion", text(), nullable=False),
        sa.Column("countersigned_by", text(length=254), nullable=True),
        sa.Column("countersigned_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sample_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", text(), nullable=False),
        sa.Column("words", text(), nullable=False),
        sa.Column("contract", text(), nullable=True),
        sa.Column("sha256", text(length=64), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("code", text(length=8), nullable=True),
        sa.Column("fingerprint", text(length=16), nullable=True),
        sa.Column("amount", exact(), nullable=True),
        sa.Column("currency", text(), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("result", text(length=10), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.Column("misstatement", exact(), nullable=True),
        sa.Column("marked_by", text(length=254), nullable=True),
        sa.Column("marked_at", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sample_item_sample_id", "sample_item", ["sample_id"])
    op.create_index("ix_sample_item_contract", "sample_item", ["contract"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_sample_item_contract", "sample_item")
    op.drop_index("ix_sample_item_sample_id", "sample_item")
    op.drop_table("sample_item")
    op.drop_table("sample")
