"""Terms say who decided about them, when, and over what; indexes for what waits and what is at stake."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )
        batch_op.add_column(
            sa.Column("decided_at", models.tables.columns.UtcDateTime(), nullable=True)
        )
        batch_op.add_column(sa.Column("decided_over", sa.Integer(), nullable=True))
    op.create_index("ix_term_decided_by", "term", ["decided_by"])
    op.create_index("ix_term_progress", "term", ["contract_id", "known_to", "state", "review"])
    op.create_index("ix_finding_stake", "finding", ["contract", "currency", "state", "amount"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_finding_stake", "finding")
    op.drop_index("ix_term_progress", "term")
    op.drop_index("ix_term_decided_by", "term")
    # Not as a batch: SQLite would rename the table, which views stand on.
    for name in ("decided_over", "decided_at", "decided_by"):
        op.drop_column("term", name)
