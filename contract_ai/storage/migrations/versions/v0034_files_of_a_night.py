"""Files of an inbox are found by state, night and content at once: one of many costs no more than one of few."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_NAME = "ix_inbox_file_state_night_id_sha256"


def upgrade() -> None:
    """Go to this version."""
    op.drop_index("ix_inbox_file_state", "inbox_file")
    op.create_index(_NAME, "inbox_file", ["state", "night_id", "sha256"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index(_NAME, "inbox_file")
    op.create_index("ix_inbox_file_state", "inbox_file", ["state"])
