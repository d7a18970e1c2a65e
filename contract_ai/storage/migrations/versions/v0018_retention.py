"""How long contracts are kept, and which are held."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    op.create_table(
        "retention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("set_by", text(length=254), nullable=False),
        sa.Column("set_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("set_by", text(length=254), nullable=False),
        sa.Column("set_at", moment, nullable=False),
        sa.Column("lifted_by", text(length=254), nullable=True),
        sa.Column("lifted_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    still = sa.text("lifted_at IS NULL")
    op.create_index(
        "ix_legal_hold_open",
        "legal_hold",
        ["contract"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("legal_hold")
    op.drop_table("retention")
