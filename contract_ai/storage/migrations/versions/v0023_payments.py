"""Bank files, their movements, what they were for, and promised days."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    exact, at = models.tables.columns.ExactDecimal, models.tables.columns.UtcDateTime
    json = models.tables.columns.JsonValue
    op.create_table(
        "bank_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", text(length=64), nullable=False),
        sa.Column("file", text(), nullable=False),
        sa.Column("path", text(), nullable=False),
        sa.Column("format", text(), nullable=False),
        sa.Column("warnings", json(), nullable=False),
        sa.Column("refused", json(), nullable=False),
        sa.Column("added_by", text(length=254), nullable=False),
        sa.Column("added_at", at(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("key", text(length=64), nullable=False),
        sa.Column("account", text(), nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", exact(), nullable=False),
        sa.Column("currency", text(), nullable=True),
        sa.Column("counterparty", text(), nullable=True),
        sa.Column("text", text(), nullable=False),
        sa.Column("body", json(), nullable=False),
        sa.Column("verdict", text(), nullable=False),
        sa.Column("aside", text(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["bank_file.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_bank_line_file_id", "bank_line", ["file_id"])
    op.create_index("ix_bank_line_booked_on", "bank_line", ["booked_on"])
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("invoice_number", text(), nullable=False),
        sa.Column("amount", exact(), nullable=False),
        sa.Column("currency", text(), nullable=True),
        sa.Column("state", text(length=8), nullable=False),
        sa.Column("certainty", text(length=8), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("made_at", at(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_allocation_line_id", "allocation", ["line_id"])
    op.create_index("ix_allocation_invoice_number", "allocation", ["invoice_number"])
    op.create_index("ix_allocation_state", "allocation", ["state"])
    op.create_table(
        "payment_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_number", text(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("made_at", at(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_payment_promise_invoice_number", "payment_promise", ["invoice_number"])


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("payment_promise", "allocation", "bank_line", "bank_file"):
        op.drop_table(name)
