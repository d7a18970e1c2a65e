"""Drafts of invoices that the program worked out, and the charges on them."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    json = models.tables.columns.JsonValue()
    exact = models.tables.columns.ExactDecimal()
    waits, live = sa.text("state = 'draft'"), sa.text("live")
    op.create_table(
        "bill_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract", text(), nullable=False),
        sa.Column("currency", text(length=3), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", text(length=10), nullable=False),
        sa.Column("content", text(length=64), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("net", exact, nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("approved_by", text(length=254), nullable=True),
        sa.Column("approved_at", moment, nullable=True),
        sa.Column("series", text(length=40), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("number", text(length=60), nullable=True),
        sa.Column("why", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("series", "place"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_bill_draft_contract", "bill_draft", ["contract"])
    op.create_index("ix_bill_draft_first", "bill_draft", ["first"])
    op.create_index(
        "ux_bill_draft_waiting",
        "bill_draft",
        ["contract", "currency", "first", "last"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_table(
        "bill_draft_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("charge_key", text(length=64), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("kind", text(length=20), nullable=False),
        sa.Column("amount", exact, nullable=False),
        sa.Column("working", text(), nullable=False),
        sa.Column("proofs", json, nullable=False),
        sa.Column("original", text(length=64), nullable=False),
        sa.Column("amount_before", exact, nullable=True),
        sa.Column("amount_after", exact, nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["bill_draft.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft_id", "line"),
    )
    op.create_index(
        "ux_bill_draft_line_live",
        "bill_draft_line",
        ["charge_key"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ux_bill_draft_line_live", "bill_draft_line")
    op.drop_table("bill_draft_line")
    op.drop_index("ux_bill_draft_waiting", "bill_draft")
    op.drop_index("ix_bill_draft_first", "bill_draft")
    op.drop_index("ix_bill_draft_contract", "bill_draft")
    op.drop_table("bill_draft")
