"""The wording of the sample contracts: blocks that the writers set as PDF or DOCX.

A block is a heading ("# ..."), a paragraph, or a table (a tuple of rows, the first names the
columns).
"""

from collections.abc import Sequence
from dataclasses import dataclass

Row = tuple[str, ...]
Block = str | tuple[Row, ...]


@dataclass(frozen=True)
class Paper:
    """One contract document."""

    stem: str
    form: str  # pdf, docx or scan
    title: str
    blocks: Sequence[Block]


def _signed(provider: str, customer: str, customer_name: str, signed_on: str) -> tuple[Block, ...]:
    return (
        "# Signatures",
        f"The parties have signed this document through their authorised representatives on {signed_on}.",
        (
            (provider, customer),
            ("By: /s/ Ellen Marsh", f"By: /s/ {customer_name}"),
            ("Title: Chief Executive Officer", "Title: Authorised Signatory"),
        ),
    )


_MSA = Paper(
    "MSA-2025-011-larchmont",
    "pdf",
    "Master Services Agreement",
    (
        "Agreement No. MSA-2025-011",
        "This Master Services Agreement is entered into as of October 1, 2025 (the “Effective Date”) by and between Tidewater Analytics, Inc., a Delaware corporation with its principal office at 214 Harbor Street, Portland, Maine (“Provider”), and Larchmont Health Partners, LLC, a New York limited liability company (“Customer”).",
        "# 1. Services",
        "Provider will perform the consulting services that the parties describe in statements of work signed under this Agreement. If a statement of work and this Agreement conflict, the statement of work prevails for its own services.",
        "# 2. Invoices and Payment",
        "2.1 Provider shall invoice monthly in arrears for services performed. Each invoice must state Customer's purchase order number; an invoice without a purchase order number may be returned.",
        "2.2 Customer shall pay each undisputed invoice within thirty (30) days of the invoice date.",
        "2.3 Amounts not paid when due bear interest at the rate of 1.0% per month until paid.",
        "2.4 Customer may dispute an invoice in good faith by written notice within forty-five (45) days of the invoice date.",
        "# 3. Taxes",
        "All fees are exclusive of sales, use and similar taxes, which Customer shall pay where they apply.",
        "# 4. Expenses",
        "Customer shall reimburse Provider for reasonable and necessary out-of-pocket travel expenses at cost. Any single expense over $500.00 requires Customer's prior written approval.",
        "# 5. Term",
        "This Agreement begins on the Effective Date and continues for an initial term of two (2) years. It renews automatically for successive one (1) year terms unless either party gives written notice of non-renewal at least sixty (60) days before the end of the then-current term.",
        "# 6. Limitation of Liability",
        "Neither party's liability under this Agreement shall exceed $500,000.",
        "# 7. Governing Law",
        "This Agreement is governed by the laws of the State of New York.",
        *_signed(
            "Tidewater Analytics, Inc.",
            "Larchmont Health Partners, LLC",
            "Daniel Okafor",
            "October 1, 2025",
        ),
    ),
)
_SOW = Paper(
    "SOW-2025-014-larchmont",
    "pdf",
    "Statement of Work",
    (
        "SOW No. SOW-2025-014",
        "This Statement of Work is made under Master Services Agreement MSA-2025-011 between Tidewater Analytics, Inc. (“Provider”) and Larchmont Health Partners, LLC (“Customer”) and is effective as of October 1, 2025.",
        "# 1. Scope",
        "Provider will design and build a claims data warehouse and train Customer's analysts in its use.",
        "# 2. Rates",
        "Services are charged on a time and materials basis at the following hourly rates:",
        (
            ("Role", "Rate per hour (USD)"),
            ("Principal Consultant", "$240.00"),
            ("Senior Data Engineer", "$185.00"),
            ("Data Analyst", "$135.00"),
        ),
        "Hours are billed as recorded on timesheets approved by Customer.",
        "# 3. Limit",
        "Total fees under this Statement of Work, excluding expenses, shall not exceed $160,000.00 without a written change order.",
        "# 4. Term",
        "This Statement of Work ends on May 31, 2026. It does not renew automatically.",
        *_signed(
            "Tidewater Analytics, Inc.",
            "Larchmont Health Partners, LLC",
            "Daniel Okafor",
            "October 1, 2025",
        ),
    ),
)
_AMENDMENT = Paper(
    "AMD-2026-001-larchmont",
    "pdf",
    "Amendment No. 1 to Statement of Work SOW-2025-014",
    (
        "Amendment No. AMD-2026-001",
        "This Amendment No. 1 is effective as of March 1, 2026 and amends Statement of Work SOW-2025-014 between Tidewater Analytics, Inc. (“Provider”) and Larchmont Health Partners, LLC (“Customer”).",
        "# 1. Change of Rate",
        "With effect from March 1, 2026 the rate table in Section 2 of the Statement of Work is amended as follows:",
        (("Role", "Rate per hour (USD)"), ("Senior Data Engineer", "$195.00")),
        "# 2. Remaining Terms",
        "All other terms of the Statement of Work remain in full force and effect.",
        *_signed(
            "Tidewater Analytics, Inc.",
            "Larchmont Health Partners, LLC",
            "Daniel Okafor",
            "February 20, 2026",
        ),
    ),
)
_SUBSCRIPTION = Paper(
    "SUB-2025-007-quillfeather",
    "pdf",
    "Subscription Agreement",
    (
        "Agreement No. SUB-2025-007",
        "This Subscription Agreement is made on 1 June 2025 (the “Effective Date”) between Tidewater Analytics, Inc., a Delaware corporation (“Supplier”), and Quillfeather Publishing Limited, a company registered in England and Wales (“Customer”).",
        "# 1. Subscription",
        "Supplier grants Customer access to the Insight platform for up to 40 named users during the term.",
        "# 2. Subscription Fee",
        "2.1 For the Insight platform Customer shall pay a subscription fee of £2,400.00 per month.",
        "2.2 The subscription fee increases by 4% on each anniversary of the Effective Date.",
        "2.3 Supplier shall invoice the subscription fee monthly in advance on the first day of each month.",
        "# 3. Payment",
        "3.1 Customer shall pay each invoice within fourteen (14) days of the invoice date.",
        "3.2 Supplier may charge interest on overdue amounts at 1.5% per month.",
        "# 4. VAT",
        "All fees are exclusive of value added tax, which is added at the rate of 20%.",
        "# 5. Term",
        "The initial term is three (3) years from the Effective Date. The agreement then renews automatically for further periods of one (1) year unless either party gives at least ninety (90) days' written notice before the end of the current period.",
        "# 6. Governing Law",
        "This agreement is governed by the laws of England and Wales.",
        *_signed(
            "Tidewater Analytics, Inc.",
            "Quillfeather Publishing Limited",
            "Harriet Lowe",
            "1 June 2025",
        ),
    ),
)
_USAGE = Paper(
    "USG-2025-003-palisade",
    "docx",
    "API Services Agreement",
    (
        "Agreement No. USG-2025-003",
        "This API Services Agreement is entered into as of November 1, 2025 (the “Effective Date”) by and between Tidewater Analytics, Inc. (“Provider”) and Palisade Payments, Inc. (“Customer”).",
        "# 1. Usage Fees",
        "Customer shall pay for API calls made in each calendar month at the following graduated prices. Each call is charged at the price of the tier into which it falls:",
        (
            ("API calls per month", "Price per call (USD)"),
            ("1 to 100,000", "$0.020"),
            ("100,001 to 500,000", "$0.015"),
            ("Over 500,000", "$0.010"),
        ),
        "# 2. Invoices",
        "Provider shall invoice usage fees monthly in arrears.",
        "# 3. Payment",
        "Customer shall pay each invoice within thirty (30) days of the invoice date.",
        "# 4. Taxes",
        "Prices do not include taxes. Customer is responsible for all applicable sales taxes.",
        "# 5. Term",
        "This Agreement starts on the Effective Date and continues for an initial term of one (1) year.",
        "# 6. Governing Law",
        "This Agreement is governed by the laws of the State of California.",
        *_signed(
            "Tidewater Analytics, Inc.",
            "Palisade Payments, Inc.",
            "Priya Raman",
            "October 28, 2025",
        ),
    ),
)
_PROJECT = Paper(
    "FPA-2025-021-ostrava",
    "docx",
    "Fixed Price Project Agreement",
    (
        "Agreement No. FPA-2025-021",
        "This Fixed Price Project Agreement is made as of 1 October 2025 between Tidewater Analytics, Inc. (“Contractor”) and Ostrava Instruments s.r.o. (“Customer”).",
        "# 1. Price and Milestones",
        "Customer shall pay the fixed price in instalments. Each instalment falls due for invoicing when Customer has accepted the milestone in writing:",
        (
            ("Milestone", "Amount (EUR)"),
            ("Milestone 1: System Design", "€24,000.00"),
            ("Milestone 2: Prototype", "€36,000.00"),
            ("Milestone 3: Pilot Operation", "€40,000.00"),
            ("Milestone 4: Final Documentation", "€20,000.00"),
        ),
        "# 2. Retainage",
        "Customer shall withhold ten percent (10%) of each milestone payment as retainage. The retainage is released when Customer has accepted Milestone 4.",
        "# 3. Payment",
        "Customer shall pay each invoice within forty-five (45) days of the invoice date.",
        "# 4. Taxes",
        "All prices are exclusive of value added tax. The reverse charge applies.",
        "# 5. Term",
        "The project starts on 1 October 2025 and ends on 30 September 2026.",
        "# 6. Governing Law",
        "This Agreement is governed by the laws of the Czech Republic.",
        *_signed(
            "Tidewater Analytics, Inc.",
            "Ostrava Instruments s.r.o.",
            "Jana Vesela",
            "1 October 2025",
        ),
    ),
)
_RETAINER = Paper(
    "RET-2026-002-bramble",
    "pdf",
    "Advisory Retainer Agreement",
    (
        "Agreement No. RET-2026-002",
        "This Advisory Retainer Agreement is effective as of January 1, 2026 and is made between Tidewater Analytics, Inc. (“Consultant”) and Bramble & Finch LLP (“Client”).",
        "# 1. Retainer",
        "Client shall pay Consultant an advisory retainer of $6,500.00 per month, invoiced monthly in advance on the first day of each month.",
        "# 2. Payment",
        "Client shall pay each invoice within ten (10) days of the invoice date.",
        "# 3. Expenses",
        "The retainer covers all of Consultant's out-of-pocket expenses, which are not reimbursable.",
        "# 4. Taxes",
        "The retainer is exclusive of applicable taxes.",
        "# 5. Term",
        "This Agreement ends on May 31, 2026. It does not renew automatically; any extension must be agreed in writing.",
        "# 6. Governing Law",
        "This Agreement is governed by the laws of the State of Washington.",
        *_signed(
            "Tidewater Analytics, Inc.", "Bramble & Finch LLP", "Oliver Finch", "December 18, 2025"
        ),
    ),
)
_LICENCE = Paper(
    "LIC-2024-019-juno",
    "docx",
    "Content License Agreement",
    (
        "Agreement No. LIC-2024-019",
        "This Content License Agreement is entered into as of July 1, 2024 (the “Effective Date”) by and between Tidewater Analytics, Inc. (“Licensor”) and Juno Learning, Inc. (“Licensee”).",
        "# 1. License",
        "Licensor grants Licensee a non-exclusive license to use its statistics courses in Licensee's online school.",
        "# 2. Royalty",
        "Licensee shall pay Licensor a royalty of eight percent (8%) of Net Sales. “Net Sales” means amounts received for the courses less refunds.",
        "# 3. Statements and Payment",
        "Licensee shall deliver a statement of Net Sales and pay the royalty within forty-five (30) days after the end of each calendar quarter.",
        "# 4. Taxes",
        "Royalties are exclusive of any sales taxes.",
        "# 5. Term",
        "The initial term is five (5) years from the Effective Date.",
        "# 6. Governing Law",
        "This Agreement is governed by the laws of the State of Colorado.",
        *_signed(
            "Tidewater Analytics, Inc.", "Juno Learning, Inc.", "Sofia Brandt", "June 24, 2024"
        ),
    ),
)
_SUPPORT = Paper(
    "SUP-2025-030-calder",
    "scan",
    "Support and Maintenance Agreement",
    (
        "Agreement No. SUP-2025-030",
        "This Support and Maintenance Agreement is effective as of October 1, 2025 and is made between Tidewater Analytics, Inc. (“Provider”) and Calder Freight Lines, Inc. (“Customer”).",
        "# 1. Fees",
        "Customer shall pay a support fee of $3,600.00 per quarter, invoiced quarterly in advance. On-site visits are charged at $900.00 per visit.",
        "# 2. Payment",
        "Customer shall pay each invoice within thirty (30) days of the invoice date.",
        "# 3. Taxes",
        "All fees are exclusive of taxes.",
        "# 4. Term",
        "The initial term is three (3) years from the effective date.",
        "# 5. Governing Law",
        "This Agreement is governed by the laws of the State of Minnesota.",
        *_signed(
            "Tidewater Analytics, Inc.",
            "Calder Freight Lines, Inc.",
            "Maria Lund",
            "September 26, 2025",
        ),
    ),
)
PAPERS = (_MSA, _SOW, _AMENDMENT, _SUBSCRIPTION, _USAGE, _PROJECT, _RETAINER, _LICENCE, _SUPPORT)
