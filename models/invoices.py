"""Issued invoices and credit notes: invoice/1.

Amounts are in the invoice's currency, as printed.  A credit note carries positive amounts in
every format; ``kind`` says that it reduces what was billed.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.evidence import Evidence


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class InvoiceKind(StrEnum):
    """An invoice asks for money, a credit note gives it back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceSource(StrEnum):
    """The format an invoice was read from."""

    UBL = "ubl"
    CII = "cii"
    FACTURX = "facturx"
    PDF = "pdf"
    DOCX = "docx"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    STRIPE = "stripe"
    QUICKBOOKS = "quickbooks"
    XERO = "xero"


class InvoiceDocument(_Record):
    """The file an invoice was read from."""

    file: str
    sha256: str = ""
    source: InvoiceSource = InvoiceSource.JSON


class InvoiceParty(_Record):
    """Supplier or customer as printed on the invoice."""

    name: str | None = None
    tax_id: str | None = None
    iban: str | None = None


class InvoiceTax(_Record):
    """What an invoice states of one category and rate of tax; amounts as printed.

    ``category`` is a code of UNTDID 5305 (S standard, Z zero, E exempt, AE reverse charge, ...);
    ``rate`` in percent; ``reason`` is why no tax is due, where the invoice gives one.
    """

    category: str | None = None
    rate: Decimal | None = None
    taxable_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    reason: str | None = None


class InvoiceLine(_Record):
    """One line.  ``amount`` is net of tax where the format says so; ``tax_rate`` in percent."""

    number: int
    description: str | None = None
    item_code: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    amount: Decimal | None = None
    tax_rate: Decimal | None = None
    period_start: date | None = None
    period_end: date | None = None
    evidence: Evidence | None = None


class Invoice(_Record):
    """One issued invoice or credit note.

    ``type_code`` is UNTDID 1001 where the format states it: 380 invoice, 381 credit note, 384
    corrected, 386 prepayment, 326 partial, 389 self-billed.  ``payee`` is who is to be paid where
    that is not the supplier; ``tax_representative`` answers for the supplier's tax.
    ``payment_means`` is a code of UNTDID 4461 (30, 58 transfer; 49, 59 direct debit), and
    ``payment_reference`` what the payer is asked to quote.  ``prepared_by`` is the person who
    issued the document, where it says so.

    ``adjustments`` are the document's own allowances (negative) and charges (positive), net of
    tax: lines and adjustments make the net amount.  ``rounding_amount`` is what the document
    adds to net and tax to round the amount to pay.
    """

    schema_: Annotated[Literal["invoice/1"], Field(alias="schema")] = "invoice/1"
    document: InvoiceDocument
    number: str | None = None
    kind: InvoiceKind = InvoiceKind.INVOICE
    type_code: str | None = None
    corrects: str | None = None
    issue_date: date | None = None
    received_date: date | None = None
    due_date: date | None = None
    tax_point_date: date | None = None
    supplier: InvoiceParty = InvoiceParty()
    customer: InvoiceParty = InvoiceParty()
    payee: InvoiceParty = InvoiceParty()
    tax_representative: InvoiceParty = InvoiceParty()
    currency: str | None = None
    purchase_order: str | None = None
    contract_reference: str | None = None
    payment_terms: str | None = None
    payment_means: str | None = None
    payment_reference: str | None = None
    prepared_by: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    net_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    total: Decimal | None = None
    rounding_amount: Decimal | None = None
    prepaid_amount: Decimal | None = None
    amount_due: Decimal | None = None
    taxes: tuple[InvoiceTax, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    adjustments: tuple[InvoiceLine, ...] = ()
    evidence: dict[str, Evidence] = {}
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    review: bool = False
    notices: tuple[str, ...] = ()

    @property
    def is_credit(self) -> bool:
        """Whether this reduces what was billed."""
        return self.kind is InvoiceKind.CREDIT_NOTE

    @property
    def replaces(self) -> str | None:
        """The number of the invoice whose place this corrected one (type 384) takes."""
        return self.corrects if self.type_code == _CORRECTED and not self.is_credit else None


_CORRECTED = "384"  # UNTDID 1001: revised information on an invoice submitted before
_SIGNED = ("net_amount", "tax_amount", "total", "rounding_amount", "prepaid_amount", "amount_due")


def as_credit(invoice: Invoice) -> Invoice:
    """Take an invoice over less than nothing that names a preceding one for a credit note on it.

    Some formats and senders give money back that way; its amounts are then turned.
    """
    total = invoice.net_amount if invoice.total is None else invoice.total
    if invoice.is_credit or not invoice.corrects or total is None or total >= 0:
        return invoice
    notice = (
        f"It asks for {total:f} and names {invoice.corrects}: it counts as a credit note on it."
    )
    return turned(invoice).model_copy(
        update={"kind": InvoiceKind.CREDIT_NOTE, "notices": (*invoice.notices, notice)}
    )


def turned(invoice: Invoice) -> Invoice:
    """Turn the sign of every amount: minus amounts of a credit note become plain ones."""
    sums = {key: -value for key in _SIGNED if (value := getattr(invoice, key)) is not None}
    return invoice.model_copy(
        update={
            **sums,
            "lines": tuple(map(_turned_line, invoice.lines)),
            "adjustments": tuple(map(_turned_line, invoice.adjustments)),
            "taxes": tuple(map(_turned_tax, invoice.taxes)),
        }
    )


def _turned_line(line: InvoiceLine) -> InvoiceLine:
    """Turn a line: its amount, and the factor that carried the minus, if one did."""
    factor = "unit_price" if (line.unit_price or 0) < 0 else "quantity"
    product = (line.quantity or Decimal(0)) * (line.unit_price or Decimal(0))
    carried = product * (line.amount or Decimal(0)) >= 0
    keys = ("amount", "discount", factor) if carried else ("amount", "discount")
    return line.model_copy(
        update={key: -value for key in keys if (value := getattr(line, key)) is not None}
    )


def _turned_tax(tax: InvoiceTax) -> InvoiceTax:
    keys = ("taxable_amount", "tax_amount")
    return tax.model_copy(
        update={key: -value for key in keys if (value := getattr(tax, key)) is not None}
    )
