"""Invoices for people: PDF by reportlab, DOCX by python-docx."""

import io
from decimal import Decimal
from xml.sax.saxutils import escape

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import inch
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
from reportlab.platypus.flowables import Flowable, Spacer

from sample_contracts.make.papers import steady_zip
from sample_contracts.make.spec import Bill, Line
from sample_contracts.make.story import SUPPLIER

_INK = colors.HexColor("#1f2933")
_RULE = colors.HexColor("#9aa5b1")


def _amount(value: Decimal) -> str:
    return f"{value:,.2f}"


def _quantity(value: Decimal) -> str:
    return f"{value:,}"


def _facts(bill: Bill) -> list[tuple[str, str]]:
    facts = [
        ("Invoice number", bill.number),
        ("Invoice date", f"{bill.issued:%B} {bill.issued.day}, {bill.issued.year}"),
        ("Due date", f"{bill.due:%B} {bill.due.day}, {bill.due.year}"),
        ("Contract", bill.contract),
        ("Purchase order", bill.order),
        ("Payment terms", bill.terms),
        ("Currency", bill.currency),
    ]
    return [(label, value) for label, value in facts if value]


def _rows(bill: Bill) -> list[tuple[str, ...]]:
    head = ("Description", "Quantity", "Unit", "Unit price", "Amount")
    return [head, *(_row(line) for line in bill.lines)]


def _row(line: Line) -> tuple[str, ...]:
    return (
        line.description,
        _quantity(line.quantity),
        line.unit,
        _amount(line.price),
        _amount(line.amount),
    )


def _sums(bill: Bill) -> list[tuple[str, str]]:
    rate = f" ({bill.tax_rate}%)" if bill.tax_rate else ""
    return [
        ("Subtotal", _amount(bill.net)),
        (f"Tax{rate}", _amount(bill.tax)),
        (f"Total due {bill.currency}", _amount(bill.total)),
    ]


def pdf(bill: Bill) -> bytes:
    """Print an invoice on letter paper."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=0.8 * inch,
        rightMargin=0.8 * inch,
        topMargin=0.8 * inch,
        title=f"Invoice {bill.number}",
        invariant=1,
    )
    document.build(_flow(bill))
    return out.getvalue()


def _flow(bill: Bill) -> list[Flowable]:
    base = ParagraphStyle(
        "base",
        parent=getSampleStyleSheet()["Normal"],
        fontName="Helvetica",
        fontSize=9.5,
        leading=12.5,
        textColor=_INK,
    )
    name = ParagraphStyle("name", parent=base, fontName="Helvetica-Bold", fontSize=13, leading=17)
    title = ParagraphStyle("title", parent=name, fontSize=18, leading=22, alignment=2)
    supplier = [
        Paragraph(escape(SUPPLIER.name), name),
        *(Paragraph(escape(t), base) for t in SUPPLIER.address),
    ]
    customer = [
        Paragraph("<b>Bill to</b>", base),
        *(Paragraph(escape(t), base) for t in (bill.customer.name, *bill.customer.address)),
    ]
    facts = Table(
        [[f"{label}:", value] for label, value in _facts(bill)], colWidths=[1.2 * inch, 1.7 * inch]
    )
    facts.setStyle(
        TableStyle(
            [
                ("FONTSIZE", (0, 0), (-1, -1), 9.5),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    head = Table(
        [[supplier, Paragraph("INVOICE", title)], [customer, facts]],
        colWidths=[3.8 * inch, 3.1 * inch],
    )
    head.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, 0), 14)])
    )
    rows = [
        [Paragraph(escape(cell), base) if i == 0 else cell for i, cell in enumerate(row)]
        for row in _rows(bill)
    ]
    lines = Table(
        rows, colWidths=[3.1 * inch, 0.9 * inch, 0.7 * inch, 1.0 * inch, 1.2 * inch], repeatRows=1
    )
    lines.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
                ("FONTSIZE", (0, 0), (-1, -1), 9.5),
                ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, _RULE),
            ]
        )
    )
    sums = Table(_sums(bill), colWidths=[1.5 * inch, 1.2 * inch], hAlign="RIGHT")
    sums.setStyle(
        TableStyle(
            [
                ("ALIGN", (1, 0), (1, -1), "RIGHT"),
                ("FONTNAME", (0, 2), (-1, 2), "Helvetica-Bold"),
                ("FONTSIZE", (0, 0), (-1, -1), 9.5),
            ]
        )
    )
    remit = Paragraph(
        escape(f"Please pay to account {SUPPLIER.iban}. Tax ID {SUPPLIER.tax_id}."), base
    )
    return [head, Spacer(1, 22), lines, Spacer(1, 10), sums, Spacer(1, 26), remit]


def word(bill: Bill) -> bytes:
    """Print an invoice as DOCX."""
    document = docx.Document()
    document.add_heading("Invoice", level=1)
    document.add_paragraph("\n".join((SUPPLIER.name, *SUPPLIER.address)))
    document.add_paragraph("\n".join(("Bill to:", bill.customer.name, *bill.customer.address)))
    facts = document.add_table(rows=0, cols=2)
    for label, value in _facts(bill):
        row = facts.add_row().cells
        row[0].text, row[1].text = f"{label}:", value
    document.add_paragraph()
    lines = document.add_table(rows=0, cols=5, style="Table Grid")
    for cells in _rows(bill):
        for cell, text in zip(lines.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph()
    sums = document.add_table(rows=0, cols=2)
    for label, value in _sums(bill):
        row = sums.add_row().cells
        row[0].text, row[1].text = label, value
    document.add_paragraph(f"Please pay to account {SUPPLIER.iban}.")
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())
