"""What people say of a payment beside amounts: fees that banks kept, and money on account."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("bank_line", sa.Column("fee", models.tables.columns.ExactDecimal(), nullable=True))
    op.add_column("bank_line", sa.Column("on_account", text, nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    # Not in a batch: that drops the table, to which allocations refer.
    op.drop_column("bank_line", "on_account")
    op.drop_column("bank_line", "fee")
