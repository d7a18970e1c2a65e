"""Parts: of which day they were checked, and until when what was said holds."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version; parts of before are checked again, as their fingerprints are others."""
    with op.batch_alter_table("part") as part:
        part.add_column(sa.Column("as_of", sa.Date(), nullable=False, server_default="1970-01-01"))
        part.add_column(sa.Column("until", sa.Date(), nullable=True))
    with op.batch_alter_table("part") as part:
        part.alter_column("as_of", server_default=None)


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("part") as part:
        part.drop_column("until")
        part.drop_column("as_of")
