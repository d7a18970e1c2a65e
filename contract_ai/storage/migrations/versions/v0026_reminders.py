"""Reminders: policies, letters, what each asks for, and what holds items back."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    json = models.tables.columns.JsonValue()
    op.create_table(
        "reminder_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", text(length=10), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("values", json, nullable=False),
        sa.Column("changed_by", text(length=254), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scope", "name"),
    )
    op.create_table(
        "reminder_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier", text(), nullable=False),
        sa.Column("customer", text(), nullable=False),
        sa.Column("language", text(length=2), nullable=False),
        sa.Column("tone", text(length=10), nullable=False),
        sa.Column("receivers", json, nullable=False),
        sa.Column("items", json, nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("html", text(), nullable=False),
        sa.Column("state", text(length=10), nullable=False),
        sa.Column("why", text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("sending_at", moment, nullable=True),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reminder_letter_customer", "reminder_letter", ["customer"])
    op.create_index("ix_reminder_letter_state", "reminder_letter", ["state"])
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item", text(length=200), nullable=False),
        sa.Column("step", text(length=40), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("invoice", text(), nullable=False),
        sa.Column("contract", text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open_amount", models.tables.columns.ExactDecimal(), nullable=False),
        sa.Column("currency", text(length=3), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["reminder_letter.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("item", "step"),
    )
    op.create_index("ix_reminder_letter_id", "reminder", ["letter_id"])
    op.create_table(
        "reminder_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item", text(length=200), nullable=False),
        sa.Column("invoice", text(), nullable=False),
        sa.Column("kind", text(length=10), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", text(), nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reminder_hold_item", "reminder_hold", ["item"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_reminder_hold_item", "reminder_hold")
    op.drop_table("reminder_hold")
    op.drop_index("ix_reminder_letter_id", "reminder")
    op.drop_table("reminder")
    op.drop_index("ix_reminder_letter_state", "reminder_letter")
    op.drop_index("ix_reminder_letter_customer", "reminder_letter")
    op.drop_table("reminder_letter")
    op.drop_table("reminder_policy")
