"""Which version of the extractors a document's results come from, and what another one reads."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version; of documents on file nobody knows which version read them."""
    text = sqlmodel.sql.sqltypes.AutoString
    moment = models.tables.columns.UtcDateTime(timezone=True)
    json = models.tables.columns.JsonValue()
    op.add_column(
        "document", sa.Column("reader", text(length=64), nullable=False, server_default="")
    )
    op.create_index("ix_document_reader", "document", ["reader"])
    op.create_table(
        "reread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("reader", text(length=64), nullable=False),
        sa.Column("stamp", text(length=64), nullable=False),
        sa.Column("state", text(length=10), nullable=False),
        sa.Column("derived", json, nullable=False),
        sa.Column("differences", json, nullable=False),
        sa.Column("findings", json, nullable=False),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("code", text(length=40), nullable=False),
        sa.Column("what", text(), nullable=False),
        sa.Column("do", text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document_id", "reader"),
    )
    op.create_index("ix_reread_state", "reread", ["state"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_reread_state", "reread")
    op.drop_table("reread")
    op.drop_index("ix_document_reader", "document")
    op.drop_column("document", "reader")
