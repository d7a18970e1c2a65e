"""Invoices of ours on paper: each line with its period, working and clause; drafts are marked."""

from collections.abc import Iterator
from datetime import date

from models.invoices import Invoice
from models.issuing import Company, Customer, Issuing, TaxCategory
from reports.invoices.complete import Known, known, period_of, reason
from reports.invoices.figures import ZERO, Figures, TaxSum
from reports.invoices.paper_lines import Notes, days, rows
from reports.paper.sheets import Sheet, pdf
from reports.wording import long_date, money, quantity, with_currency

_TITLES = {(False, False): "Invoice", (True, False): "Credit note"}
_TITLES |= {(False, True): "Draft invoice", (True, True): "Draft credit note"}
_COLUMNS = ("No.", "Description", ">Quantity", ">Price", ">Tax", ">Amount")


def invoice_pdf(  # noqa: PLR0913 (every option is given by name)
    invoice: Invoice,
    issuing: Issuing,
    notes: Notes | None = None,
    *,
    day: date,
    paper: str = "a4",
    program: str = "",
) -> bytes:
    """Lay out an invoice or credit note; without a number it is a draft, and says what it lacks.

    ``day`` stands on drafts, which have no issue date.

    Raises:
        DocumentError: INVOICE_INCOMPLETE, it has a number and something else is missing;
            INVOICE_UNSOUND, it contradicts itself.
        SettingsError: PDF_LIBRARY_MISSING, the system has no Pango.
    """
    told = known(invoice, issuing)
    is_draft = not invoice.number
    if not is_draft:
        told.whole()
    return pdf([_sheet(told, notes or {}, day, program, is_draft=is_draft)], paper=paper)


def _sheet(told: Known, notes: Notes, day: date, program: str, *, is_draft: bool) -> Sheet:
    invoice, company = told.invoice, told.company
    title = _TITLES[invoice.is_credit, is_draft]
    name = f"{title} {invoice.number}" if invoice.number else title
    return Sheet(
        template="paper/invoice.html",
        title=name,
        day=invoice.issue_date or day,
        foot=f"{company.name}, {name}",
        note=_registered(company, told.figures),
        author=company.name,
        program=program,
        values={
            "title": name,
            "is_draft": is_draft,
            "sender": [company.name, *_address(company)],
            "reach": [one for one in (company.contact, company.phone, company.email) if one],
            "addressee": _addressee(told),
            "facts": list(_facts(told)),
            "columns": _COLUMNS,
            "lines": list(rows(told, notes)),
            "sums": list(_sums(told)),
            "grand": _grand(told),
            "reasons": list(_reasons(told)),
            "payment": list(_payment(told)),
            "missing": told.missing,
        },
    )


def _registered(company: Company, made: Figures) -> str:
    known_by = [
        ("VAT", None if made.without_tax else company.vat_id),
        ("tax number", company.tax_number),
        ("registered", company.registration),
    ]
    return ", ".join(f"{name} {value}" for name, value in known_by if value)


def _address(party: Company | Customer) -> list[str]:
    address = party.address
    town = " ".join(one for one in (address.postal_code, address.city) if one)
    return [*address.lines, ", ".join(filter(None, (town, address.region))), address.country]


def _addressee(told: Known) -> list[str]:
    if told.customer is not None:
        return [told.customer.name, *_address(told.customer)]
    return [told.invoice.customer.name or "Customer"]


def _facts(told: Known) -> Iterator[tuple[str, str]]:
    invoice, customer = told.invoice, told.customer
    facts = [
        ("Number", invoice.number),
        ("Issued", invoice.issue_date and long_date(invoice.issue_date)),
        ("Due", invoice.due_date and long_date(invoice.due_date)),
        ("Period", days(*period_of(invoice))),
        ("Contract", invoice.contract_reference),
        ("Purchase order", invoice.purchase_order),
        ("Corrects", invoice.corrects),
        ("Your reference", customer and customer.reference),
        ("Your VAT number", customer and not told.figures.without_tax and customer.vat_id),
    ]
    for label, value in facts:
        if value:
            yield label, str(value)


def _sums(told: Known) -> Iterator[tuple[str, str]]:
    """Write the sums above the last one; without tax where it is not known."""
    made, currency = told.figures, told.invoice.currency
    for one in made.changes:
        yield one.reason, money(one.amount, currency)
    if made.missing:
        return
    yield "Net amount", money(made.net, currency)
    for tax in made.taxes:
        yield _tax_words(told.company, tax, currency), money(tax.amount, currency)
    if made.prepaid or made.rounding:
        yield "Total", money(made.total, currency)
    if made.prepaid:
        yield "Paid before", money(-made.prepaid, currency)
    if made.rounding:
        yield "Rounding", money(made.rounding, currency)


def _tax_words(company: Company, one: TaxSum, currency: str | None) -> str:
    name, net = "VAT" if company.vat_id else "tax", money(one.net, currency)
    if one.tax.category is TaxCategory.STANDARD and one.tax.rate is not None:
        return f"{name[0].upper()}{name[1:]} {quantity(one.tax.rate)} % of {net}"
    if one.tax.category is TaxCategory.NO_TAX:
        return f"No tax on {net}"
    return f"No {name} on {net} ({one.tax.category})"


def _grand(told: Known) -> tuple[str, str]:
    """Write the last sum, with its currency."""
    made, invoice = told.figures, told.invoice
    if made.missing:
        net = sum((one.amount or ZERO for one in (*invoice.lines, *invoice.adjustments)), ZERO)
        word, amount = "Net amount, before tax", net
    else:
        word, amount = "To be credited" if invoice.is_credit else "Amount due", made.due
    named = f"{word}, {invoice.currency}" if invoice.currency else word
    return named, money(amount, invoice.currency)


def _reasons(told: Known) -> Iterator[str]:
    """Say why no tax is due: "AE: Reverse charge (VATEX-EU-AE)"."""
    if told.customer is None:
        return
    for one in told.figures.taxes:
        words, code = reason(one.tax.category, told.invoice, told.customer)
        foreign = one.tax.category is TaxCategory.NO_TAX and not told.company.vat_id
        if foreign:  # a company that has nothing to do with VAT need not say so
            words, code = told.customer.tax_reason, None
        if words or code:
            yield f"{one.tax.category}: " + (
                f"{words} ({code})" if words and code else words or code or ""
            )


def _payment(told: Known) -> Iterator[str]:
    invoice, company, made = told.invoice, told.company, told.figures
    if invoice.is_credit:
        what = f" corrects {invoice.corrects} and" if invoice.corrects else ""
        yield f"This credit note{what} is settled with what is open, or paid out."
    elif invoice.number and made.due > 0:
        until = f" by {long_date(invoice.due_date)}" if invoice.due_date else ""
        account = invoice.supplier.iban or company.account
        to = f" to account {account}" if account else ""
        bank = f" (BIC {company.bic})" if account and company.bic else ""
        quoted = invoice.payment_reference or invoice.number
        yield (
            f"Please pay {with_currency(made.due, invoice.currency)}{until}{to}{bank}, "
            f"quoting {quoted}."
        )
    if invoice.payment_terms:
        yield f"Terms of payment: {invoice.payment_terms}"
