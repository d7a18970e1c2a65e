"""A small audit as the checks would hand it over: two contracts, four invoices, nine findings."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from extractors.readers.render import render_crop
from models.contracts import Contract, ContractHeader, DocumentInfo, Party
from models.coverage import Coverage
from models.evidence import Evidence
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
from models.invoices import Invoice, InvoiceDocument, InvoiceKind, InvoiceLine, InvoiceParty
from models.invoices import InvoiceSource as Source
from models.terms import (
    BillingSchedule,
    Cap,
    CountsFrom,
    DisputeWindow,
    Doubt,
    Fee,
    Frequency,
    Minimum,
    PaymentTerm,
    Rate,
)
from reports.crops import needed_crops
from reports.inputs import CropRequest, FactSource, InputFile, ReportInput, UnreadFile
from reports.packet.letter import letter_crops
from tests.reports.pages import Sheet

AS_OF = date(2026, 6, 30)

MSA = (
    Sheet("northwind-consulting-msa.pdf")
    .write(
        "MASTER SERVICES AGREEMENT",
        "",
        "between Northwind Consulting Ltd (the Provider) and Harbour Foods plc (the Customer)",
        "",
        "1. Services. The Provider supplies the services described in each statement of work.",
    )
    .next_page()
    .write(
        "4. Fees and payment.",
        "4.1 The Customer pays the hourly rates of Schedule A for time worked and approved.",
        "4.2 Each invoice is payable within thirty (30) days after receipt of the invoice.",
        "4.3 The Provider invoices monthly in arrears. Invoices state the purchase order number.",
        "4.4 The Customer may dispute an invoice within forty-five (45) days of its date.",
        "",
        "Schedule A",
        "Senior Engineer      185.00 GBP per hour",
        "Engineer             140.00 GBP per hour",
        "Project Manager      160.00 GBP per hour",
    )
)
INVOICE_1 = Sheet("NW-2026-031.pdf").write(
    "Northwind Consulting Ltd                                            INVOICE NW-2026-031",
    "Invoice date 2026-05-29     Due date 2026-06-12     Purchase order 4500123",
    "",
    "1  Senior Engineer, May 2026        49.0 h     210.00        10,290.00",
    "2  Engineer, May 2026               96.0 h     140.00        13,440.00",
    "3  Travel, agency fee                1          320.00           320.00",
    "Net 24,050.00     VAT 20% 4,810.00     Total 28,860.00",
)
SAAS = "cloudkeep-order-form.docx"


def saas_quote(text: str, anchor: str, section: str | None = None) -> Evidence:
    return Evidence(text, SAAS, "b" * 64, anchor=anchor, section=section)


RATE = MSA.quote("Senior Engineer      185.00 GBP per hour", "A")
NET = MSA.quote("within thirty (30) days after receipt of the invoice", "4.2")
DISPUTE = MSA.quote("may dispute an invoice within forty-five (45) days of its date", "4.4")
MONTHLY = saas_quote(
    "Platform fee: USD 5,000.00 per month, billed quarterly in advance.", "p14", "3.1"
)
MINIMUM = saas_quote(
    "The Customer commits to at least 120,000 API calls in each quarter.", "t2r4c2"
)


def contracts() -> tuple[Contract, ...]:
    msa = Contract(
        document=DocumentInfo(file=MSA.file, sha256=MSA.sha256, pages=2),
        contract=ContractHeader(
            title="Master Services Agreement",
            number="MSA-2025-07",
            parties=(
                Party(name="Northwind Consulting Ltd", role="provider"),
                Party(name="Harbour Foods plc", role="customer"),
            ),
            effective_date=date(2025, 7, 1),
            initial_term="P2Y",
            auto_renewal=True,
            renewal_term="P1Y",
            renewal_notice="P60D",
            currency="GBP",
            governing_law="England and Wales",
            signed=True,
            purchase_order_required=True,
        ),
        terms=(
            Rate(
                item="Senior Engineer",
                amount=Decimal("185.00"),
                currency="GBP",
                unit="hour",
                evidence=RATE,
                confidence=0.97,
                review=False,
            ),
            PaymentTerm(
                days=30,
                counts_from=CountsFrom.INVOICE_RECEIPT,
                evidence=NET,
                confidence=0.98,
                review=False,
            ),
            BillingSchedule(
                frequency=Frequency.MONTHLY,
                timing="arrears",
                evidence=MSA.quote("invoices monthly in arrears", "4.3"),
                confidence=0.91,
                review=False,
            ),
            DisputeWindow(days=45, evidence=DISPUTE, confidence=0.62, review=True),
        ),
        doubts=(
            Doubt(
                reason="The days run from an event this program does not know.",
                evidence=MSA.quote(
                    "supplies the services described in each statement of work", "1"
                ),
            ),
        ),
        coverage=(
            Coverage(
                kind="payment_term",
                status="found",
                subject="invoices or payment",
                found=1,
                passages=4,
                pages=(2,),
            ),
            Coverage(
                kind="late_charge",
                status="not_found",
                subject="invoices, payment or interest",
                passages=4,
                pages=(1, 2),
            ),
            Coverage(
                kind="cap",
                status="undecided",
                subject="limits of charges",
                passages=1,
                pages=(2,),
                possible=(
                    Cap(
                        amount=Decimal(9000),
                        currency="GBP",
                        per="month",
                        evidence=MSA.quote("time worked and approved", "4.1"),
                        confidence=0.31,
                    ),
                ),
            ),
            Coverage(kind="retainage", status="not_found", subject="sums held back"),
        ),
    )
    saas = Contract(
        document=DocumentInfo(file=SAAS, sha256="b" * 64),
        contract=ContractHeader(
            title="CloudKeep Order Form",
            kind="order_form",
            parties=(
                Party(name="CloudKeep Inc.", role="provider"),
                Party(name="Harbour Foods plc", role="customer"),
            ),
            effective_date=date(2026, 1, 1),
            currency="USD",
        ),
        terms=(
            Fee(
                item="Platform fee",
                amount=Decimal("5000.00"),
                currency="USD",
                frequency=Frequency.MONTHLY,
                evidence=MONTHLY,
                confidence=1.0,
                review=False,
            ),
            Minimum(quantity=Decimal(120000), unit="API call", per="quarter", evidence=MINIMUM),
        ),
        confirmed=True,
    )
    return (msa, saas)


def line(number: int, description: str, amount: str, **more: object) -> InvoiceLine:
    return InvoiceLine.model_validate(
        {"number": number, "description": description, "amount": Decimal(amount), **more}
    )


def invoices() -> tuple[Invoice, ...]:
    northwind = InvoiceParty(name="Northwind Consulting Ltd")
    cloudkeep = InvoiceParty(name="CloudKeep Inc.")
    first = Invoice(
        document=InvoiceDocument(file=INVOICE_1.file, sha256=INVOICE_1.sha256, source=Source.PDF),
        number="NW-2026-031",
        issue_date=date(2026, 5, 29),
        received_date=date(2026, 6, 1),
        due_date=date(2026, 6, 12),
        supplier=northwind,
        currency="GBP",
        purchase_order="4500123",
        net_amount=Decimal("24050.00"),
        tax_amount=Decimal("4810.00"),
        total=Decimal("28860.00"),
        lines=(
            line(
                1,
                "Senior Engineer, May 2026",
                "10290.00",
                quantity=Decimal(49),
                unit="hour",
                unit_price=Decimal("210.00"),
                evidence=INVOICE_1.quote(
                    "Senior Engineer, May 2026        49.0 h     210.00        10,290.00"
                ),
            ),
            line(2, "Engineer, May 2026", "13440.00"),
            line(
                3,
                "Travel, agency fee",
                "320.00",
                evidence=INVOICE_1.quote(
                    "Travel, agency fee                1          320.00           320.00"
                ),
            ),
        ),
    )
    second = Invoice(
        document=InvoiceDocument(file="NW-2026-038.xml", sha256="d" * 64, source=Source.UBL),
        number="NW-2026-038",
        issue_date=date(2026, 6, 26),
        supplier=northwind,
        currency="GBP",
        total=Decimal("13440.00"),
        net_amount=Decimal("11200.00"),
        lines=(
            line(
                1,
                "Engineer, May 2026",
                "11200.00",
                quantity=Decimal(80),
                unit="hour",
                unit_price=Decimal("140.00"),
                period_start=date(2026, 5, 1),
                period_end=date(2026, 5, 31),
                evidence=Evidence(
                    "Engineer, May 2026", "NW-2026-038.xml", "d" * 64, anchor="line 1"
                ),
            ),
        ),
    )
    third = Invoice(
        document=InvoiceDocument(file="register.xlsx", sha256="e" * 64, source=Source.XLSX),
        number="CK-1044",
        issue_date=date(2026, 4, 1),
        due_date=date(2026, 4, 16),
        supplier=cloudkeep,
        currency="USD",
        payment_terms="net 15",
        total=Decimal("15600.00"),
        net_amount=Decimal("15600.00"),
        lines=(
            line(
                1,
                "Platform fee, April to June 2026",
                "15600.00",
                quantity=Decimal(3),
                unit="month",
                unit_price=Decimal("5200.00"),
                period_start=date(2026, 4, 1),
                period_end=date(2026, 6, 30),
            ),
        ),
        notices=("The customer is not named in the sheet.",),
    )
    credit = Invoice(
        document=InvoiceDocument(file="register.xlsx", sha256="e" * 64, source=Source.XLSX),
        number="CK-C003",
        kind=InvoiceKind.CREDIT_NOTE,
        corrects="CK-1044",
        issue_date=date(2026, 4, 20),
        supplier=cloudkeep,
        currency="USD",
        total=Decimal("300.00"),
    )
    return (first, second, third, credit)


def proofs(
    contract: Evidence | None = None, *, invoice: Evidence | None = None, fact: str = ""
) -> tuple[Proof, ...]:
    made = []
    if contract:
        made.append(Proof(EvidenceRole.CONTRACT, contract))
    if invoice:
        made.append(Proof(EvidenceRole.INVOICE, invoice))
    if fact:
        place = Evidence(fact, "timesheets.csv", "f" * 64, anchor="row 17")
        made.append(Proof(EvidenceRole.FACT, place))
    return tuple(made)


def located(
    code: str,
    slug: str,
    severity: Severity,
    finding: Finding,
    *,
    contract: str | None = MSA.file.removesuffix(".pdf"),
    invoice: str | None = None,
    document: str | None = None,
    act_before: str | None = None,
) -> LocatedFinding:
    return LocatedFinding(
        code, slug, severity, contract, invoice, document, finding, act_before=act_before
    )


def findings() -> tuple[LocatedFinding, ...]:
    first = {"invoice": "NW-2026-031", "document": INVOICE_1.file, "act_before": "2026-07-13"}
    second = {"invoice": "NW-2026-038", "document": "NW-2026-038.xml", "act_before": "2026-08-10"}
    third = {
        "invoice": "CK-1044",
        "document": "register.xlsx",
        "contract": "cloudkeep-order-form",
        "act_before": "2026-05-16",
    }
    gbp, usd = "GBP", "USD"
    under = Direction.UNDERBILLED
    high, medium, low = Severity.HIGH, Severity.MEDIUM, Severity.LOW
    return (
        located(
            "PR101",
            "rate-differs",
            high,
            Finding(
                "Billed 210.00 an hour, agreed 185.00 (Senior Engineer): 1,225.00 too much",
                expected="185.00",
                actual="210.00",
                amount=Decimal("1225.00"),
                currency=gbp,
                line=1,
                working="49 h x (210.00 - 185.00) = 1,225.00",
                proofs=proofs(
                    RATE,
                    fact="person: Anna Berg; role: Senior Engineer; hours: 49; approved_by: M. Cole",
                ),
            ),
            **first,
        ),
        located(
            "EX101",
            "expense-not-reimbursable",
            medium,
            Finding(
                "Travel was billed at 320.00; the contract pays for time only",
                amount=Decimal("320.00"),
                currency=gbp,
                line=3,
                review=True,
                proofs=proofs(
                    MSA.quote(
                        "pays the hourly rates of Schedule A for time worked and approved", "4.1"
                    )
                ),
            ),
            **first,
        ),
        located(
            "PT101",
            "due-date-differs",
            medium,
            Finding(
                "Due 19 days before the contract's date: 2026-06-12 instead of 2026-07-01",
                expected="2026-07-01",
                actual="2026-06-12",
                working="received 2026-06-01 + 30 calendar days = 2026-07-01",
                proofs=proofs(NET, invoice=INVOICE_1.quote("Due date 2026-06-12")),
            ),
            **first,
        ),
        located(
            "TM102",
            "period-billed-twice",
            high,
            Finding(
                "May 2026 was already billed for Engineer on NW-2026-031: 11,200.00 twice",
                amount=Decimal("11200.00"),
                currency=gbp,
                line=1,
                proofs=proofs(RATE),
            ),
            **second,
        ),
        located(
            "ID104",
            "purchase-order-missing",
            low,
            Finding(
                "The contract wants a purchase order number and the invoice has none",
                direction=Direction.NEUTRAL,
                proofs=proofs(MSA.quote("Invoices state the purchase order number.", "4.3")),
            ),
            **second,
        ),
        located(
            "PR103",
            "fee-differs",
            high,
            Finding(
                "Platform fee billed at 5,200.00 a month, agreed 5,000.00: 600.00 too much",
                expected="15000.00",
                actual="15600.00",
                amount=Decimal("600.00"),
                currency=usd,
                line=1,
                working="3 months x 5,000.00 = 15,000.00",
                proofs=proofs(MONTHLY),
            ),
            **third,
        ),
        located(
            "CP102",
            "minimum-not-billed",
            high,
            Finding(
                "First quarter stayed 18,000 calls under the minimum and no true-up was billed",
                direction=under,
                expected="120000 calls",
                actual="102000 calls",
                amount=Decimal("3600.00"),
                currency=usd,
                working="(120,000 - 102,000) x 0.20 = 3,600.00",
                proofs=proofs(MINIMUM, fact="API calls, 102000, 2026-01-01 to 2026-03-31"),
            ),
            contract="cloudkeep-order-form",
        ),
        located(
            "CO103",
            "hours-not-billed",
            medium,
            Finding(
                "12 approved hours of Project Manager in April 2026 were never billed: 1,920.00",
                direction=under,
                amount=Decimal("1920.00"),
                currency=gbp,
                working="12 h x 160.00 = 1,920.00",
                proofs=proofs(
                    MSA.quote("Project Manager      160.00 GBP per hour", "A"), fact="12 hours"
                ),
            ),
        ),
        located(
            "RC104",
            "payment-unmatched",
            medium,
            Finding(
                "A payment of 6,062.39 on 2026-05-04 belongs to no invoice (reference RE764013)",
                direction=Direction.NEUTRAL,
                amount=Decimal("6062.39"),
                currency=gbp,
                proofs=proofs(fact="RE764013, 2026-05-04, 6062.39"),
            ),
            contract=None,
        ),
    )


PASSES = (
    ("AR101", "line-amount-wrong", ""),
    ("AR102", "net-total-wrong", ""),
    ("AR103", "grand-total-wrong", ""),
    ("ID101", "contract-not-found", ""),
    ("ID102", "party-differs", "matched without legal form"),
    ("TX102", "tax-amount-wrong", "rounded at each line"),
    ("DU101", "invoice-number-reused", ""),
)


def tests() -> tuple[Test, ...]:
    made = []
    stems = {
        "Northwind Consulting Ltd": MSA.file.removesuffix(".pdf"),
        "CloudKeep Inc.": "cloudkeep-order-form",
    }
    for invoice in invoices():
        stem = stems[invoice.supplier.name or ""]

        def add(
            code: str,
            slug: str,
            result: Result,
            reason: str = "",
            *,
            of: Invoice = invoice,
            on: str = stem,
        ) -> None:
            made.append(Test(code, slug, result, on, of.number, of.document.file, reason))

        for code, slug, note in PASSES:
            add(code, slug, Result.PASS, note)
        for found in findings():
            if found.invoice == invoice.number:
                add(found.code, found.slug, Result.FINDING)
        add("RC101", "overdue", Result.CANNOT_TELL, "No payments are on file.")
        add("RC102", "paid-short", Result.CANNOT_TELL, "No payments are on file.")
        if invoice.received_date is None:
            reason = f"The day invoice {invoice.number} was received is not on file."
            add("PT101", "due-date-differs", Result.CANNOT_TELL, reason)
        add(
            "MS101",
            "milestone-amount-differs",
            Result.NOT_APPLICABLE,
            "The contract has no milestones.",
        )
    for contract in contracts():
        made.append(Test("CT101", "words-and-figures-differ", Result.PASS, contract.stem))
        made.append(Test("AU101", "contract-unsigned", Result.PASS, contract.stem))
    made.append(Test("CP102", "minimum-not-billed", Result.FINDING, "cloudkeep-order-form"))
    made.append(Test("CO103", "hours-not-billed", Result.FINDING, MSA.file.removesuffix(".pdf")))
    made.append(
        Test(
            "CO102",
            "usage-not-billed",
            Result.CANNOT_TELL,
            "cloudkeep-order-form",
            reason="No usage of the second quarter is on file.",
        )
    )
    return tuple(made)


def without_crops() -> ReportInput:
    return ReportInput(
        audit=Audit(findings(), tests()),
        contracts=contracts(),
        invoices=invoices(),
        as_of=AS_OF,
        name="Harbour Foods, second quarter",
        fact_sources=(
            FactSource(
                "timesheets.csv", "timesheets", 212, ("row 40: hours is no number: 'eight'",)
            ),
            FactSource("usage.csv", "usage", 3),
        ),
        versions={"Contract AI": "0.1.0", "Terms model": "none"},
        files=tuple(
            InputFile(file, sha, kind)
            for file, sha, kind in (
                (MSA.file, MSA.sha256, "contract"),
                (SAAS, "b" * 64, "contract"),
                (INVOICE_1.file, INVOICE_1.sha256, "invoice"),
                ("timesheets.csv", "f" * 64, "facts"),
            )
        ),
        unread=(
            UnreadFile(
                "scan-annex.pdf",
                "PDF_NO_TEXT",
                "All 3 pages are pictures without text.",
                "Run OCR on the file, or upload the original.",
            ),
        ),
    )


@cache
def crops() -> dict[CropRequest, bytes]:
    pdfs = {sheet.sha256: sheet.data() for sheet in (MSA, INVOICE_1)}
    return {
        request: render_crop(pdfs[request.sha256], request.page, request.boxes)
        for request in needed_crops(without_crops())
    }


def sample() -> ReportInput:
    """Return the whole sample, pictures included."""
    return replace(without_crops(), crops=crops())


def empty() -> ReportInput:
    """Return the sample with every finding gone."""
    kept = tuple(test for test in tests() if test.result is not Result.FINDING)
    return replace(without_crops(), audit=Audit((), kept), unread=())


@cache
def paper_crops() -> dict[CropRequest, bytes]:
    pdfs = {sheet.sha256: sheet.data() for sheet in (MSA, INVOICE_1)}
    return {
        request: render_crop(
            pdfs[request.sha256], request.page, request.boxes, scale=2.5, form="png"
        )
        for request in letter_crops(without_crops())
    }


def for_paper() -> ReportInput:
    """Return the sample with the pictures that letters want."""
    return replace(without_crops(), crops=paper_crops())
