"""An invoice of ours put together from its record and the file of the company, and what it lacks.

Source: EN 16931-1 (BR-01 to BR-26, BR-CO-25, BR-CO-26, and the rules of each category of tax), and
article 226 of Council Directive 2006/112/EC for what a person must be able to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.code_lists import CURRENCIES, TRANSFERS
from models.invoices import Invoice, InvoiceParty
from models.issuing import Company, Customer, Issuing, TaxCategory
from reports.invoices.faults import incomplete, unsound
from reports.invoices.figures import Figures, figures

_REASONS = {
    TaxCategory.REVERSE_CHARGE: ("Reverse charge", "VATEX-EU-AE"),
    TaxCategory.INTRA_COMMUNITY: ("Intra-community supply", "VATEX-EU-IC"),
    TaxCategory.EXPORT: ("Export outside the EU", "VATEX-EU-G"),
    TaxCategory.NO_TAX: ("Not subject to VAT", "VATEX-EU-O"),
}
_NEED_VAT_ID = {TaxCategory.INTRA_COMMUNITY, TaxCategory.EXPORT}


@dataclass(frozen=True, slots=True)
class Whole:
    """An invoice that lacks nothing, with both parties; ``account`` is where to pay."""

    invoice: Invoice
    company: Company
    customer: Customer
    figures: Figures
    means: str
    account: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an invoice, and what is ``missing`` before it can be issued."""

    invoice: Invoice
    company: Company
    customer: Customer | None
    figures: Figures
    missing: tuple[str, ...]

    def whole(self) -> Whole:
        """Return the invoice that lacks nothing.

        Raises:
            DocumentError: INVOICE_INCOMPLETE, with the values that are missing.
        """
        if self.missing or self.customer is None:
            raise incomplete(self.invoice, self.missing)
        means = means_of(self.invoice, self.company)
        account = self.invoice.supplier.iban or self.company.account
        return Whole(self.invoice, self.company, self.customer, self.figures, means, account)


def known(invoice: Invoice, issuing: Issuing) -> Known:
    """Put an invoice together with what the file of the company says.

    Raises:
        DocumentError: INVOICE_UNSOUND, it contradicts itself or the file.
    """
    company = issuing.company
    _is_ours(invoice, company)
    customer = issuing.customer(invoice.customer.name)
    made = figures(invoice, customer)
    lacks = [*_lacks(invoice), *made.missing]
    if customer is None:
        lacks.append(_unknown(invoice.customer))
    else:
        lacks += _lacks_of_parties(invoice, made, company, customer)
    lacks += _lacks_of_payment(invoice, company, made)
    return Known(invoice, company, customer, made, tuple(dict.fromkeys(lacks)))


def reason(
    category: TaxCategory, invoice: Invoice, customer: Customer
) -> tuple[str | None, str | None]:
    """Return why no tax is due, in words and as a code; (None, None) where tax is due or is zero."""
    if category in {TaxCategory.STANDARD, TaxCategory.ZERO}:
        return None, None
    words, code = _REASONS.get(category, (None, None))
    stated = (one.reason for one in invoice.taxes if one.category == category and one.reason)
    return customer.tax_reason or next(stated, words), customer.tax_reason_code or code


def period_of(invoice: Invoice) -> tuple[date | None, date | None]:
    """Return the first and last day that an invoice is for: its own, else those of its lines."""
    if invoice.period_start or invoice.period_end:
        return invoice.period_start, invoice.period_end
    starts = [one.period_start for one in invoice.lines if one.period_start]
    ends = [one.period_end for one in invoice.lines if one.period_end]
    return min(starts, default=None), max(ends, default=None)


def means_of(invoice: Invoice, company: Company) -> str:
    """Return how is paid, as a code of UNTDID 4461: as the invoice says, else as the company."""
    return invoice.payment_means or company.payment_means


def _is_ours(invoice: Invoice, company: Company) -> None:
    name = invoice.supplier.name
    if name is not None and not company.is_called(name):
        what = f'It is issued by "{name}", and the file of the company is of "{company.name}".'
        raise unsound(invoice, what, "If that is the same company, add the spelling to its names.")


def _unknown(party: InvoiceParty) -> str:
    if party.name is None:
        return "name of the customer"
    return f'entry of the customer "{party.name}" in the file of the company'


def _lacks(invoice: Invoice) -> Iterator[str]:
    if not (invoice.number or "").strip():
        yield "number (an invoice gets it when it is approved)"
    if invoice.issue_date is None:
        yield "issue date"
    if not invoice.currency:
        yield "currency"
    elif invoice.currency not in CURRENCIES:
        what = f'"{invoice.currency}" is no currency of ISO 4217.'
        raise unsound(invoice, what, "Correct the currency.")


def _lacks_of_parties(
    invoice: Invoice, made: Figures, company: Company, customer: Customer
) -> Iterator[str]:
    """Name what the categories of tax ask of the parties (BR-S-02 and its kin)."""
    for category in dict.fromkeys(one.tax.category for one in made.taxes):
        why = f"for tax category {category}"
        if category in _NEED_VAT_ID and not company.vat_id:
            yield f"vat_id of the company ({why})"
        elif category is not TaxCategory.NO_TAX and not (company.vat_id or company.tax_number):
            yield f"vat_id or tax_number of the company ({why})"
        if category is TaxCategory.INTRA_COMMUNITY and not customer.vat_id:
            yield f"vat_id of the customer ({why})"
        if category is TaxCategory.INTRA_COMMUNITY and period_of(invoice) == (None, None):
            yield f"period of the invoice ({why})"
        if category is TaxCategory.REVERSE_CHARGE and not (
            customer.vat_id or customer.registration
        ):
            yield f"vat_id or registration of the customer ({why})"
        if category is TaxCategory.EXEMPT and not any(reason(category, invoice, customer)):
            yield f"tax_reason or tax_reason_code of the customer ({why})"
    if not company.registration and (made.without_tax or not company.vat_id):
        yield "registration of the company"


def _lacks_of_payment(invoice: Invoice, company: Company, made: Figures) -> Iterator[str]:
    if invoice.is_credit:
        return
    if made.due > 0 and invoice.due_date is None and not invoice.payment_terms:
        yield "due date or payment terms"
    if means_of(invoice, company) in TRANSFERS and not (invoice.supplier.iban or company.account):
        yield "account of the company (payment by transfer)"
