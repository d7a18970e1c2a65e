"""Money of payouts on the bank's account: no payment of an invoice, so it is set aside by itself.

What a payout is made of is in the payment provider's record, and compared in the reconciliation.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from checks.reconciliation.banked import banked
from contract_ai.reconciling.gathering import movements_of
from contract_ai.storage import ledgers
from contract_ai.storage.payments import Held, set_aside
from models.ledgers import LedgerPayout, RecordKind
from models.tables.audit import AuditEventRow


def set_payouts_aside(session: Session, held: Iterable[Held], now: datetime) -> set[int]:
    """Set those movements aside that name the provider and are a payout's; return which.

    Only such count of which nothing was applied; what a person took back stays with people.
    """
    records = ledgers.records(session, RecordKind.PAYOUT)
    payouts = [one for one in records if isinstance(one, LedgerPayout)]
    if not payouts:
        return set()
    found = {
        one.movement.number: key
        for key, one in banked(payouts, movements_of(session)).items()
        if one.named
    }
    waiting = [one for one in held if one.state in {"open", "proposed"}]
    mine = [one.number for one in waiting if one.number in found]
    taken_back = _taken_back(session, mine)
    done = [number for number in mine if number not in taken_back]
    for number in done:
        service, payout = found[number]
        reason = f"The payout {payout} of {service.capitalize()}, by amount, day and name."
        set_aside(session, number, reason, now)
    return set(done)


def _taken_back(session: Session, numbers: list[int]) -> set[int]:
    if not numbers:
        return set()
    things = {f"payment {number}": number for number in numbers}
    query = select(AuditEventRow.object).where(
        AuditEventRow.action == "payment.undone", col(AuditEventRow.object).in_(things)
    )
    return {things[thing] for thing in session.exec(query)}
