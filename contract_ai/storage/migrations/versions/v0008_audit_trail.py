"""The audit trail, and triggers that let rows be added in order, never changed or deleted."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import models.tables.columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEPT = "the audit trail is never changed"
_ORDER = "an event of the audit trail follows the newest"
_FIRST = "0" * 64
_SQLITE = (
    *(
        f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
        f"BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE would delete a row without a trigger for DELETE being asked.
    f"""
    CREATE TRIGGER audit_event_in_order BEFORE INSERT ON audit_event
    WHEN NEW.seq IS NOT coalesce((SELECT max(seq) FROM audit_event), 0) + 1
      OR NEW.prev IS NOT coalesce(
        (SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1), '{_FIRST}')
    BEGIN SELECT RAISE(ABORT, '{_ORDER}'); END
    """,
)
_POSTGRESQL = (
    f"""
    CREATE FUNCTION audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_KEPT}'; END $$
    """,
    """
    CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_kept()
    """,
    f"""
    CREATE FUNCTION audit_event_in_order() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF NEW.seq IS DISTINCT FROM coalesce((SELECT max(seq) FROM audit_event), 0) + 1
        OR NEW.prev IS DISTINCT FROM coalesce(
          (SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1), '{_FIRST}')
      THEN RAISE EXCEPTION '{_ORDER}';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER audit_event_in_order BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_in_order()
    """,
)


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", models.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor", text(), nullable=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("action", text(length=40), nullable=False),
        sa.Column("object", text(), nullable=False),
        sa.Column("contract", text(), nullable=True),
        sa.Column("before", text(length=64), nullable=True),
        sa.Column("after", text(length=64), nullable=True),
        sa.Column("reason", text(), nullable=False),
        sa.Column("prev", text(length=64), nullable=False),
        sa.Column("hash", text(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_contract"), ["contract"], unique=False)
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_contract"))

    op.drop_table("audit_event")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_event_kept")
        op.execute("DROP FUNCTION audit_event_in_order")
