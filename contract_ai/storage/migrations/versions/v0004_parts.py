"""Checks part by part: what was found is kept for documents that did not change.

Findings and tests are made anew by the next check; what people decided about them stays.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_BY_CONTRACT = ("usage", "timesheet", "acceptance", "expense")


def upgrade() -> None:
    """Go to this version."""
    op.drop_table("test")
    op.drop_table("finding")
    op.execute("DELETE FROM run")
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", _TEXT(), nullable=False),
        sa.Column("fingerprint", _TEXT(length=64), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("tests", sa.Integer(), nullable=False),
        sa.Column("crashes", models.tables.columns.JsonValue(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "matching",
        sa.Column("stamp", _TEXT(length=32), nullable=False),
        sa.Column("basis", _TEXT(length=64), nullable=False),
        sa.Column("contracts", models.tables.columns.JsonValue(), nullable=False),
        sa.PrimaryKeyConstraint("stamp"),
    )
    _create_findings("part")
    op.create_table(
        "tested",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("place", _TEXT(), nullable=False),
        sa.Column("contract", _TEXT(), nullable=True),
        sa.Column("invoice", _TEXT(), nullable=True),
        sa.Column("document", _TEXT(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tested_part_id", "tested", ["part_id"])
    op.create_index("ix_tested_invoice", "tested", ["invoice"])
    op.create_table(
        "test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tested_id", sa.Integer(), nullable=False),
        sa.Column("code", _TEXT(length=8), nullable=False),
        sa.Column("result", _TEXT(length=16), nullable=False),
        sa.Column("reason", _TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["tested_id"], ["tested.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_test_tested_id", "test", ["tested_id"])
    op.add_column("invoice", sa.Column("amounts", _TEXT(length=16), nullable=True))
    op.add_column("invoice", sa.Column("sayings", models.tables.columns.JsonValue(), nullable=True))
    for table in _BY_CONTRACT:
        op.create_index(f"ix_{table}_contract", table, ["contract"])


def downgrade() -> None:
    """Go back to the version before."""
    for table in _BY_CONTRACT:
        op.drop_index(f"ix_{table}_contract", table)
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_column("sayings")
        batch_op.drop_column("amounts")
    for table in ("test", "tested", "finding", "matching", "part"):
        op.drop_table(table)
    op.execute("DELETE FROM run")
    _create_findings("run")
    op.create_table(
        "test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", _TEXT(length=8), nullable=False),
        sa.Column("slug", _TEXT(), nullable=False),
        sa.Column("result", _TEXT(length=16), nullable=False),
        sa.Column("contract", _TEXT(), nullable=True),
        sa.Column("invoice", _TEXT(), nullable=True),
        sa.Column("document", _TEXT(), nullable=True),
        sa.Column("reason", _TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("code", "invoice", "run_id"):
        op.create_index(f"ix_test_{column}", "test", [column])


def _create_findings(owner: str) -> None:
    """Make the table of findings, each of a part or, before this version, of a run."""
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(f"{owner}_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fingerprint", _TEXT(length=16), nullable=False),
        sa.Column("code", _TEXT(length=8), nullable=False),
        sa.Column("slug", _TEXT(), nullable=False),
        sa.Column("severity", _TEXT(length=8), nullable=False),
        sa.Column("direction", _TEXT(length=12), nullable=False),
        sa.Column("contract", _TEXT(), nullable=True),
        sa.Column("invoice", _TEXT(), nullable=True),
        sa.Column("document", _TEXT(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("expected", _TEXT(), nullable=True),
        sa.Column("actual", _TEXT(), nullable=True),
        sa.Column("amount", models.tables.columns.ExactDecimal(), nullable=True),
        sa.Column("currency", _TEXT(), nullable=True),
        sa.Column("message", _TEXT(), nullable=False),
        sa.Column("working", _TEXT(), nullable=True),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("key", _TEXT(), nullable=False),
        sa.Column("act_before", _TEXT(), nullable=True),
        sa.Column("proofs", models.tables.columns.JsonValue(), nullable=False),
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("code", "fingerprint", "invoice", f"{owner}_id"):
        op.create_index(f"ix_finding_{column}", "finding", [column])
