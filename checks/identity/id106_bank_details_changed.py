"""ID106 bank-details-changed: the account is not the one of the supplier's earlier invoices.

Why:    A changed account on an otherwise normal invoice is the usual sign of payment fraud.
Inputs: The account printed on this invoice and on earlier ones of the same supplier.
Source: The earlier invoices.
Edges:  - Formats that show no account are passed over.
        - The first invoice of a supplier has nothing to compare with.
        - An account seen on any earlier invoice passes, also with the bank's number before it.
Example: four invoices to one account, the fifth to another: its total.
"""

from bisect import bisect_left
from dataclasses import dataclass

from checks.arithmetic.sums import printed
from checks.recognition.parties import same_party
from checks.recognition.references import plain
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice

_FEWEST = 8  # digits of an account that tell it from any other


def bank_details_changed(case: InvoiceCase) -> Outcomes:
    """Compare the account with those of earlier invoices."""
    invoice = case.invoice
    if not invoice.supplier.iban:
        yield NotApplicable("The invoice shows no account.")
        return
    book = case.book
    earlier = book.memo.once("accounts", lambda: _Accounts.of(book.invoices)).before(invoice)
    last, payee = earlier.last, invoice.payee.name
    if last is None:
        yield NotApplicable("No earlier invoice of this supplier shows an account.")
        return
    if earlier.known:
        return
    assigned = (
        f" The invoice names {payee} as payee: ask for notice of the assignment." if payee else ""
    )
    yield Finding(
        message=f"The account {invoice.supplier.iban} is new: {last.number} was to be paid to {last.supplier.iban}. Call the supplier on a number you know before you pay.{assigned}",
        direction=Direction.NEUTRAL,
        expected=last.supplier.iban,
        actual=invoice.supplier.iban,
        amount=invoice.total,
        currency=invoice.currency,
        working=f"{invoice.supplier.iban} stands on none of {earlier.count} earlier invoices",
        proofs=printed(invoice, "number", "total"),
    )


@dataclass(frozen=True, slots=True)
class _Accounts:
    """Which accounts the invoices of a book show, by the supplier's name as printed.

    ``places`` are the positions of invoices in the book; ``showing`` those that show an account,
    in order, and ``first`` where each account stands first.
    """

    invoices: tuple[Invoice, ...]
    places: dict[int, int]
    showing: dict[str | None, list[int]]
    first: dict[str | None, dict[str, int]]

    @classmethod
    def of(cls, invoices: tuple[Invoice, ...]) -> "_Accounts":
        """Look through a book once."""
        made = cls(invoices, {id(one): at for at, one in enumerate(invoices)}, {}, {})
        for at, one in enumerate(invoices):
            if one.supplier.iban:
                made.showing.setdefault(one.supplier.name, []).append(at)
                known = made.first.setdefault(one.supplier.name, {})
                known.setdefault(plain(one.supplier.iban), at)
        return made

    def before(self, invoice: Invoice) -> "_Earlier":
        """Return what the earlier invoices of a supplier show."""
        place = self.places.get(id(invoice), len(self.invoices))
        names = [name for name in self.showing if same_party(name, invoice.supplier.name)]
        account = plain(invoice.supplier.iban or "")
        counts = {name: bisect_left(self.showing[name], place) for name in names}
        last = max((self.showing[name][n - 1] for name, n in counts.items() if n), default=None)
        return _Earlier(
            sum(counts.values()),
            None if last is None else self.invoices[last],
            any(self._shows(name, account, place) for name in names),
        )

    def _shows(self, name: str | None, account: str, place: int) -> bool:
        """Whether an earlier invoice shows an account, with or without the bank's number before it."""
        first = self.first[name]
        return first.get(account, place) < place or any(
            at < place and _is_end_of(*sorted((account, other), key=len))
            for other, at in first.items()
        )


def _is_end_of(short: str, long: str) -> bool:
    return len(short) >= _FEWEST and short.isdigit() and long.endswith(short)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """How many earlier invoices show an account, the last of them, and whether one shows this."""

    count: int
    last: Invoice | None
    known: bool


CHECK = Check("ID106", "bank-details-changed", Severity.HIGH, bank_details_changed)
