"""Findings and tests hold what lists show and sort by: state, day, parties, invoice, parent."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FINDING = ("state", "found_on", "supplier", "customer")
_COUNTED = (
    "state direction severity code currency review found_on supplier customer contract amount"
).split()
_INDEXES = {
    "ix_finding_counted": ("finding", _COUNTED),
    "ix_finding_by_amount": ("finding", ["amount", "fingerprint"]),
    "ix_finding_by_act_before": ("finding", ["act_before", "fingerprint"]),
    "ix_finding_by_found_on": ("finding", ["found_on", "fingerprint"]),
    "ix_finding_by_code": ("finding", ["code", "fingerprint"]),
    "ix_finding_contract_state": ("finding", ["contract", "state"]),
    "ix_finding_supplier_state": ("finding", ["supplier", "state"]),
    "ix_finding_customer_state": ("finding", ["customer", "state"]),
    "ix_finding_found_on_state": ("finding", ["found_on", "state"]),
    "ix_invoice_review": ("invoice", ["review"]),
    "ix_term_superseded_by": ("term", ["superseded_by"]),
    "ix_term_review": ("term", ["review", "known_to", "contract_id"]),
    "ix_tested_contract": ("tested", ["contract"]),
    "ix_tested_invoice_id": ("tested", ["invoice_id"]),
}


def upgrade() -> None:
    """Go to this version."""
    text = sqlmodel.sql.sqltypes.AutoString
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", text(length=10), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column("found_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("supplier", text(), nullable=True))
        batch_op.add_column(sa.Column("customer", text(), nullable=True))
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.alter_column("state", server_default=None)
    with op.batch_alter_table("tested", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invoice_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("parent", text(), nullable=True))
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("review", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.alter_column("review", server_default=None)
    same = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    for statement in _FILL:
        op.execute(statement.replace("IS DISTINCT FROM", same))
    op.execute(_REVIEW[op.get_bind().dialect.name])
    op.drop_index("ix_finding_code", "finding")
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Go back to the version before."""
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table)
    op.create_index("ix_finding_code", "finding", ["code"])
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_column("review")
    with op.batch_alter_table("tested", schema=None) as batch_op:
        batch_op.drop_column("parent")
        batch_op.drop_column("invoice_id")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        for name in reversed(_FINDING):
            batch_op.drop_column(name)


_REVIEW = {
    "sqlite": "UPDATE invoice SET review = 1 WHERE json_extract(body, '$.review')",
    "postgresql": "UPDATE invoice SET review = true WHERE body ->> 'review' = 'true'",
}
_INVOICE = (
    "FROM invoice i JOIN document d ON d.id = i.document_id "
    "WHERE d.retired_at IS NULL AND i.number = {table}.invoice AND d.file = {table}.document "
    "ORDER BY i.id LIMIT 1"
)
_CONTRACT = (
    "FROM contract c JOIN document d ON d.id = c.document_id "
    "WHERE d.retired_at IS NULL AND c.stem = finding.contract ORDER BY c.id LIMIT 1"
)
_FILL = (
    "UPDATE finding SET found_on = "
    "(SELECT first_found_on FROM life WHERE life.fingerprint = finding.fingerprint)",
    *(
        f"UPDATE finding SET {ours} = coalesce((SELECT c.{theirs} {_CONTRACT}), "
        f"(SELECT i.{ours} {_INVOICE.format(table='finding')}))"
        for ours, theirs in (("supplier", "provider"), ("customer", "customer"))
    ),
    f"UPDATE tested SET invoice_id = (SELECT i.id {_INVOICE.format(table='tested')}) "
    "WHERE document IS NOT NULL",
    # The latest decision counts until its last day, and for the sum that it was made about.
    "UPDATE finding SET state = (SELECT CASE WHEN "
    "d.state IN ('accepted', 'credited', 'resolved', 'waived') AND ("
    "d.until < (SELECT max(as_of) FROM run) OR (d.amount IS NOT NULL AND ("
    "d.amount IS DISTINCT FROM finding.amount OR d.currency IS DISTINCT FROM finding.currency"
    "))) THEN 'open' ELSE d.state END FROM decision d "
    "WHERE d.fingerprint = finding.fingerprint ORDER BY d.id DESC LIMIT 1) "
    "WHERE fingerprint IN (SELECT fingerprint FROM decision)",
)
