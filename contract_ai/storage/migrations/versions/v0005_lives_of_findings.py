"""The life of findings: who decided until when and about which sum, and what a run changed."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "life",
        sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("severity", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("direction", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("contract", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("invoice", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("document", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("amount", models.tables.columns.ExactDecimal(), nullable=True),
        sa.Column("currency", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("first_found_on", sa.Date(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint"),
    )
    with op.batch_alter_table("life", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_life_gone_on"), ["gone_on"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("amount_before", models.tables.columns.ExactDecimal(), nullable=True),
        sa.ForeignKeyConstraint(["fingerprint"], ["life.fingerprint"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_fingerprint"), ["fingerprint"], unique=False)
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("amount", models.tables.columns.ExactDecimal(), nullable=True))
        batch_op.add_column(
            sa.Column("currency", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )
    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("finished_at", models.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("comparison")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("currency")
        batch_op.drop_column("amount")
        batch_op.drop_column("until")
        batch_op.drop_column("decided_by")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_fingerprint"))

    op.drop_table("change")
    with op.batch_alter_table("life", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_life_gone_on"))

    op.drop_table("life")
