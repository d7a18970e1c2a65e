"""Which customers there are by name, as holds and policies of reminders find them."""

from sqlalchemy import select
from sqlmodel import Session

from contract_ai.desk.columns import INVOICE
from contract_ai.storage.reminder_policies import folded_customer


def is_customer(session: Session, name: str) -> bool:
    """Whether an invoice on file is to a customer of this name, however it is written."""
    named = session.execute(select(INVOICE.customer).distinct()).scalars()
    return folded_customer(name) in {folded_customer(one) for one in named if one}
