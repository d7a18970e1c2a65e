"""What invoices were matched among is kept, so that only contracts that came or changed are asked."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_TABLE, _MATCHING = "matching_ground", "matching"


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        _TABLE,
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    with op.batch_alter_table(_MATCHING) as table:
        table.add_column(sa.Column("among", sa.String(), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table(_MATCHING) as table:
        table.drop_column("among")
    op.drop_table(_TABLE)
