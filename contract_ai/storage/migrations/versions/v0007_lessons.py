"""What people taught about suppliers' printed invoices."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("taught_at", models.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("file", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("body", models.tables.columns.JsonValue(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_supplier"), ["supplier"], unique=False)


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_supplier"))

    op.drop_table("lesson")
