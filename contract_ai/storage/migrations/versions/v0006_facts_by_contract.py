"""Which file holds whose facts is read from an index alone, without the rows."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEYS = {
    "usage": "contract",
    "timesheet": "contract",
    "acceptance": "contract",
    "expense": "contract",
    "payment": "invoice_number",
    "approval": "invoice_number",
    "purchase_order": "number",
}


def upgrade() -> None:
    """Go to this version."""
    for table, key in _KEYS.items():
        op.drop_index(f"ix_{table}_{key}", table)
        op.create_index(f"ix_{table}_{key}_document_id", table, [key, "document_id"])


def downgrade() -> None:
    """Go back to the version before."""
    for table, key in _KEYS.items():
        op.drop_index(f"ix_{table}_{key}_document_id", table)
        op.create_index(f"ix_{table}_{key}", table, [key])
