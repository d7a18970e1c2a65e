"""Nights: runs of the batch job, and what became of every file of an inbox."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    moment = models.tables.columns.UtcDateTime(timezone=True)
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "night",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox", text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_by", text(), nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("basis", text(length=64), nullable=False),
        sa.Column("figures", models.tables.columns.JsonValue(), nullable=False),
        sa.Column("told_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_night_inbox", "night", ["inbox"])
    op.create_table(
        "inbox_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("place", text(length=64), nullable=False),
        sa.Column("path", text(), nullable=False),
        sa.Column("filed", text(), nullable=False),
        sa.Column("sha256", text(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("read_at", moment, nullable=False),
        sa.Column("wanted", text(length=10), nullable=False),
        sa.Column("state", text(length=12), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("kind", text(length=10), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("code", text(length=40), nullable=False),
        sa.Column("what", text(), nullable=False),
        sa.Column("do", text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["night_id"], ["night.id"]),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("place", "sha256"),
    )
    for name in ("night_id", "sha256", "state", "document_id"):
        op.create_index(f"ix_inbox_file_{name}", "inbox_file", [name])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("inbox_file")
    op.drop_table("night")
