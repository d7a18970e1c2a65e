"""Parts: of which day they were checked, and until when what was said holds."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version; parts of before are checked again, as their fingerprints are others."""
    # Added in place: a table that others refer to cannot be made anew while it has rows.
    of_old = sa.Column("as_of", sa.Date(), nullable=False, server_default="1970-01-01")
    op.add_column("part", of_old)
    op.add_column("part", sa.Column("until", sa.Date(), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("part", "until")
    op.drop_column("part", "as_of")
