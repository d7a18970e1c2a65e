"""Whether a payment provider's payouts are what they are made of: charges, fees and refunds."""

from collections.abc import Iterable, Iterator

from checks.reconciliation.differences import Difference, DifferenceKind
from models.ledgers import LedgerPayout, PaymentStatus
from models.money import minor_unit


def payout_differences(payouts: Iterable[LedgerPayout]) -> Iterator[Difference]:
    """Yield payouts whose parts do not sum to them, by the smallest unit of the currency."""
    for payout in payouts:
        if payout.deleted or payout.status in {PaymentStatus.FAILED, PaymentStatus.VOID}:
            continue
        left = payout.unexplained
        if payout.amount is None or abs(left) < minor_unit(payout.currency):
            continue
        parts = sum(one.amount for one in payout.items)
        yield Difference(
            kind=DifferenceKind.PAYOUT,
            service=payout.service,
            number=payout.reference,
            record=payout.id,
            ours=str(parts),
            theirs=str(payout.amount),
            amount=abs(left),
            currency=payout.currency,
            words=f"Payout {payout.id} is {payout.amount}; its charges, fees and refunds make {parts}.",
        )
