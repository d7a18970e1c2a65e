"""What people said of matches, and which invoices were matched by it."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INDEXED = ("place", "name", "contract")


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    json = models.tables.columns.JsonValue()
    op.create_table(
        "match_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("contract", text(), nullable=True),
        sa.Column("body", json, nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("decided_by", text(length=254), nullable=False),
        sa.Column("decided_at", moment, nullable=False),
        sa.Column("teaches", sa.Boolean(), nullable=False),
        sa.Column("spared", json, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", text(length=254), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in _INDEXED:
        op.create_index(f"ix_match_correction_{name}", "match_correction", [name])
    op.add_column("tested", sa.Column("told", sa.Integer(), nullable=True))
    no = sa.false()
    op.add_column("tested", sa.Column("learned", sa.Boolean(), nullable=False, server_default=no))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("tested", "learned")
    op.drop_column("tested", "told")
    for name in _INDEXED:
        op.drop_index(f"ix_match_correction_{name}", "match_correction")
    op.drop_table("match_correction")
