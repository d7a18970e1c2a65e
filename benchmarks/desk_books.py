"""Fills a database with plausible rows for lists: contracts, terms, invoices, findings, decisions; seeded."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from sqlmodel import Session, SQLModel

from checks.catalogue import all_checks
from contract_ai.storage.bulk import insert_rows
from contract_ai.storage.findings import close_run
from contract_ai.storage.marks import mark_findings
from models.findings import Direction, Scope, State
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.findings import ComparisonRow, DecisionRow, FindingRow, LifeRow
from models.tables.invoice_lines import InvoiceLineRow
from models.tables.invoices import InvoiceRow
from models.tables.runs import PartRow
from models.tables.terms import TermRow
from models.tables.tests import TestedRow, TestRow

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
_SUPPLIERS, _CUSTOMERS = 400, 60
_KINDS = ("agreement", "agreement", "statement_of_work", "order_form", "amendment")
_TERMS: Mapping[str, Mapping[str, str | int]] = {
    "rate": {"item": "Senior Engineer", "amount": "185.00", "unit": "hour"},
    "fee": {"item": "Service desk fee", "amount": "1500.00", "frequency": "monthly"},
    "payment_term": {"days": 30},
    "late_charge": {"percent": "1.5", "per": "month"},
    "cap": {"amount": "250000.00", "per": "year"},
    "escalator": {"percent": "3", "frequency": "annual"},
}
_CURRENCIES = ("USD", "USD", "USD", "EUR", "GBP")
_TESTS_AN_INVOICE = 12
_DECIDED = 0.35
_WORDS = "Senior Engineer|Service desk fee|API calls|Platform subscription|Travel|Backup".split("|")
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made."""

    contracts: int = 10_000
    findings: int = 100_000
    terms_a_contract: int = 12
    seed: int = 7


def fill(session: Session, size: Size) -> None:
    """Write all rows in one transaction."""
    maker = _Maker(size)
    for model, rows in maker.everything():
        insert_rows(session, model, rows)
    session.add(ComparisonRow(as_of=TODAY, finished_at=NOW))
    session.flush()
    close_run(session, TODAY, NOW)
    mark_findings(session, TODAY)


class _Maker:
    """Makes the rows, and remembers what they refer to."""

    def __init__(self, size: Size) -> None:
        self._size, self._random = size, random.Random(size.seed)  # noqa: S311 (made-up books)
        self._codes = [c for c in all_checks().values() if c.scope is Scope.INVOICE]
        self._stems = [f"MSA-{number:05}" for number in range(size.contracts)]
        self._parties = [
            (
                f"Supplier {self._random.randrange(_SUPPLIERS):03} Ltd",
                f"Customer {self._random.randrange(_CUSTOMERS):02} Inc.",
            )
            for _ in self._stems
        ]

    def everything(self) -> Iterator[tuple[type[SQLModel], list[Row]]]:
        count = self._size.contracts
        yield DocumentRow, [self._document(n) for n in range(2 * count)]
        yield ContractRow, [self._contract(n) for n in range(count)]
        yield TermRow, [row for n in range(count) for row in self._terms(n)]
        yield InvoiceRow, [self._invoice(n) for n in range(5 * count)]
        yield InvoiceLineRow, [self._line(n) for n in range(5 * count)]
        yield PartRow, [self._part(n) for n in range(count)]
        yield TestedRow, [row for n in range(count) for row in self._tested(n)]
        yield TestRow, [row for n in range(5 * count) for row in self._tests(n)]
        findings = [self._finding(n) for n in range(self._size.findings)]
        yield FindingRow, findings
        yield LifeRow, [self._life(row) for row in findings]
        yield DecisionRow, [made for row in findings for made in self._decisions(row)]

    def _document(self, n: int) -> Row:
        contract = n < self._size.contracts
        name = self._stems[n] if contract else f"billing-{n - self._size.contracts:05}"
        file = f"{name}.pdf" if contract else f"{name}.csv"
        return {
            "id": n + 1,
            "sha256": sha256(file.encode()).hexdigest(),
            "kind": "contract" if contract else "invoice",
            "file": file,
            "path": f"/books/{file}",
            "stamp": "1",
            "added_at": NOW - timedelta(days=self._random.randrange(700)),
            "retired_at": None,
            "detail": {},
        }

    def _contract(self, n: int) -> Row:
        provider, customer = self._parties[n]
        start = date(2023, 1, 1) + timedelta(days=self._random.randrange(1000))
        file = f"{self._stems[n]}.pdf"
        document = {"file": file, "sha256": sha256(file.encode()).hexdigest(), "pages": 24}
        kind = self._random.choice(_KINDS)
        return {
            "id": n + 1,
            "document_id": n + 1,
            "stem": self._stems[n],
            "title": f"Master Services Agreement {n}",
            "number": f"C-{n:05}",
            "kind": kind,
            "provider": provider,
            "customer": customer,
            "effective_date": start,
            "expiration_date": start + timedelta(days=1095),
            "currency": "USD",
            "body": {
                "schema": "contract-terms/1",
                "document": document,
                "contract": {"kind": kind, "effective_date": start.isoformat()},
            },
        }

    def _terms(self, n: int) -> Iterator[Row]:
        for position in range(self._size.terms_a_contract):
            kind, values = list(_TERMS.items())[position % len(_TERMS)]
            yield {
                "contract_id": n + 1,
                "position": position,
                "kind": kind,
                "state": self._random.choice(("proposed", "confirmed", "corrected")),
                "confidence": self._random.random(),
                "review": self._random.random() < 0.1,  # noqa: PLR2004 (a tenth)
                "page": 3,
                "section": "4.2",
                "quote": "Invoices are payable within thirty (30) days after receipt.",
                "evidence": {"quote": "Invoices are payable within thirty (30) days."},
                "values": dict(values),
                "valid_from": None,
                "valid_to": None,
                "known_from": NOW - timedelta(days=self._random.randrange(700)),
                "known_to": None,
                "superseded_by": None,
            }

    def _invoice(self, n: int) -> Row:
        contract = n % self._size.contracts
        supplier, customer = self._parties[contract]
        issued = date(2025, 1, 1) + timedelta(days=self._random.randrange(540))
        total = Decimal(self._random.randrange(100_000, 9_000_000)) / 100
        return {
            "id": n + 1,
            "document_id": self._size.contracts + contract + 1,
            "position": n // self._size.contracts,
            "number": f"INV-{n:06}",
            "kind": "invoice",
            "issue_date": issued,
            "due_date": issued + timedelta(days=30),
            "supplier": supplier,
            "customer": customer,
            "currency": "USD",
            "contract_reference": self._stems[contract],
            "net_amount": total,
            "tax_amount": Decimal(0),
            "total": total,
            "amounts": None,
            "sayings": [],
            "review": self._random.random() < 0.02,  # noqa: PLR2004 (one in fifty)
            "body": {
                "schema": "invoice/1",
                "document": {"file": f"billing-{contract:05}.csv", "source": "csv"},
                "number": f"INV-{n:06}",
                "issue_date": issued.isoformat(),
                "total": f"{total:f}",
            },
        }

    def _line(self, n: int) -> Row:
        return {
            "invoice_id": n + 1,
            "number": 1,
            "description": self._random.choice(_WORDS),
            "quantity": Decimal(1),
            "unit": "month",
            "unit_price": Decimal(100),
            "amount": Decimal(100),
            "period_start": None,
            "period_end": None,
            "body": {"number": 1, "description": "Service desk fee", "amount": "100.00"},
        }

    def _part(self, n: int) -> Row:
        key = self._stems[n]
        return {
            "id": n + 1,
            "key": key,
            "fingerprint": "1",
            "findings": 10,
            "tests": 60,
            "crashes": [],
        }

    def _tested(self, n: int) -> Iterator[Row]:
        file = f"billing-{n:05}.csv"
        for step in range(5):
            row = n + step * self._size.contracts
            yield {
                "id": row + 1,
                "part_id": n + 1,
                "place": f"{row:06}",
                "contract": self._stems[n],
                "invoice": f"INV-{row:06}",
                "document": file,
                "invoice_id": row + 1,
                "parent": None,
            }
        yield {
            "id": 5 * self._size.contracts + n + 1,
            "part_id": n + 1,
            "place": self._stems[n],
            "contract": self._stems[n],
            "invoice": None,
            "document": None,
            "invoice_id": None,
            "parent": None,
        }

    def _tests(self, n: int) -> Iterator[Row]:
        for check in self._codes[:_TESTS_AN_INVOICE]:
            result = self._random.choice(("pass", "pass", "pass", "not_applicable", "cannot_tell"))
            yield {"tested_id": n + 1, "code": check.code, "result": result, "reason": ""}

    def _finding(self, n: int) -> Row:
        invoice = self._random.randrange(5 * self._size.contracts)
        contract = invoice % self._size.contracts
        check = self._random.choice(self._codes)
        amount = Decimal(self._random.randrange(100, 2_000_000)) / 100
        day = TODAY + timedelta(days=self._random.randrange(-60, 120))
        word, supplier = self._random.choice(_WORDS), self._parties[contract]
        return {
            "part_id": contract + 1,
            "position": n,
            "fingerprint": sha256(f"finding {n}".encode()).hexdigest()[:16],
            "code": check.code,
            "slug": check.slug,
            "severity": check.severity.value,
            "direction": list(Direction)[sum(check.code.encode()) % 3].value,
            "contract": self._stems[contract],
            "invoice": f"INV-{invoice:06}",
            "document": f"billing-{contract:05}.csv",
            "line": 1,
            "expected": "185.00",
            "actual": "210.00",
            "amount": amount if self._random.random() < 0.9 else None,  # noqa: PLR2004 (a tenth has none)
            "currency": self._random.choice(_CURRENCIES),
            "message": f"Billed 210.00 an hour, agreed 185.00 ({word}): {amount:,f} too much.",
            "working": "49 x 25.00 = 1,225.00",
            "review": self._random.random() < 0.2,  # noqa: PLR2004 (a fifth)
            "key": str(n),
            "act_before": day.isoformat() if self._random.random() < 0.5 else None,  # noqa: PLR2004 (half)
            "proofs": [],
            "state": State.OPEN.value,
            "found_on": None,
            "supplier": supplier[0],
            "customer": supplier[1],
        }

    def _life(self, row: Row) -> Row:
        kept = {name: row[name] for name in LifeRow.model_fields if name in row}
        found = TODAY - timedelta(days=self._random.randrange(180))
        return kept | {"first_found_on": found, "gone_on": None}

    def _decisions(self, row: Row) -> Iterator[Row]:
        if self._random.random() < _DECIDED:
            for state in self._random.choices(list(State), k=self._random.choice((1, 1, 2))):
                yield {
                    "fingerprint": row["fingerprint"],
                    "state": state.value,
                    "reason": "agreed by phone",
                    "decided_at": NOW - timedelta(days=self._random.randrange(100)),
                    "decided_by": "ann",
                    "until": None,
                    "amount": row["amount"],
                    "currency": row["currency"],
                }
