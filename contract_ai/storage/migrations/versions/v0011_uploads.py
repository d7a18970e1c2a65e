"""Uploads: batches of files that a person gave, and what became of each file."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "upload_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("made_at", models.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_at", models.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", models.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "checking_until", models.tables.columns.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("checked_by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("checked_at", models.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("upload_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_batch_made_by"), ["made_by"], unique=False)

    op.create_table(
        "upload_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("filed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("wanted", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("related_id", sa.Integer(), nullable=True),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("do", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("lease_until", models.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("received_at", models.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", models.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", models.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["upload_batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["related_id"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("upload_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_item_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_upload_item_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            "ix_upload_item_made_by_received_at", ["made_by", "received_at"], unique=False
        )
        batch_op.create_index(
            "ix_upload_item_open",
            ["sha256", "wanted"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'reading')"),
            postgresql_where=sa.text("state IN ('waiting', 'reading')"),
        )
        batch_op.create_index(batch_op.f("ix_upload_item_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_item_state"), ["state"], unique=False)


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("upload_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_item_state"))
        batch_op.drop_index(batch_op.f("ix_upload_item_sha256"))
        batch_op.drop_index(
            "ix_upload_item_open",
            sqlite_where=sa.text("state IN ('waiting', 'reading')"),
            postgresql_where=sa.text("state IN ('waiting', 'reading')"),
        )
        batch_op.drop_index("ix_upload_item_made_by_received_at")
        batch_op.drop_index(batch_op.f("ix_upload_item_document_id"))
        batch_op.drop_index(batch_op.f("ix_upload_item_batch_id"))

    op.drop_table("upload_item")
    with op.batch_alter_table("upload_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_batch_made_by"))

    op.drop_table("upload_batch")
