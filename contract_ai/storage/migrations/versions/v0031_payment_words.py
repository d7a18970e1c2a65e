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
    exact = models.tables.columns.ExactDecimal
    with op.batch_alter_table("bank_line") as table:
        table.add_column(sa.Column("fee", exact(), nullable=True))
        table.add_column(
            sa.Column("on_account", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("bank_line") as table:
        table.drop_column("on_account")
        table.drop_column("fee")
