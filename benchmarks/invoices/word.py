"""Looks written as Word documents."""

import io
from collections.abc import Callable, Sequence

from docx import Document
from docx.document import Document as Docx
from docx.table import Table

from benchmarks.invoices.sheet import Sheet


def _bytes(document: Docx) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Docx, rows: Sequence[Sequence[str]]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def letter(sheet: Sheet) -> bytes:
    """A consultant's letter: paragraphs for the header, a table with its sums as last rows."""
    bill, document = sheet.bill, Document()
    document.add_heading(sheet.supplier, 1)
    document.add_paragraph(f"{bill.supplier.street}, {bill.supplier.town}")
    document.add_paragraph(f"Tel {bill.supplier.phone}")
    document.add_paragraph("")
    document.add_paragraph(f"To: {sheet.customer}")
    document.add_paragraph(bill.customer.street)
    document.add_paragraph(bill.customer.town)
    document.add_heading(f"Invoice {sheet.number}", 2)
    document.add_paragraph(f"Date: {sheet.issued}")
    if bill.order:
        document.add_paragraph(f"Your purchase order: {sheet.order}")
    if bill.contract:
        document.add_paragraph(f"Under our agreement {bill.contract}")
    rows = [["Description", "Days/Qty", "Rate", "Amount"]]
    rows += [[r.text, r.quantity, r.price_money, r.amount_money] for r in sheet.rows]
    if bill.tax:
        name = "VAT" if bill.currency == "GBP" else "Sales tax"
        rows.append(["", "", "Subtotal", sheet.net])
        rows.append(["", "", f"{name} {sheet.rate(bill.taxes[0].rate)}%", sheet.tax])
    rows.append(["", "", "Total due", sheet.total])
    _table(document, rows).style = "Table Grid"
    document.add_paragraph(f"Payment is due by {sheet.due}. Please pay by bank transfer.")
    return _bytes(document)


def memo(sheet: Sheet) -> bytes:
    """Labels in the first column of a table, the sums in a table of their own."""
    bill, document = sheet.bill, Document()
    document.add_paragraph("COMMERCIAL INVOICE")
    pairs = [
        ("Seller", f"{sheet.supplier}\n{bill.supplier.street}\n{bill.supplier.town}"),
        ("Buyer", f"{sheet.customer}\n{bill.customer.street}\n{bill.customer.town}"),
        ("Invoice no. and date", f"{sheet.number} / {sheet.issued}"),
        ("Terms of payment", f"Due {sheet.due}"),
    ]
    if bill.order:
        pairs.append(("Buyer's order no.", sheet.order))
    _table(document, pairs).style = "Table Grid"
    document.add_paragraph("")
    rows = [["No.", "Goods or services", "Quantity", "Unit price", "Amount"]]
    for r in sheet.rows:
        text = f"{r.text}\n{r.detail}" if r.detail else r.text
        rows.append([str(r.number), text, f"{r.quantity} {r.item.unit}", r.price, r.amount])
    _table(document, rows).style = "Table Grid"
    document.add_paragraph("")
    sums = [["Net total", sheet.net]]
    sums += [[f"Tax {rate}%", amount] for _, rate, _, amount in sheet.taxes]
    sums.append(["Invoice total", sheet.total])
    if bill.paid:
        sums += [["Deposit received", sheet.money(bill.paid)], ["Balance payable", sheet.left]]
    _table(document, sums)
    return _bytes(document)


def plain_word(sheet: Sheet) -> bytes:
    """Everything but the lines in paragraphs, labels and values divided by tabs or colons."""
    bill, document = sheet.bill, Document()
    document.add_paragraph(sheet.supplier)
    document.add_paragraph(f"{bill.supplier.street}, {bill.supplier.town}")
    document.add_paragraph(f"{'ABN' if bill.currency == 'AUD' else 'VAT no.'}: {sheet.tax_id}")
    document.add_heading("Tax Invoice", 1)
    document.add_paragraph(f"Invoice no.:\t{sheet.number}")
    document.add_paragraph(f"Invoice date:\t{sheet.issued}")
    document.add_paragraph(f"Payment due:\t{sheet.due}")
    if bill.order:
        document.add_paragraph(f"Your order:\t{sheet.order}")
    document.add_paragraph("Invoice to:")
    for line in (sheet.customer, bill.customer.street, bill.customer.town):
        document.add_paragraph(line)
    rows = [["Item", "Qty", "Unit", "Price", "Net amount"]]
    for r in sheet.rows:
        text = f"{r.text}: {r.detail}" if r.detail else r.text
        rows.append([text, r.quantity, r.item.unit, r.price_money, r.amount_money])
    _table(document, rows).style = "Light List"
    document.add_paragraph(f"Net total: {sheet.net}")
    for _, rate, _, amount in sheet.taxes:
        document.add_paragraph(f"{'GST' if bill.currency == 'AUD' else 'VAT'} at {rate}%: {amount}")
    document.add_paragraph(f"Total: {sheet.total}")
    if bill.paid:
        document.add_paragraph(f"Less payment received: {sheet.money(bill.paid)}")
        document.add_paragraph(f"Balance to pay: {sheet.left}")
    return _bytes(document)


def agency_word(sheet: Sheet) -> bytes:
    """A table without rules holds both parties; sums stand in the lines' own table."""
    bill, document = sheet.bill, Document()
    document.add_heading("INVOICE", 0)
    ours = f"From\n{sheet.supplier}\n{bill.supplier.street}\n{bill.supplier.town}"
    theirs = f"Prepared for\n{sheet.customer}\n{bill.customer.street}\n{bill.customer.town}"
    _table(document, [[ours, theirs]])
    document.add_paragraph("")
    heads = ["Invoice #", "Issue date", "Due date"]
    values = [sheet.number, sheet.issued, sheet.due]
    if bill.contract:
        heads.append("Agreement")
        values.append(bill.contract)
    _table(document, [heads, values]).style = "Table Grid"
    document.add_paragraph("")
    rows = [["Project", "Hours/Units", "Rate", "Fee"]]
    for r in sheet.rows:
        text = f"{r.text}\n{r.detail}" if r.detail else r.text
        rows.append([text, r.quantity, r.price_money, r.amount_money])
    rows.append(["", "", "Subtotal", sheet.money(bill.lines)])
    if bill.discount:
        rows.append(["", "", "Goodwill discount", f"-{sheet.money(bill.discount)}"])
    if bill.tax:
        name = "VAT" if bill.currency == "GBP" else "Tax"
        rows.append(["", "", f"{name} ({sheet.rate(bill.taxes[0].rate)}%)", sheet.tax])
    rows.append(["", "", "Amount due", sheet.total])
    _table(document, rows).style = "Light Grid"
    return _bytes(document)


DOCUMENTS: dict[str, Callable[[Sheet], bytes]] = {
    "letter": letter,
    "memo": memo,
    "plain_word": plain_word,
    "agency_word": agency_word,
}
