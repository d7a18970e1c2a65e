"""Requests of programs that are done once, and finer scopes of tokens."""

from collections.abc import Mapping

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# The words of version 0009, and what they allowed.
_READ = ("contracts:read", "findings:read", "invoices:read", "report:read")
_WRITE = ("checks:run", "findings:comment", "findings:write", "terms:write", "uploads:write")


def upgrade() -> None:
    """Go to this version."""
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.alter_column(
            "scopes", existing_type=sa.String(60), type_=sa.String(300), existing_nullable=False
        )
    _reword({"read": _READ, "write": _WRITE, "admin": ("audit:read",)}, "findings:read")
    op.create_table(
        "api_call",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("asked", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("claim", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("lease_until", models.tables.columns.UtcDateTime(), nullable=False),
        sa.Column("expires_at", models.tables.columns.UtcDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["token_hash"], ["api_token.token_hash"]),
        sa.PrimaryKeyConstraint("token_hash", "key"),
    )
    op.create_index("ix_api_call_expires_at", "api_call", ["expires_at"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_api_call_expires_at", "api_call")
    op.drop_table("api_call")
    _reword({one: ("read",) for one in _READ} | {one: ("write",) for one in _WRITE}, "read")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.alter_column(
            "scopes", existing_type=sa.String(300), type_=sa.String(60), existing_nullable=False
        )


def _reword(words: Mapping[str, tuple[str, ...]], least: str) -> None:
    """Write the scopes of tokens in other words; what has none may do the least."""
    token = sa.table("api_token", sa.column("token_hash"), sa.column("scopes"))
    connection = op.get_bind()
    for key, scopes in connection.execute(sa.select(token.c.token_hash, token.c.scopes)).all():
        new = sorted({one for word in scopes.split(",") for one in words.get(word, ())})
        change = sa.update(token).where(token.c.token_hash == key)
        connection.execute(change.values(scopes=",".join(new or [least])))
