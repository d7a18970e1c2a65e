"""What other systems hold: connections, how far they were read, their records."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    op.create_table(
        "service_connection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", text(length=16), nullable=False),
        sa.Column("account", text(), nullable=False),
        sa.Column("sealed", text(), nullable=False),
        sa.Column("mapping", models.tables.columns.JsonValue(), nullable=False),
        sa.Column("connected_at", moment, nullable=False),
        sa.Column("held_until", moment, nullable=True),
        sa.Column("holder", text(length=64), nullable=False),
        sa.Column("hint_at", moment, nullable=True),
        sa.Column("synced_at", moment, nullable=True),
        sa.Column("problem", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("service"),
    )
    op.create_table(
        "sync_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", text(length=16), nullable=False),
        sa.Column("kind", text(length=16), nullable=False),
        sa.Column("since", moment, nullable=True),
        sa.Column("place", text(), nullable=True),
        sa.Column("began", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("there", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("service", "kind"),
    )
    op.create_table(
        "ledger_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", text(length=16), nullable=False),
        sa.Column("kind", text(length=16), nullable=False),
        sa.Column("external_id", text(length=128), nullable=False),
        sa.Column("version", text(length=64), nullable=False),
        sa.Column("updated_at", moment, nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("number", text(), nullable=True),
        sa.Column("customer", text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency", text(length=3), nullable=True),
        sa.Column("tax", models.tables.columns.ExactDecimal(), nullable=True),
        sa.Column("amount", models.tables.columns.ExactDecimal(), nullable=True),
        sa.Column("status", text(length=16), nullable=False),
        sa.Column("value", models.tables.columns.JsonValue(), nullable=False),
        sa.Column("answer", text(length=64), nullable=False),
        sa.Column("read_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("service", "kind", "external_id"),
    )
    op.create_index("ix_ledger_record_number", "ledger_record", ["kind", "number"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_ledger_record_number", "ledger_record")
    op.drop_table("ledger_record")
    op.drop_table("sync_position")
    op.drop_table("service_connection")
