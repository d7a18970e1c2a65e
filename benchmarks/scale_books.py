"""Makes a large company's books in a database: contracts, invoices and facts, seeded.

Six contracts make a block of one supplier: hours at rates, monthly fees, metered usage, and a
master agreement with a statement of work and an amendment that raises the rates.  Invoices are
clean but for a few defects: a rate too high, a line twice, a total that does not add up, a copy
under a new number, a supplier nobody knows.  Rows go in by the bulk paths of the storage.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session, col

from checks.months import add_months, last_of_month
from contract_ai.fact_tables import FactTable
from contract_ai.storage.bulk import insert_rows
from contract_ai.storage.contracts import save_contract
from contract_ai.storage.documents import CONTRACT, FACTS, INVOICE
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import save_facts
from contract_ai.storage.invoices import invoice_rows
from models.contracts import Contract
from models.evidence import Evidence
from models.facts import Fact, Payment, PurchaseOrder, TimesheetEntry, Usage
from models.invoices import Invoice, InvoiceLine
from models.tables.documents import DocumentRow
from models.tables.invoice_lines import InvoiceLineRow
from models.tables.invoices import InvoiceRow

NOW = datetime(2026, 1, 31, tzinfo=UTC)
FIRST, MONTHS = date(2024, 1, 1), 24
CONTRACTS_A_BLOCK = 6
_FIXED_LINES = 25  # of fees and meters, a block and month
_WEEKS = (1, 8, 15, 22)
_DEFECTS = 0.01
_UNNAMED = 0.05  # invoices that name no contract
_BLOCKS_A_FILE = 50
_ROLES = (
    "Solution Architect|Data Scientist|Test Engineer|Business Analyst|Project Manager|"
    "Service Designer|Database Administrator|Security Consultant|Network Engineer|"
    "Technical Writer|Release Manager|Integration Developer|Support Specialist|Trainer"
).split("|")
_FEES = (
    "Service desk fee|Platform subscription|Workplace support fee|Backup service fee|"
    "Monitoring fee|Licence management fee|Patch management fee|Firewall service fee|"
    "Email hosting fee|Archive storage fee|Identity service fee|Reporting portal fee"
).split("|")
_METERS = (
    "Messages sent|API calls|Documents scanned|Payments processed|Storage used|"
    "Compute hours|Map requests|Faxes received|Letters printed|Parcels tracked|"
    "Identity verifications|Translations|Video minutes"
).split("|")
_DIVISIONS = ("Holding", "Logistics", "Energy", "Foods", "Retail")
_WORKS = (0, 1)  # the agreements of a block with one customer; the others have another
_SYLLABLES = "ba ko du ri me sa ti lo fen gar hul jin mor nax pel quo rus tev wil zor".split()


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made."""

    lines: int
    contracts: int
    seed: int = 7

    @property
    def blocks(self) -> int:
        """Blocks of six contracts."""
        return max(self.contracts // CONTRACTS_A_BLOCK, 1)

    @property
    def people(self) -> int:
        """People who work in a week for each of the two agreements on hours."""
        a_month = self.lines / self.blocks / MONTHS - _FIXED_LINES
        return max(round(a_month / len(_WEEKS) / 2), 1)


@dataclass(slots=True)
class Batch:
    """Rows that are written together, and the numbers that documents and invoices get."""

    session: Session
    document: int
    invoice: int
    documents: list[dict[str, object]] = field(default_factory=list)
    invoices: list[dict[str, object]] = field(default_factory=list)
    lines: list[dict[str, object]] = field(default_factory=list)

    def add_document(
        self, kind: str, file: str, detail: dict[str, object] | None = None
    ) -> tuple[int, str]:
        """Take a document in; return its number and hash."""
        self.document += 1
        sha256 = hashlib.sha256(f"{kind} {file}".encode()).hexdigest()
        self.documents.append(
            {
                "id": self.document,
                "sha256": sha256,
                "kind": kind,
                "file": file,
                "path": file,
                "stamp": "made",
                "added_at": NOW,
                "retired_at": None,
                "detail": detail or {},
            }
        )
        return self.document, sha256

    def add_invoice(self, invoice: Invoice) -> None:
        """Take an invoice in, as a document of its own."""
        document, sha256 = self.add_document(INVOICE, invoice.document.file)
        known = invoice.document.model_copy(update={"sha256": sha256})
        values, lines = invoice_rows(document, 0, invoice.model_copy(update={"document": known}))
        self.invoice += 1
        self.invoices.append(values | {"id": self.invoice})
        self.lines += [line | {"invoice_id": self.invoice} for line in lines]

    def flush(self) -> None:
        """Write what was taken in."""
        for model, rows in (
            (DocumentRow, self.documents),
            (InvoiceRow, self.invoices),
            (InvoiceLineRow, self.lines),
        ):
            insert_rows(self.session, model, rows)
            rows.clear()


@dataclass(frozen=True, slots=True)
class Deal:
    """One thing that is billed every month: who, under which contract, and what the lines are."""

    supplier: str
    customer: str
    prefix: str
    reference: str
    shape: str
    number: int
    prices: tuple[Decimal, ...]
    people: int = 0

    @property
    def iban(self) -> str:
        """The supplier's account."""
        return f"DE{zlib_number(self.supplier):020}"


def zlib_number(text: str) -> int:
    """Return a number of sixteen digits that belongs to a text."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:13], 16)


def make(database: Database, size: Size) -> None:
    """Write contracts, invoices of 24 months and the facts to them."""
    for start in range(0, size.blocks, _BLOCKS_A_FILE):
        blocks = range(start, min(start + _BLOCKS_A_FILE, size.blocks))
        facts: dict[str, list[Fact]] = {}
        for block in blocks:
            rng = random.Random(f"{size.seed} {block}")  # noqa: S311 (made data, no secret)
            with database.write() as session:
                batch = _batch(session)
                deals = list(_contracts(batch, block, size, rng))
                for deal in deals:
                    for month in range(MONTHS):
                        _bill(batch, deal, month, rng, facts)
                batch.flush()
        with database.write() as session:
            _write_facts(_batch(session), start, facts)


def add_month(database: Database, size: Size, invoices: int) -> None:
    """Write so many invoices of the month after the last, each of another agreement."""
    rng = random.Random(f"{size.seed} new")  # noqa: S311 (made data, no secret)
    with database.write() as session:
        batch = _batch(session)
        for block in range(size.blocks):
            again = random.Random(f"{size.seed} {block}")  # noqa: S311 (made data, no secret)
            for deal, _ in _deals(block, size, again):
                if len(batch.invoices) < invoices:
                    _bill(batch, deal, MONTHS, rng, {})
        batch.flush()


def _batch(session: Session) -> Batch:
    document, invoice = (
        session.execute(select(func.max(col(column)))).scalar() or 0
        for column in (DocumentRow.id, InvoiceRow.id)
    )
    return Batch(session, document, invoice)


def _name(rng: random.Random) -> str:
    words = ["".join(rng.choices(_SYLLABLES, k=3)).capitalize() for _ in range(2)]
    return f"{' '.join(words)} {rng.choice(('Ltd', 'GmbH', 'Inc.', 'B.V.'))}"


def _deals(
    block: int, size: Size, rng: random.Random
) -> Iterator[tuple[Deal, list[dict[str, object]]]]:
    """Yield the four agreements of a block with the terms they have."""
    supplier, prefix = _name(rng), f"K{block:04}"
    shapes = (("hours", 8), ("fees", len(_FEES)), ("meters", len(_METERS)), ("order", 8))
    for number, (shape, count) in enumerate(shapes):
        prices = tuple(Decimal(rng.randrange(4000, 24000)) / 100 for _ in range(count))
        people = size.people if shape in {"hours", "order"} else 0
        customer = f"Halden {_DIVISIONS[block % len(_DIVISIONS)]} {'Works' if number in _WORKS else 'Trading'} AG"
        deal = Deal(supplier, customer, prefix, f"{prefix}-{shape}", shape, block, prices, people)
        yield deal, _terms(deal)


def _terms(deal: Deal) -> list[dict[str, object]]:
    """Return the terms of an agreement."""
    terms: list[dict[str, object]] = [
        {"kind": "payment_term", "days": 30, "quote": "Invoices are payable within thirty days."},
        {"kind": "late_charge", "percent": "1", "per": "month", "quote": "1% per month when late."},
        {"kind": "dispute", "days": 60, "quote": "Invoices may be disputed within 60 days."},
    ]
    for place, price in enumerate(deal.prices):
        money = {"amount": str(price), "currency": "EUR"}
        if deal.shape == "fees":
            item, more = _FEES[place], {"kind": "fee", "frequency": "monthly"}
            text = f"The {item} is EUR {price} per month."
        elif deal.shape == "meters":
            item, more = _METERS[place], {"kind": "rate", "unit": "unit"}
            text = f"{item}: EUR {price} per unit."
        else:
            item, more = _role(deal, place), {"kind": "rate", "unit": "hour"}
            text = f"{item}: EUR {price} per hour."
        terms.append({"item": item, "quote": text, **money, **more})
    return terms


def _role(deal: Deal, place: int) -> str:
    return _ROLES[(deal.number + place) % len(_ROLES)]


def _contracts(batch: Batch, block: int, size: Size, rng: random.Random) -> Iterator[Deal]:
    """Write the contracts of a block and yield what is billed under them."""
    for deal, terms in _deals(block, size, rng):
        head = {
            "number": deal.reference,
            "title": f"{deal.shape.capitalize()} agreement {deal.reference}",
            "effective_date": "2024-01-01",
            "expiration_date": "2027-12-31",
            "currency": "EUR",
            "signed": True,
            "parties": [
                {"name": deal.supplier, "role": "provider"},
                {"name": deal.customer, "role": "customer"},
            ],
        }
        if deal.shape == "order":
            master, change = f"{deal.prefix}-master", f"{deal.prefix}-change"
            _contract(
                batch, block, {**head, "number": master, "title": f"Master {master}"}, terms[:3]
            )
            raised = [t | {"amount": str(_raised(Decimal(str(t["amount"]))))} for t in terms[3:]]
            later = {"kind": "amendment", "amends": deal.reference, "effective_date": "2025-01-01"}
            _contract(
                batch,
                block,
                {**head, **later, "number": change, "title": f"Change {change}"},
                raised,
            )
            head |= {"kind": "statement_of_work", "under": master}
        _contract(batch, block, head, terms[3:] if deal.shape == "order" else terms)
        yield deal


def _raised(price: Decimal) -> Decimal:
    return (price * Decimal("1.03")).quantize(Decimal("0.01"))


def _contract(
    batch: Batch, block: int, head: dict[str, object], terms: list[dict[str, object]]
) -> None:
    file = f"{head['number']}.pdf"
    document, sha256 = batch.add_document(CONTRACT, file)
    batch.flush()
    made = [
        {key: value for key, value in term.items() if key != "quote"}
        | {
            "confidence": 0.97,
            "review": False,
            "evidence": {
                "quote": term["quote"],
                "page": 2 + place // 4,
                "boxes": [[72.0, 90.0 + 14 * place, 523.5, 102.0 + 14 * place]],
                "section": f"4.{place + 1}",
                "file": file,
                "sha256": sha256,
            },
        }
        for place, term in enumerate(terms)
    ]
    form = {
        "document": {"file": file, "sha256": sha256, "pages": 6},
        "contract": head,
        "terms": made,
        "confirmed": block % 2 == 1,
    }
    save_contract(batch.session, document, Contract.model_validate(form), NOW)


def _bill(
    batch: Batch, deal: Deal, month: int, rng: random.Random, facts: dict[str, list[Fact]]
) -> None:
    """Write the invoice of a month, with the facts that bear it out."""
    start = add_months(FIRST, month)
    end = last_of_month(start)
    issued, number = end + timedelta(days=1), f"{deal.prefix}{deal.shape[0].upper()}-{month:03}"
    lines = list(_lines(deal, start, end, rng, facts))
    defect = rng.random()
    extra = Decimal(0)
    if defect < _DEFECTS:
        lines, extra = _spoiled(lines, rng)
    net = sum((line.amount or Decimal(0) for line in lines), Decimal(0)) + extra
    unnamed = rng.random() < _UNNAMED
    stranger = defect > 1 - _DEFECTS / 5
    file = f"{number}.xml"
    invoice = Invoice.model_validate(
        {
            "document": {"file": file, "source": "ubl"},
            "number": number,
            "issue_date": issued,
            "due_date": issued + timedelta(days=30),
            "supplier": {
                "name": _name(rng) if stranger else deal.supplier,
                "iban": deal.iban,
            },
            "customer": {"name": deal.customer},
            "currency": "EUR",
            "purchase_order": f"PO-{deal.reference}",
            "contract_reference": None if unnamed or stranger else deal.reference,
            "payment_terms": "net 30 days",
            "period_start": start,
            "period_end": end,
            "net_amount": net,
            "tax_amount": Decimal(0),
            "total": net,
            "lines": lines,
            "evidence": {
                "number": Evidence(number, anchor="/Invoice/ID"),
                "total": Evidence(str(net), anchor="/Invoice/LegalMonetaryTotal/PayableAmount"),
            },
        }
    )
    if stranger or unnamed:
        invoice = invoice.model_copy(update={"purchase_order": None})
    batch.add_invoice(invoice)
    if _DEFECTS <= defect < _DEFECTS * 1.2:
        again = {"number": f"{number}-2", "issue_date": issued + timedelta(days=20)}
        copied = invoice.document.model_copy(update={"file": f"{number}-2.xml"})
        batch.add_invoice(invoice.model_copy(update={**again, "document": copied}))
    paid = {"invoice_number": number, "paid_on": issued + timedelta(days=25), "amount": net}
    facts.setdefault("payments", []).append(Payment.model_validate(paid | {"currency": "EUR"}))
    if month == 0:
        order = {"number": f"PO-{deal.reference}", "contract": deal.reference}
        facts.setdefault("purchase_orders", []).append(PurchaseOrder.model_validate(order))


def _lines(
    deal: Deal, start: date, end: date, rng: random.Random, facts: dict[str, list[Fact]]
) -> Iterator[InvoiceLine]:
    made = _hours(deal, start, rng, facts) if deal.people else _items(deal, start, end, rng, facts)
    for number, row in enumerate(made, 1):
        yield InvoiceLine.model_validate({"number": number, "tax_rate": 0, **row})


def _hours(
    deal: Deal, start: date, rng: random.Random, facts: dict[str, list[Fact]]
) -> Iterator[dict[str, object]]:
    raised = deal.shape == "order" and start >= date(2025, 1, 1)
    for person in range(deal.people):
        place = person % len(deal.prices)
        role = _role(deal, place)
        price = _raised(deal.prices[place]) if raised else deal.prices[place]
        for first in _WEEKS:
            begin = start.replace(day=first)
            worked = Decimal(rng.randrange(40, 161)) / 4
            row = {"contract": deal.reference, "person": f"Person {person}", "role": role}
            entry = row | {"date": begin, "hours": worked, "approved_by": "N. Halden"}
            facts.setdefault("timesheets", []).append(TimesheetEntry.model_validate(entry))
            yield {
                "description": f"{role}, person {person}, week of {begin.isoformat()}",
                "quantity": worked,
                "unit": "hour",
                "unit_price": price,
                "amount": (worked * price).quantize(Decimal("0.01")),
                "period_start": begin,
                "period_end": begin + timedelta(days=6),
            }


def _items(
    deal: Deal, start: date, end: date, rng: random.Random, facts: dict[str, list[Fact]]
) -> Iterator[dict[str, object]]:
    month = f"{start:%B %Y}"
    for place, price in enumerate(deal.prices):
        if deal.shape == "fees":
            row: dict[str, object] = {"description": f"{_FEES[place]}, {month}", "amount": price}
            yield row | {"quantity": 1, "unit_price": price, "unit": "month"}
            continue
        used = Decimal(rng.randrange(10, 4000))
        meter = {"contract": deal.reference, "meter": _METERS[place], "quantity": used}
        period = {"period_start": start, "period_end": end}
        facts.setdefault("usage", []).append(Usage.model_validate(meter | period))
        yield {
            "description": f"{_METERS[place]} - {month}",
            "quantity": used,
            "unit": "unit",
            "unit_price": price,
            "amount": (used * price).quantize(Decimal("0.01")),
            **period,
        }


def _spoiled(lines: list[InvoiceLine], rng: random.Random) -> tuple[list[InvoiceLine], Decimal]:
    """Put one defect in: a price too high, a line twice, or a total that does not add up."""
    kind, place = rng.randrange(3), rng.randrange(len(lines))
    line = lines[place]
    if kind == 0 and line.unit_price and line.quantity:
        price = line.unit_price + 5
        amount = (price * line.quantity).quantize(Decimal("0.01"))
        lines[place] = line.model_copy(update={"unit_price": price, "amount": amount})
    elif kind == 1:
        lines.append(line.model_copy(update={"number": len(lines) + 1}))
    return lines, Decimal(100) if kind == 2 else Decimal(0)  # noqa: PLR2004 (the third kind)


def _write_facts(batch: Batch, start: int, facts: dict[str, list[Fact]]) -> None:
    """Write one file for each kind of fact, with the rows' places in it."""
    for kind, rows in facts.items():
        file = f"{kind}-{start:04}.csv"
        document, sha256 = batch.add_document(FACTS, file, {"kind": kind, "rows": len(rows)})
        batch.flush()
        quoted = tuple(
            fact.model_copy(
                update={
                    "evidence": Evidence(f"row {row} of {kind}", file, sha256, anchor=f"row {row}")
                }
            )
            for row, fact in enumerate(rows, 2)
        )
        save_facts(batch.session, document, FactTable(kind, quoted))
