"""Usage events, and how meters count them."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_TABLES = ("usage_rule", "usage_difference", "usage_event", "usage_batch", "usage_stream")


def upgrade() -> None:
    """Go to this version."""
    moment = models.tables.columns.UtcDateTime(timezone=True)
    exact, json = models.tables.columns.ExactDecimal(), models.tables.columns.JsonValue()
    text = sqlmodel.sql.sqltypes.AutoString

    def words(*names: str) -> list[sa.Column[str]]:
        return [sa.Column(name, text(length=200), nullable=False) for name in names]

    op.create_table(
        "usage_stream",
        sa.Column("id", sa.Integer(), nullable=False),
        *words("source", "contract_key", "customer_key", "meter_key"),
        *words("contract", "customer", "meter"),
        sa.Column("first_at", moment, nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "contract", "customer", "meter"),
    )
    op.create_table(
        "usage_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        *words("source"),
        sa.Column("name", text(), nullable=False),
        sa.Column("sha256", text(length=64), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("added_by", text(length=254), nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "usage_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("stream_id", sa.Integer(), nullable=False),
        *words("source", "event_id"),
        sa.Column("at", moment, nullable=False),
        sa.Column("quantity", exact, nullable=False),
        *words("unit", "subject"),
        sa.Column("properties", json, nullable=False),
        sa.Column("digest", text(length=64), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["usage_batch.id"]),
        sa.ForeignKeyConstraint(["stream_id"], ["usage_stream.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "event_id"),
    )
    op.create_index("ix_usage_event_stream_id_at", "usage_event", ["stream_id", "at"])
    op.create_table(
        "usage_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        *words("source", "event_id"),
        sa.Column("digest", text(length=64), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["usage_batch.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "event_id", "digest"),
    )
    op.create_table(
        "usage_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        *words("contract_key", "meter_key", "contract", "meter"),
        sa.Column("aggregation", text(length=10), nullable=False),
        sa.Column("per", text(length=10), nullable=False),
        sa.Column("zone", text(length=60), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("made_by", text(length=254), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_key", "meter_key"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_usage_event_stream_id_at", "usage_event")
    for name in _TABLES:
        op.drop_table(name)
