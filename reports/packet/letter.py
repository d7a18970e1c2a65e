"""What a letter says: who writes to whom, the points one by one, the sums, and by when.

Overbilled findings make a letter from the customer to the provider, underbilled ones a letter
from the provider to the customer with a draft invoice.  Settled and accepted findings are in
neither; nor is what is no business of the other party.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from models.contracts import Contract
from models.findings import Direction, LocatedFinding, State
from models.invoices import Invoice
from models.terms import DisputeWindow, PaymentTerm, Term
from reports.crops import Spot, invoice_line, invoices_by_key, needed_crops
from reports.finding_views import FindingView, FindingViews
from reports.inputs import CropRequest, ReportInput
from reports.missing import invoice_key
from reports.packet import words
from reports.packet.draft import (
    DraftLine,
    DraftSum,
    draft_line,
    draft_sums,
    due_date,
    tax_rate,
)
from reports.proofs import CropBook, Quote, where
from reports.term_words import term_words
from reports.totals import Sum, sums_by_direction
from reports.wording import THIN, count, long_date, with_currency

PURSUED = frozenset({State.OPEN, State.DISPUTED})
INTERNAL = ("AU", "CO106", "CO107", "CT", "ID106", "RC101", "RC102", "RC104", "RC105")
"""Codes, or their beginnings, that stay in the house: approvals, the contract's own defects, deals, signs of fraud, the ledger."""
NAMED = 3
"""So many invoices are named in a subject."""
_SUM = r"(?:: [\d,.]+ [A-Z]{3})?$"
_ITEMS = (  # how findings on missed revenue begin, and what of it names the item
    re.compile(rf"^No invoice bills (?:the )?(?P<item>.+?){_SUM}"),
    re.compile(rf'^(?P<item>Milestone ".+?" was accepted on \S+) and never billed{_SUM}'),
    re.compile(rf"^(?P<item>.+?) (?:was|were) never billed{_SUM}"),
)
_ADVICE = re.compile(
    r"[;,.]\s*(?:ask|bill|check|clarify|do not|hold|pay|remind|schedule|settle)\b.*$", re.IGNORECASE
)
T = TypeVar("T", bound=Term)


@dataclass(frozen=True, slots=True)
class Party:
    """Name and address, as lines."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One finding as a letter tells it.

    ``title`` leaves out what the finding advises us; ``item`` is what a draft invoice calls it.
    """

    number: int
    view: FindingView
    title: str
    place: str
    item: str

    @property
    def is_tax(self) -> bool:
        """Whether its sum is tax itself."""
        return self.view.code.startswith("TX")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft invoice of the points of a letter: facts above, a sum a currency below.

    ``left`` says what a person still has to add.
    """

    facts: tuple[tuple[str, str], ...]
    lines: tuple[DraftLine, ...]
    sums: tuple[DraftSum, ...]
    payment: str
    left: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.  ``act_before`` is the last day the contract gives; None where it names none.

    ``window`` are the words of the contract that name it.  ``draft`` is given where the letter
    is about what was never billed.  ``overdrawn`` names invoices of which more is asked back than
    they bill.
    """

    direction: Direction
    sender: Party
    addressee: Party
    day: date
    subject: str
    references: tuple[tuple[str, str], ...]
    opening: str
    points: tuple[Point, ...]
    sums: tuple[Sum, ...]
    request: tuple[str, ...]
    act_before: date | None
    window: Quote | None
    draft: Draft | None
    overdrawn: tuple[str, ...] = ()


def letters(data: ReportInput, company: Party | None = None) -> tuple[Letter, ...]:
    """Write a letter a contract and direction, from the findings that are to be pursued."""
    writer = _Writer(data, company)
    groups: dict[tuple[Direction, str], list[LocatedFinding]] = {}
    for found in data.audit.findings:
        if for_the_other(found):
            groups.setdefault((_side(found), found.contract or found.invoice or ""), []).append(
                found
            )
    order = (Direction.OVERBILLED, Direction.UNDERBILLED)
    made = []
    for direction in order:
        for (side, _), group in groups.items():
            # Points without a sum come along; a letter of nothing else asks for no money.
            if side is direction and any(f.finding.direction is direction for f in group):
                made.append(writer.letter(direction, group))
    return tuple(made)


def for_the_other(found: LocatedFinding) -> bool:
    """Whether a finding is to be told to the other party."""
    return found.state in PURSUED and not found.code.startswith(INTERNAL)


def letter_crops(data: ReportInput) -> list[CropRequest]:
    """List the pictures that letters want: of their points, and of the time to dispute."""
    told = tuple(found for found in data.audit.findings if for_the_other(found))
    stems = {found.contract for found in told}
    billed = [contract for contract in data.contracts if contract.stem in stems]
    windows = [window_of(contract, data.contracts) for contract in billed]
    asked = [Spot((window.evidence,)).request for window in windows if window]
    wanted = needed_crops(replace(data, audit=replace(data.audit, findings=told)))
    return list(dict.fromkeys([*wanted, *filter(None, asked)]))


def before_sending(made: Iterable[Letter]) -> list[str]:
    """Say what a person should look at before a letter leaves the house."""
    notes = []
    for letter in made:
        name = letter.subject.replace(THIN, " ")
        review = [str(point.number) for point in letter.points if point.view.review]
        if review:
            notes.append(
                f"{name}: look at the clause of {_these(review)} before you send this; "
                "its reading is to be reviewed."
            )
        notes += [
            f"{name}: more is asked for than {number} bills in all; some points overlap."
            for number in letter.overdrawn
        ]
        closed = [str(p.number) for p in letter.points if _closed(p, letter.day)]
        if closed and letter.direction is Direction.OVERBILLED:
            notes.append(
                f"{name}: the contract's time to dispute has ended for "
                f"{_these(closed)}; the letter does not say so."
            )
    return notes


def _closed(point: Point, today: date) -> bool:
    return bool(point.view.act_before) and date.fromisoformat(point.view.act_before) < today


def _these(numbers: Sequence[str]) -> str:
    return f"{'point' if len(numbers) == 1 else 'points'} {', '.join(numbers)}"


class _Writer:
    def __init__(self, data: ReportInput, company: Party | None) -> None:
        self._data, self._company = data, company
        self._book = CropBook(data.crops)
        self._views = FindingViews(data, self._book)
        self._invoices = invoices_by_key(data.invoices)
        self._contracts = {contract.stem: contract for contract in data.contracts}

    def letter(self, direction: Direction, group: Sequence[LocatedFinding]) -> Letter:
        contract = self._contracts.get(group[0].contract or "")
        invoices = self._of(group)
        provider, customer = self._parties(contract, invoices)
        claims = direction is Direction.OVERBILLED
        sender, addressee = (customer, provider) if claims else (provider, customer)
        points = tuple(self._point(number, one) for number, one in enumerate(group, start=1))
        sums = sums_by_direction(f for f in group if f.finding.direction is direction)
        act_before = _first_day(group, self._data.as_of) if claims else None
        window = window_of(contract, self._data.contracts) if contract and act_before else None
        return Letter(
            direction=direction,
            sender=_with_address(sender, addressee, self._company),
            addressee=addressee,
            day=self._data.as_of,
            subject=words.subject(direction, _subject(invoices, contract), _title(contract), sums),
            references=_references(direction, contract, invoices),
            opening=words.opening(direction, _named(invoices), _title(contract), len(points)),
            points=points,
            sums=sums,
            request=words.request(
                direction, sums, act_before, with_tax=any(p.is_tax for p in points)
            ),
            act_before=act_before,
            window=self._quote(window) if window else None,
            draft=None if claims else self._draft(contract, invoices, points, (sender, addressee)),
            overdrawn=_overdrawn(group, invoices) if claims else (),
        )

    def _of(self, group: Sequence[LocatedFinding]) -> tuple[Invoice, ...]:
        keys = dict.fromkeys(invoice_key(one.document, one.invoice) for one in group)
        return tuple(self._invoices[key] for key in keys if key in self._invoices)

    def _point(self, number: int, found: LocatedFinding) -> Point:
        view = self._views.view(number, found)
        place = ", ".join(filter(None, (view.invoice, view.line)))
        invoice = self._invoices.get(invoice_key(found.document, found.invoice))
        line = invoice_line(invoice, found.finding.line)
        match = next(filter(None, (one.match(view.title) for one in _ITEMS)), None)
        if match:
            item = match["item"][:1].upper() + match["item"][1:]
        elif line is not None and line.description:
            item = f"{line.description}: difference to the agreed amount ({place})"
        else:
            item = _told(view.title)
        return Point(number, view, _told(view.title), place, item)

    def _parties(
        self, contract: Contract | None, invoices: Sequence[Invoice]
    ) -> tuple[Party, Party]:
        """Return provider and customer, as the contract names them, else as the invoices do."""
        header = contract.contract if contract else None
        provider = header.party("provider") if header else None
        customer = header.party("customer") if header else None
        suppliers = [one.supplier.name for one in invoices if one.supplier.name]
        customers = [one.customer.name for one in invoices if one.customer.name]
        return (
            Party(provider.name if provider else next(iter(suppliers), "the provider")),
            Party(customer.name if customer else next(iter(customers), "the customer")),
        )

    def _draft(
        self,
        contract: Contract | None,
        invoices: Sequence[Invoice],
        points: Sequence[Point],
        parties: tuple[Party, Party],
    ) -> Draft:
        orders = dict.fromkeys(one.purchase_order for one in invoices if one.purchase_order)
        payment, day = self._term(contract, PaymentTerm), self._data.as_of
        due = due_date(payment, day)
        facts = (
            ("Supplier", parties[0].name),
            ("Customer", parties[1].name),
            ("Invoice number", "to be given"),
            ("Date", day.isoformat()),
            ("Due", due.isoformat() if due else ""),
            ("Contract", _title(contract)),
            ("Purchase order", ", ".join(orders)),
        )
        terms = tuple(term for one in self._family(contract) for term in one.terms)
        lines = tuple(
            draft_line(p.number, p.item, p.view.found.finding, terms, is_tax=p.is_tax)
            for p in points
            if p.view.found.finding.amount is not None
        )
        rate = self._tax_rate(contract)
        return Draft(
            facts=tuple((label, value) for label, value in facts if value),
            lines=lines,
            sums=draft_sums(lines, rate),
            payment=f"Payment {term_words(payment)} ({where(payment.evidence)})."
            if payment and where(payment.evidence)
            else "",
            left=words.draft_note(taxed=rate is not None),
        )

    def _family(self, contract: Contract | None) -> list[Contract]:
        """Return a contract and the agreement it stands under."""
        if contract is None:
            return []
        return [contract, *above(contract, self._data.contracts)]

    def _term(self, contract: Contract | None, kind: type[T]) -> T | None:
        return next(filter(None, (_first(one, kind) for one in self._family(contract))), None)

    def _tax_rate(self, contract: Contract | None) -> Decimal | None:
        """Return the rate that the contract states, else the one of all invoices under it."""
        family = self._family(contract)
        names = {name.casefold() for one in family for name in names_of(one) if name}
        billed = [
            one
            for one in self._data.invoices
            if one.contract_reference and one.contract_reference.casefold() in names
        ]
        stated = next((r for one in family if (r := tax_rate(one, ())) is not None), None)
        return tax_rate(None, billed) if stated is None else stated

    def _quote(self, term: Term) -> Quote:
        spot = Spot((term.evidence,))
        crop = self._book.crop(spot)
        return Quote(term.evidence.quote, term.evidence.file, where(term.evidence), crop)


def _side(found: LocatedFinding) -> Direction:
    """Points without a loser go with what is disputed on the invoice."""
    under = found.finding.direction is Direction.UNDERBILLED
    return Direction.UNDERBILLED if under else Direction.OVERBILLED


def _told(title: str) -> str:
    """Leave out what a title advises the person who reads the report."""
    text = _ADVICE.sub("", title)
    return text[:1].upper() + text[1:]


def _first_day(group: Sequence[LocatedFinding], today: date) -> date | None:
    """Return the first day to dispute that lies ahead."""
    days = [date.fromisoformat(one.act_before) for one in group if one.act_before]
    return min((day for day in days if day >= today), default=None)


def _overdrawn(group: Sequence[LocatedFinding], invoices: Sequence[Invoice]) -> tuple[str, ...]:
    asked: dict[str | None, Decimal] = {}
    for one in group:
        if one.finding.direction is Direction.OVERBILLED:
            amount = one.finding.amount or Decimal(0)
            asked[one.invoice] = asked.get(one.invoice, Decimal(0)) + amount
    return tuple(
        one.number or one.document.file
        for one in invoices
        if one.total is not None and asked.get(one.number, Decimal(0)) > one.total
    )


def window_of(contract: Contract, every: Sequence[Contract]) -> DisputeWindow | None:
    """Return the time to dispute: the contract's own, else that of the agreement it is under."""
    windows = (_first(one, DisputeWindow) for one in (contract, *above(contract, every)))
    return next(filter(None, windows), None)


def above(contract: Contract, every: Sequence[Contract]) -> list[Contract]:
    """Return the agreements that a contract says it stands under or amends."""
    said = f"{contract.contract.under or ''} {contract.contract.amends or ''}".casefold()
    return [one for one in every if any(n and n.casefold() in said for n in names_of(one))]


def names_of(contract: Contract) -> tuple[str | None, ...]:
    """Return what a contract is called: its number, its title, its file."""
    return contract.contract.number, contract.contract.title, contract.stem


def _first(contract: Contract | None, kind: type[T]) -> T | None:
    terms = contract.terms if contract else ()
    return next((term for term in terms if isinstance(term, kind)), None)


def _title(contract: Contract | None) -> str:
    if contract is None:
        return ""
    header = contract.contract
    title = header.title or contract.stem
    return f"{title} ({header.number})" if header.number else title


def _named(invoices: Sequence[Invoice]) -> str:
    """Name invoices: number and date of one, the numbers of several."""
    if len(invoices) == 1:
        one = invoices[0]
        day = f" of {long_date(one.issue_date)}" if one.issue_date else ""
        return f"invoice {one.number or one.document.file}{day}"
    numbers = [one.number or one.document.file for one in invoices]
    return f"invoices {', '.join(numbers[:-1])} and {numbers[-1]}" if numbers else ""


def _subject(invoices: Sequence[Invoice], contract: Contract | None) -> str:
    """Name what a letter is about: few invoices by number, many by their contract."""
    if len(invoices) <= NAMED or contract is None:
        return _named(invoices)
    return f"{_title(contract)}, {count(len(invoices), 'invoice')}"


def _references(
    direction: Direction, contract: Contract | None, invoices: Sequence[Invoice]
) -> tuple[tuple[str, str], ...]:
    totals = [
        f"{one.number or one.document.file}"
        + (f", {one.issue_date.isoformat()}" if one.issue_date else "")
        + (f", {with_currency(one.total, one.currency)}" if one.total is not None else "")
        for one in invoices
    ]
    orders = dict.fromkeys(one.purchase_order for one in invoices if one.purchase_order)
    whose = "Your" if direction is Direction.OVERBILLED else "Our"
    label = f"{whose} invoice{'s' if totals[1:] else ''}"
    rows = (
        ("Contract", _title(contract)),
        (label, "; ".join(totals)),
        ("Purchase order", ", ".join(orders)),
    )
    return tuple((name, value) for name, value in rows if value)


def _with_address(sender: Party, addressee: Party, company: Party | None) -> Party:
    """Put our own name and address in the place of the sender, where that is us."""
    if company is None or not company.name.strip():
        return sender
    ours, theirs, other = (
        re.findall(r"\w+", one.casefold())[:1]
        for one in (company.name, sender.name, addressee.name)
    )
    return company if ours == theirs != other else sender
