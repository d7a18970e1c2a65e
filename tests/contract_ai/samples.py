"""Values that tests put into the database and read back."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session

from contract_ai.storage.findings import CheckedPart, Grounds, Place, close_run, save_parts
from models.contracts import Contract, ContractHeader, DocumentInfo, Party
from models.evidence import BBox, Evidence
from models.findings import (
    Audit,
    Direction,
    EvidenceRole,
    Finding,
    LocatedFinding,
    Proof,
    Result,
    Severity,
    Test,
)
from models.invoices import Invoice, InvoiceDocument, InvoiceLine, InvoiceParty
from models.terms import Doubt, Fee, Frequency, PaymentTerm, Rate

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
TODAY = date(2026, 6, 30)


def evidence(quote: str, file: str = "MSA.pdf", sha256: str = "aa") -> Evidence:
    return Evidence(
        quote=quote,
        file=file,
        sha256=sha256,
        page=3,
        boxes=(BBox(72.0, 310.2, 540.1, 322.4),),
        section="4.2",
    )


def contract(file: str = "MSA.pdf", sha256: str = "aa") -> Contract:
    quote = evidence("Invoices are payable within thirty (30) days.", file, sha256)
    return Contract(
        document=DocumentInfo(file=file, sha256=sha256, pages=4),
        contract=ContractHeader(
            title="Master Services Agreement",
            number="MSA-1",
            parties=(
                Party(name="Tidewater Ltd", role="provider"),
                Party(name="Larchmont Inc.", role="customer"),
            ),
            effective_date=date(2026, 1, 1),
            currency="USD",
            signed=True,
        ),
        contract_evidence={"effective_date": evidence("January 1, 2026", file, sha256)},
        terms=(
            PaymentTerm(days=30, evidence=quote, confidence=0.97, review=False),
            Rate(
                item="Engineer",
                amount=Decimal("187.50"),
                currency="USD",
                unit="hour",
                evidence=quote,
                confidence=0.8,
            ),
            Rate(amount=Decimal("0.00000125"), currency="USD", unit="token", evidence=quote),
            Fee(amount=Decimal("1E+3"), frequency=Frequency.MONTHLY, evidence=quote),
        ),
        doubts=(
            Doubt(
                reason="The words say thirty, the figures say 45.",
                evidence=quote,
                cause=Doubt.WORDS_AND_FIGURES,
                readings=("30", "45"),
            ),
        ),
        notices=("Page 4 holds no text.",),
    )


def invoice(number: str = "INV-1", file: str = "INV-1.pdf", sha256: str = "bb") -> Invoice:
    place = Evidence(quote=number, file=file, sha256=sha256, page=1)
    return Invoice(
        document=InvoiceDocument(file=file, sha256=sha256),
        number=number,
        issue_date=date(2026, 3, 31),
        supplier=InvoiceParty(name="Tidewater Ltd"),
        customer=InvoiceParty(name="Larchmont Inc."),
        currency="USD",
        net_amount=Decimal("1500.10"),
        tax_amount=Decimal(0),
        total=Decimal("1500.10"),
        lines=(
            InvoiceLine(
                number=1, description="Engineer", quantity=Decimal(8), amount=Decimal(1500)
            ),
            InvoiceLine(
                number=2,
                description="Tokens",
                quantity=Decimal(80000),
                unit_price=Decimal("0.00000125"),
                amount=Decimal("0.10"),
                evidence=place,
            ),
        ),
        evidence={"number": place},
    )


def audit() -> Audit:
    finding = Finding(
        message="The rate is 200.00 and should be 187.50.",
        direction=Direction.OVERBILLED,
        expected="187.50",
        actual="200.00",
        amount=Decimal("100.00"),
        currency="USD",
        line=1,
        working="8 x 12.50 = 100.00",
        proofs=(
            Proof(EvidenceRole.CONTRACT, evidence("187.50 an hour")),
            Proof(EvidenceRole.INVOICE, Evidence(quote="", file="INV-1.pdf", sha256="bb")),
        ),
    )
    located = LocatedFinding(
        code="PR101",
        slug="rate-differs",
        severity=Severity.HIGH,
        contract="MSA",
        invoice="INV-1",
        document="INV-1.pdf",
        finding=finding,
        act_before="2026-07-15",
    )
    tests = (
        Test("PR101", "rate-differs", Result.FINDING, "MSA", "INV-1", "INV-1.pdf"),
        Test(
            "QT102",
            "hours-differ",
            Result.CANNOT_TELL,
            "MSA",
            "INV-1",
            "INV-1.pdf",
            "No usage.",
        ),
    )
    return Audit((located,), tests)


def save_audit(session: Session) -> None:
    """Write the audit as the only part of a run."""
    place = Place("MSA", "INV-1", "INV-1.pdf", "2026-03-31")
    save_parts(session, [CheckedPart("MSA", Grounds("1f", TODAY), audit(), (place,))])
    close_run(session, TODAY, NOW)
