"""Looks that a program draws place by place, as reports of old systems do."""

import io
from collections.abc import Callable
from decimal import Decimal

from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfgen.canvas import Canvas

from benchmarks.invoices.sheet import Row, Sheet

_FULL = 690.0  # points from the top: the next page begins


class _Pen:
    def __init__(self, size: tuple[float, float], font: str) -> None:
        self._out = io.BytesIO()
        self._font, self._height = font, size[1]
        self._canvas = Canvas(self._out, pagesize=size, invariant=True)

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        self._canvas.setFont(self._font, size)
        self._canvas.drawString(x, self._height - y, text)

    def right(self, x: float, y: float, text: str, size: float = 9) -> None:
        self._canvas.setFont(self._font, size)
        self._canvas.drawRightString(x, self._height - y, text)

    def rule(self, y: float) -> None:
        self._canvas.line(40, self._height - y, 555, self._height - y)

    def page(self) -> None:
        self._canvas.showPage()

    def data(self) -> bytes:
        self._canvas.save()
        return self._out.getvalue()


def drawn_slip(sheet: Sheet) -> bytes:
    """Labels on the right with their values under them, sums on the left below the lines."""
    pen, bill = _Pen(letter, "Helvetica"), sheet.bill
    title = "CREDIT NOTE" if bill.credit else "TAX INVOICE"
    pen.text(40, 50, title, 18)
    number = ("Credit note no", sheet.number) if bill.credit else ("Tax invoice no", sheet.number)
    pairs = [number, ("Date", sheet.issued), ("Due", sheet.due)]
    if bill.order:
        pairs.append(("Your PO", sheet.order))
    for place, (label, value) in enumerate(pairs):
        pen.text(440, 50 + 30 * place, label, 7)
        pen.text(440, 61 + 30 * place, value, 10)
    issuer = ["Issued by", sheet.supplier, bill.supplier.street, bill.supplier.town]
    issuer.append(f"{'ABN' if bill.currency == 'AUD' else 'GST no.'} {sheet.tax_id}")
    for place, line in enumerate(issuer):
        pen.text(40, 80 + 12 * place, line)
    for place, line in enumerate(
        ["Issued to", sheet.customer, bill.customer.street, bill.customer.town]
    ):
        pen.text(230, 80 + 12 * place, line)
    y = 200.0
    pen.text(40, y, "Qty")
    pen.text(90, y, "Unit")
    pen.text(140, y, "Product or service")
    pen.right(440, y, "Price each")
    pen.right(550, y, "Extended")
    pen.rule(y + 4)
    for row in sheet.rows:
        y += 17
        pen.text(40, y, row.quantity)
        pen.text(90, y, row.item.unit)
        pen.text(140, y, row.text)
        pen.right(440, y, row.price)
        pen.right(550, y, row.amount)
    pen.rule(y + 6)
    sums = [("Net", sheet.net)]
    sums += [(f"GST {rate}%", amount) for _, rate, _, amount in sheet.taxes]
    sums.append(("Total", sheet.total))
    for label, value in sums:
        y += 18
        pen.text(40, y, label)
        pen.right(220, y, value)
    return pen.data()


def drawn_pages(sheet: Sheet) -> bytes:
    """Page by page with the same head, the sum carried forward."""
    pen, bill, page = _Pen(A4, "Courier"), sheet.bill, 1
    y = _head(pen, sheet, page)
    running = Decimal("0.00")
    for row in sheet.rows:
        if y > _FULL:
            pen.text(60, y + 14, "Carried forward", 8)
            pen.right(555, y + 14, sheet.signed(running), 8)
            pen.page()
            page += 1
            y = _head(pen, sheet, page)
            pen.text(60, y, "Brought forward", 8)
            pen.right(555, y, sheet.signed(running), 8)
            y += 14
        y = _line(pen, row, y)
        running += row.item.amount
    pen.rule(y)
    name = {"CHF": "VAT", "EUR": "VAT", "GBP": "VAT"}[bill.currency]
    sums = [(f"Net amount {bill.currency}", sheet.net_bare)]
    sums += [(f"{name} {rate} % of {base}", amount) for _, rate, base, amount in sheet.taxes_bare]
    sums.append((f"Amount payable {bill.currency}", sheet.total_bare))
    for label, value in sums:
        y += 15
        pen.text(300, y, label)
        pen.right(555, y, value)
    pen.text(40, y + 40, f"Payable net within {bill.days} days, at the latest {sheet.due}.", 8)
    pen.text(40, y + 54, f"IBAN {sheet.iban}   VAT no. {sheet.tax_id}", 8)
    return pen.data()


def _head(pen: _Pen, sheet: Sheet, page: int) -> float:
    bill = sheet.bill
    pen.text(40, 40, f"{sheet.supplier}  {bill.supplier.street}  {bill.supplier.town}", 8)
    pen.text(40, 64, sheet.customer)
    pen.text(40, 76, bill.customer.street)
    pen.text(40, 88, bill.customer.town)
    pen.text(330, 64, f"INVOICE {sheet.number}", 11)
    pen.text(330, 78, f"of {sheet.issued}")
    pen.right(555, 78, f"Page {page}")
    if bill.order:
        pen.text(330, 92, f"Order no. {sheet.order}")
    pen.text(40, 125, "Art.", 8)
    pen.text(100, 125, "Text", 8)
    pen.right(400, 125, "Qty", 8)
    pen.right(480, 125, "Price", 8)
    pen.right(555, 125, "Total", 8)
    pen.rule(129)
    return 142.0


def _line(pen: _Pen, row: Row, y: float) -> float:
    pen.text(40, y, row.item.code, 8)
    pen.text(100, y, row.text, 8)
    pen.right(400, y, row.quantity, 8)
    pen.right(480, y, row.price, 8)
    pen.right(555, y, row.amount, 8)
    if row.detail:
        y += 10
        pen.text(100, y, row.detail[:52], 8)
    return y + 14


def freight(sheet: Sheet) -> bytes:
    """A terminal's print: capitals, labels and values in columns of characters."""
    pen, bill = _Pen(letter, "Courier"), sheet.bill
    pen.text(40, 40, sheet.supplier, 12)
    pen.text(40, 53, f"{bill.supplier.street}, {bill.supplier.town}")
    pairs = [("INVOICE NUMBER", sheet.number), ("INVOICE DATE", sheet.issued)]
    pairs += [("DUE DATE", sheet.due), ("CURRENCY", bill.currency)]
    if bill.order:
        pairs.append(("CUSTOMER PO", sheet.order))
    for place, (label, value) in enumerate(pairs):
        pen.text(330, 80 + 12 * place, label)
        pen.text(440, 80 + 12 * place, value)
    for place, line in enumerate(
        ("BILL TO:", sheet.customer, bill.customer.street, bill.customer.town)
    ):
        pen.text(40, 80 + 12 * place, line)
    y = _freight_head(pen, 170)
    for row in sheet.rows:
        if y > _FULL:
            pen.text(40, y + 16, "*** CONTINUED ***")
            pen.page()
            y = _freight_head(pen, 60)
        pen.text(40, y, row.text.upper())
        pen.right(330, y, row.quantity)
        pen.text(340, y, row.item.unit.upper())
        pen.right(460, y, row.price)
        pen.right(560, y, row.amount)
        y += 13
    pen.rule(y)
    sums = [("TOTAL CHARGES", sheet.net_bare), ("TAX", sheet.tax_bare)]
    for label, value in [*sums, (f"TOTAL DUE {bill.currency}", sheet.total_bare)]:
        y += 14
        pen.text(340, y, label)
        pen.right(560, y, value)
    return pen.data()


def _freight_head(pen: _Pen, y: float) -> float:
    for x, text in ((40, "DESCRIPTION OF CHARGES"), (290, "QTY"), (340, "BASIS")):
        pen.text(x, y, text)
    pen.right(460, y, "RATE")
    pen.right(560, y, "CHARGES")
    pen.rule(y + 4)
    return y + 18


def strips(sheet: Sheet) -> bytes:
    """Strips of boxes with a label on top of each; the total in a box of its own."""
    pen, bill = _Pen(A4, "Helvetica"), sheet.bill
    pen.right(555, 50, sheet.supplier, 14)
    pen.right(555, 64, f"{bill.supplier.street}, {bill.supplier.town}", 8)
    pen.right(555, 76, f"{'ABN' if bill.currency == 'AUD' else 'VAT number'} {sheet.tax_id}", 8)
    pen.text(40, 50, "Credit Note" if bill.credit else "Tax Invoice", 20)
    for place, line in enumerate(
        ("Customer", sheet.customer, bill.customer.street, bill.customer.town)
    ):
        pen.text(40, 100 + 12 * place, line, 8 if not place else 10)
    strip = [("Document", sheet.number), ("Issue date", sheet.issued), ("Account", bill.account)]
    if not bill.credit:
        strip.append(("Pay by", sheet.due))
    if bill.order:
        strip.append(("Customer order", sheet.order))
    pen.rule(165)
    for place, (label, value) in enumerate(strip):
        pen.text(40 + 105 * place, 176, label, 7)
        pen.text(40 + 105 * place, 188, value, 10)
    pen.rule(194)
    y = 220.0
    for x, text in ((40, "Code"), (110, "Product"), (305, "Quantity")):
        pen.text(x, y, text, 8)
    for x, text in ((420, "Each"), (470, "Tax %"), (555, "Nett")):
        pen.right(x, y, text, 8)
    for row in sheet.rows:
        y += 16
        pen.text(40, y, row.item.code)
        pen.text(110, y, row.text)
        pen.right(340, y, row.quantity)
        pen.right(420, y, row.price)
        pen.right(470, y, row.rate)
        pen.right(555, y, row.amount)
    y += 30
    sums = [("Nett value", sheet.net), ("Tax", sheet.tax), ("Gross value", sheet.total)]
    if bill.paid:
        sums += [("Deposit paid", sheet.money(bill.paid)), ("Now payable", sheet.left)]
    for place, (label, value) in enumerate(sums):
        pen.text(40 + 105 * place, y, label, 7)
        pen.text(40 + 105 * place, y + 13, value, 11)
    return pen.data()


PAGES: dict[str, Callable[[Sheet], bytes]] = {
    "drawn_slip": drawn_slip,
    "drawn_pages": drawn_pages,
    "freight": freight,
    "strips": strips,
}
