"""Deals from files: sales that are to become contracts."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", models.tables.columns.JsonValue(), nullable=False),
        sa.Column("deal", text(), nullable=False),
        sa.Column("contract", text(), nullable=True),
        sa.Column("customer", text(), nullable=True),
        sa.Column("amount", models.tables.columns.ExactDecimal(), nullable=True),
        sa.Column("currency", text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deal_document_id", "deal", ["document_id"])
    op.create_index("ix_deal_contract_document_id", "deal", ["contract", "document_id"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("deal")
