"""Contracts among which invoices were looked for in vain are kept, so that only other ones are asked."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_TABLE = "matching_ground"


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        _TABLE,
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table(_TABLE)
