"""What stands billed: credit notes taken off, cancelled invoices and copies left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from checks.charges.service_term import named_period
from checks.recognition.parties import same_party
from checks.recognition.references import plain
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, ContractCase, InvoiceCase
from models.contracts import Contract
from models.heads import head_order
from models.invoices import Invoice, InvoiceLine
from models.money import minor_unit, to_minor

# Kinds that ask for the price of something delivered.
PRICED = frozenset((ChargeKind.RATE, ChargeKind.FEE, ChargeKind.PERCENTAGE, ChargeKind.MILESTONE))


_LEAST, _MOST = Decimal("0.75"), Decimal("1.25")  # of the price that was billed


def billed_amount(charge: Charge, currency: str | None) -> Decimal:
    """Return quantity x unit price, rounded, where both are printed, else the line amount."""
    line = charge.line
    if line.quantity is None or line.unit_price is None:
        return charge.amount
    return to_minor(line.quantity * line.unit_price, currency) - (line.discount or Decimal(0))


def is_cancelled(invoice: Invoice, notes: Iterable[Invoice]) -> bool:
    """Whether credit notes give back the whole invoice."""
    given = sum((note.total or Decimal(0) for note in notes), Decimal(0))
    return given > 0 and given >= (invoice.total or Decimal(0)) - minor_unit(invoice.currency)


def is_replaced(invoice: Invoice, corrected: Invoice | None) -> bool:
    """Whether a corrected invoice of the same supplier takes the place of this one."""
    if corrected is None or invoice.is_credit or corrected.number == invoice.number:
        return False
    return same_party(corrected.supplier.name, invoice.supplier.name)


def _alike(cases: Iterable[InvoiceCase]) -> dict[int, tuple[InvoiceCase, ...]]:
    """Return for each invoice, by identity, those with its total, currency and lines, in order.

    An invoice whose total no other has is left out: only where totals agree lines are looked at.
    """
    by_total: dict[Decimal | None, list[InvoiceCase]] = {}
    for case in sorted(cases, key=lambda one: head_order(one.invoice)):
        by_total.setdefault(case.invoice.total, []).append(case)
    found: dict[int, tuple[InvoiceCase, ...]] = {}
    for same in by_total.values():
        groups: dict[object, list[InvoiceCase]] = {}
        for one in same if len(same) > 1 else ():
            content = one.invoice.currency, tuple(map(_line, one.invoice.lines))
            groups.setdefault(content, []).append(one)
        for group in groups.values():
            whole = tuple(group)
            found |= {id(one.invoice): whole for one in whole}
    return found


def may_repeat(one: InvoiceCase, other: InvoiceCase) -> bool:
    """Whether one of two invoices with the same lines may be a copy of the other."""
    days = one.book.settings.duplicate_days
    return near(one.invoice, other.invoice, days) and not _are_two_debts(one, other)


def _are_two_debts(one: InvoiceCase, other: InvoiceCase) -> bool:
    """Whether two invoices quote two contracts, and each bills what its own one prices.

    A master agreement and an order under it are no two contracts: either may be quoted.
    """
    if not (_bills_what_it_quotes(one) and _bills_what_it_quotes(other)):
        return False
    above, forest = one.book.forest.above, one.book.forest
    first, second = (forest.home(case.contract) for case in (one, other) if case.contract)
    return not (_stands_under(first, second, above) or _stands_under(second, first, above))


def _bills_what_it_quotes(case: InvoiceCase) -> bool:
    """Whether an invoice names a contract, itself or by its order, that prices all its lines."""
    quotes = case.invoice.contract_reference or case.invoice.purchase_order
    asked = [charge for charge in case.charges if charge.amount]
    return bool(case.contract and quotes and asked) and all(charge.terms for charge in asked)


def _stands_under(contract: Contract, other: Contract, above: Mapping[str, Contract]) -> bool:
    """Whether a document is another one, or stands under it."""
    met: set[str] = set()
    link: Contract | None = contract
    while link is not None and link.stem not in met:
        if link is other:
            return True
        met.add(link.stem)
        link = above.get(link.stem)
    return False


def near(one: Invoice, other: Invoice, days: int) -> bool:
    """Whether two invoices are of one supplier, to one customer and within so many days.

    A day or a customer that one does not name parts nothing.
    """
    if one.issue_date and other.issue_date:
        apart = abs(one.issue_date - other.issue_date)
        if apart > timedelta(days=days):
            return False
    payers = one.customer.name, other.customer.name
    if all(payers) and not same_party(*payers):
        return False
    return same_party(one.supplier.name, other.supplier.name)


def marked(cases: Iterable[InvoiceCase]) -> list[InvoiceCase]:
    """Give each case its credit notes and its like, and say whether it stands; by date of issue."""
    ordered = sorted(cases, key=order)
    notes: dict[str, list[InvoiceCase]] = {}
    for case in ordered:
        if case.invoice.is_credit:
            notes.setdefault(plain(case.invoice.corrects or ""), []).append(case)
    numbers = {case.invoice.number for case in ordered if not case.invoice.is_credit}
    whole = [replace(case, credits=_notes_of(case, notes, numbers)) for case in ordered]
    groups = _alike(whole)
    live: dict[int, list[InvoiceCase]] = {}
    corrected = {plain(name): case.invoice for case in ordered if (name := case.invoice.replaces)}
    result = []
    for case in whole:
        group = groups.get(id(case.invoice), ())
        earlier = live.setdefault(id(group), []) if group else []
        replaced = is_replaced(case.invoice, corrected.get(plain(case.invoice.number or "")))
        stands = not (
            replaced
            or case.invoice.is_credit
            or is_cancelled(case.invoice, (note.invoice for note in case.credits))
        )
        stands = stands and not any(may_repeat(case, other) for other in earlier)
        if stands:
            earlier.append(case)
        result.append(replace(case, stands=stands, replaced=replaced, alike=group))
    return result


def standing(case: InvoiceCase) -> tuple[InvoiceCase, ...]:
    """Return the family's invoices that stand, this one among them, by date of issue."""
    if case.family is None:
        return (case,) if case.stands else ()
    key = "standing", id(case.family.root)
    found, places = case.book.memo.once(key, lambda: _in_order((case, *case.siblings)))
    if places[order(case)] <= 1:
        return found
    # Of invoices with one date and number, the case itself comes first.
    own = "standing", id(case.invoice)
    return case.book.memo.once(own, lambda: _in_order((case, *case.siblings)))[0]


def _in_order(
    cases: Iterable[InvoiceCase],
) -> tuple[tuple[InvoiceCase, ...], Counter[tuple[str, str]]]:
    found = sorted((one for one in cases if one.stands), key=order)
    return tuple(found), Counter(map(order, found))


def standing_within(case: ContractCase) -> tuple[InvoiceCase, ...]:
    """Return the invoices billed under a contract that stand, by date of issue.

    Of an invoice under the agreement above it that bills what the contract prices, the lines that
    no other order prices.
    """
    above = (_own_part(one, case) for one in case.above)
    within = (*case.invoices, *(one for one in above if one is not None))
    return tuple(sorted((one for one in within if one.stands), key=order))


def _own_part(invoice: InvoiceCase, case: ContractCase) -> InvoiceCase | None:
    """The invoice without the lines of other orders; None where it bills nothing of this one."""
    family = {member.stem for member in case.family.members}
    own = tuple(c for c in invoice.charges if c.contract is None or c.contract.stem in family)
    if any(c.contract is case.contract for c in own):
        return replace(invoice, charges=own)
    return None


def order(case: InvoiceCase) -> tuple[str, str]:
    """Sort by date of issue, then number."""
    issued = case.invoice.issue_date
    return (issued.isoformat() if issued else "9999", case.invoice.number or "")


@dataclass(frozen=True, slots=True)
class Given:
    """A line of a credit note; ``units`` says that it gives back units rather than a sum."""

    note: InvoiceCase
    charge: Charge
    units: bool


def given_back(case: InvoiceCase, charge: Charge) -> Iterator[Given]:
    """Yield what credit notes of the family give back on a charge's item and period."""
    prices = [price for one in on_same(case, charge) if (price := _price(one)) is not None]
    for note in notes_within(case):
        for given in note.charges:
            if given.item and same_item(given, charge) and _same_time(given, charge):
                yield Given(note, given, units=_gives_units(given, prices))


def notes_within(case: InvoiceCase) -> Iterator[InvoiceCase]:
    """Yield the credit notes on an invoice whose lines were read under the same agreement."""
    for note in case.credits:
        if note.family and case.family and note.family.root.stem == case.family.root.stem:
            yield note


def on_same(case: InvoiceCase, charge: Charge) -> list[Charge]:
    """Return the lines of an invoice for the item and period of one of them."""
    return [one for one in case.charges if same_item(one, charge) and _same_time(one, charge)]


def credited(case: InvoiceCase, charge: Charge) -> tuple[Decimal, Decimal]:
    """Return the quantity and amount that credit notes give back on a charge's item and period."""
    given = list(given_back(case, charge))
    units = (abs(one.charge.line.quantity or Decimal(0)) for one in given if one.units)
    amounts = (abs(one.charge.amount) for one in given)
    return sum(units, Decimal(0)), sum(amounts, Decimal(0))


def _gives_units(given: Charge, prices: Iterable[Decimal]) -> bool:
    """Whether a line of a credit note takes units back: its price is about one that was billed.

    A price far from it is a difference of prices, given back on units that stay billed.
    """
    price = _price(given)
    if not given.line.quantity or price is None:
        return False
    known = [one for one in prices if one]
    return not known or any(_LEAST <= price / one <= _MOST for one in known)


def _price(charge: Charge) -> Decimal | None:
    line = charge.line
    if line.unit_price is not None:
        return abs(line.unit_price)
    return abs(charge.amount / line.quantity) if line.quantity else None


def same_item(one: Charge, other: Charge) -> bool:
    """Whether two charges are for the same item of the contract."""
    return (one.kind, key_of(one.item)) == (other.kind, key_of(other.item))


def net_billed(case: InvoiceCase, counts: Callable[[Charge], bool]) -> Decimal:
    """Return the net of an invoice's lines that count, credits taken off."""
    own = _net(case, counts)
    return own - sum((_net(note, counts) for note in case.credits), Decimal(0))


def _net(case: InvoiceCase, counts: Callable[[Charge], bool]) -> Decimal:
    return sum((charge.amount for charge in case.charges if counts(charge)), Decimal(0))


def _same_time(given: Charge, charge: Charge) -> bool:
    one, other = named_period(given), named_period(charge)
    return one is None or other is None or (one[0] <= other[1] and other[0] <= one[1])


def _notes_of(
    case: InvoiceCase, notes: dict[str, list[InvoiceCase]], numbers: AbstractSet[str | None]
) -> tuple[InvoiceCase, ...]:
    """Return the notes that correct an invoice; of numbers that look alike the exact one counts."""
    own = case.invoice.number
    if case.invoice.is_credit or not own:
        return ()
    return tuple(
        note
        for note in notes.get(plain(own), ())
        if note.invoice.corrects == own or note.invoice.corrects not in numbers
        if same_party(note.invoice.supplier.name, case.invoice.supplier.name)
    )


def _line(line: InvoiceLine) -> tuple[object, ...]:
    text = key_of(line.description or "")
    return text, line.quantity, line.unit_price, line.amount, line.period_start, line.period_end
