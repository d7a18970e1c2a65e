"""Small documents of every kind, made on the spot."""

import io
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

AGREEMENT = (
    "MASTER SERVICES AGREEMENT",
    "This Agreement is made as of January 1, 2026 between Tidewater Ltd (the Provider)",
    "and Larchmont Inc. (the Customer).",
    "1. Payment. The Customer shall pay each invoice within thirty (30) days after the",
    "date of the invoice.",
    "2. Fees. The Customer shall pay a monthly fee of $1,500.00.",
    "3. Termination. Either party may end this Agreement with sixty (60) days written notice.",
    "4. Confidentiality. Each party shall keep what it learns of the other to itself.",
    "5. Governing law. This Agreement is governed by the laws of the State of New York.",
)
INVOICE_CSV = (
    "invoice_number,issue_date,due_date,supplier,customer,currency,contract,line,description,"
    "quantity,unit_price,amount,net_amount,tax_amount,total\n"
    "INV-1,2026-03-31,2026-04-30,Tidewater Ltd,Larchmont Inc.,USD,MSA,1,Monthly fee March 2026,"
    "1,1500.00,1500.00,1500.00,0.00,1500.00\n"
    "INV-2,2026-04-30,2026-05-10,Tidewater Ltd,Larchmont Inc.,USD,MSA,1,Monthly fee April 2026,"
    "1,1700.00,1700.00,1700.00,0.00,1700.00\n"
)
PAYMENTS_CSV = "invoice_number,paid_on,amount,currency,reference\nINV-1,2026-04-20,1500.00,USD,R1\n"


def pdf(*lines: str, blank_pages: int = 0) -> bytes:
    """Make a PDF of one page of text and pages that are pictures."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    for number, line in enumerate(lines):
        canvas.drawString(72, A4[1] - 80 - 18 * number, line)
    if lines:
        canvas.showPage()
    for _ in range(blank_pages):
        canvas.rect(72, 300, 400, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def company(root: Path) -> Path:
    """Write the folder of a small company: one contract, two invoices, one payment."""
    for name, data in {
        "contracts/MSA.pdf": pdf(*AGREEMENT),
        "invoices/billing.csv": INVOICE_CSV.encode(),
        "facts/payments.csv": PAYMENTS_CSV.encode(),
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root
