"""An invoice or credit note of ours as UBL 2.1 by the rules of EN 16931, or of Peppol BIS Billing 3.

Source: the UBL 2.1 schema (the order of elements), EN 16931-3-2 (where each business term stands);
the BT numbers are those of EN 16931-1.
"""

from datetime import date
from decimal import Decimal

from lxml import etree

from models.code_lists import CREDIT_NOTE_TYPES, INVOICE_TYPES, PAYMENT_MEANS
from models.invoices import Invoice
from models.issuing import (
    Address,
    Company,
    Customer,
    Issuing,
    Specification,
    TaxCategory,
)
from reports.invoices.complete import Whole, known, period_of, reason
from reports.invoices.faults import incomplete, unsound
from reports.invoices.figures import ONE, ZERO, Figures, Item, Tax
from reports.invoices.ubl_parts import Part, document
from reports.invoices.units import code_of_unit

_SPECIFICATIONS = {
    Specification.EN16931: "urn:cen.eu:en16931:2017",
    Specification.PEPPOL: "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
}
_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_NOT_DEFINED = "1"  # UNTDID 4461: how a credit is paid out is not said
_CENT = Decimal("0.01")


def ubl(invoice: Invoice, issuing: Issuing) -> bytes:
    """Write an approved invoice as XML, in UTF-8.

    Raises:
        DocumentError: INVOICE_INCOMPLETE, a value that EN 16931 asks for is missing;
            INVOICE_UNSOUND, the invoice contradicts itself, or cannot be said by these rules.
    """
    whole = known(invoice, issuing).whole()
    _can_be_said(whole)
    kind = "CreditNote" if invoice.is_credit else "Invoice"
    root, element = document(kind, invoice.currency or "")
    _head(root, whole)
    _supplier(root.part("AccountingSupplierParty/Party"), whole)
    _customer(root.part("AccountingCustomerParty/Party"), whole)
    _delivery(root, whole)
    _payment(root, whole)
    _changes(root, whole.figures)
    _taxes(root, whole)
    _totals(root.part("LegalMonetaryTotal"), whole.figures)
    for place, item in enumerate(whole.figures.items, 1):
        _line(root.part(f"{kind}Line"), place, item, credit=invoice.is_credit)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _can_be_said(whole: Whole) -> None:
    """Make sure that the rules of EN 16931 and Peppol can say what the invoice says."""
    invoice, made, customer = whole.invoice, whole.figures, whole.customer
    amounts = [one.amount for one in made.items] + [one.amount for one in made.changes]
    amounts += [one.amount for one in made.taxes] + [made.prepaid, made.rounding]
    if any(one != one.quantize(_CENT) for one in amounts):
        what = f"EN 16931 has amounts of two digits, and {invoice.currency} has more."
        raise unsound(invoice, what, "Send it as PDF.")
    types = CREDIT_NOTE_TYPES if invoice.is_credit else INVOICE_TYPES
    if _type_of(invoice) not in types:
        what = f"{invoice.type_code} is no type of such a document (UNTDID 1001)."
        raise unsound(invoice, what, "Correct type_code.")
    if whole.means not in PAYMENT_MEANS:
        what = f"{whole.means} is no means of payment (UNTDID 4461)."
        raise unsound(invoice, what, "Correct payment_means.")
    if customer.specification is Specification.PEPPOL:
        parties = {"company": whole.company, "customer": customer}
        lacks = [f"endpoint of the {who}" for who, one in parties.items() if one.endpoint is None]
        if not (customer.reference or invoice.purchase_order):
            lacks.append("reference of the customer, or purchase order")
        if lacks:
            raise incomplete(invoice, tuple(lacks))
    periods = [(one.period_start, one.period_end) for one in invoice.lines]
    for first, last in [period_of(invoice), *periods]:
        if first and last and last < first:
            what = f"A period ends on {last} before it begins on {first}."
            raise unsound(invoice, what, "Correct the period.")


def _type_of(invoice: Invoice) -> str:
    return invoice.type_code or ("381" if invoice.is_credit else "380")


def _head(root: Part, whole: Whole) -> None:
    invoice, customer = whole.invoice, whole.customer
    root.put("CustomizationID", _SPECIFICATIONS[customer.specification])  # BT-24
    root.put("ProfileID", _PROCESS)  # BT-23
    root.put("ID", invoice.number)  # BT-1
    root.day("IssueDate", invoice.issue_date)  # BT-2
    if invoice.is_credit:
        root.day("TaxPointDate", invoice.tax_point_date)  # BT-7
        root.put("CreditNoteTypeCode", _type_of(invoice))  # BT-3
    else:
        root.day("DueDate", invoice.due_date)  # BT-9
        root.put("InvoiceTypeCode", _type_of(invoice))
        root.day("TaxPointDate", invoice.tax_point_date)
    root.put("DocumentCurrencyCode", invoice.currency)  # BT-5
    root.put("BuyerReference", customer.reference)  # BT-10
    _put_period(root, *_period(invoice))  # BT-73, BT-74
    if invoice.purchase_order:
        root.part("OrderReference").put("ID", invoice.purchase_order)  # BT-13
    if invoice.corrects:
        root.part("BillingReference/InvoiceDocumentReference").put("ID", invoice.corrects)  # BT-25
    if invoice.contract_reference:
        root.part("ContractDocumentReference").put("ID", invoice.contract_reference)  # BT-12


def _period(invoice: Invoice) -> tuple[date | None, date | None]:
    """Return the period of the document; none where a line's lies outside of it (Peppol R110)."""
    first, last = period_of(invoice)
    outside = any(
        (first and one.period_start and one.period_start < first)
        or (last and one.period_end and one.period_end > last)
        for one in invoice.lines
    )
    return (None, None) if outside else (first, last)


def _put_period(part: Part, first: date | None, last: date | None) -> None:
    if first or last:
        period = part.part("InvoicePeriod")
        period.day("StartDate", first)
        period.day("EndDate", last)


def _supplier(party: Part, whole: Whole) -> None:
    company = whole.company
    _beginning(party, company)
    if company.vat_id and not whole.figures.without_tax:
        _tax_scheme(party, company.vat_id, "VAT")  # BT-31
    if company.tax_number:
        _tax_scheme(party, company.tax_number, "TAX")  # BT-32
    _ending(party, company)


def _customer(party: Part, whole: Whole) -> None:
    customer = whole.customer
    _beginning(party, customer)
    if customer.vat_id and not whole.figures.without_tax:
        _tax_scheme(party, customer.vat_id, "VAT")  # BT-48
    _ending(party, customer)


def _beginning(party: Part, one: Company | Customer) -> None:
    if one.endpoint:
        party.put("EndpointID", one.endpoint.id, schemeID=one.endpoint.scheme)  # BT-34, BT-49
    _address(party.part("PostalAddress"), one.address)


def _address(place: Part, address: Address) -> None:
    names = ("StreetName", "AdditionalStreetName")
    for name, line in zip(names, address.lines, strict=False):
        place.put(name, line)
    place.put("CityName", address.city)
    place.put("PostalZone", address.postal_code)
    place.put("CountrySubentity", address.region)
    for line in address.lines[len(names) :]:
        place.part("AddressLine").put("Line", line)
    place.part("Country").put("IdentificationCode", address.country)


def _tax_scheme(party: Part, number: str, kind: str) -> None:
    scheme = party.part("PartyTaxScheme")
    scheme.put("CompanyID", number)
    scheme.part("TaxScheme").put("ID", kind)


def _ending(party: Part, one: Company | Customer) -> None:
    legal = party.part("PartyLegalEntity")
    legal.put("RegistrationName", one.name)  # BT-27, BT-44
    legal.put("CompanyID", one.registration)  # BT-30, BT-47
    if one.contact or one.phone or one.email:
        contact = party.part("Contact")
        contact.put("Name", one.contact)
        contact.put("Telephone", one.phone)
        contact.put("ElectronicMail", one.email)


def _delivery(root: Part, whole: Whole) -> None:
    """Say where goods and services went, which a supply within the Union must (BR-IC-12)."""
    if any(one.tax.category is TaxCategory.INTRA_COMMUNITY for one in whole.figures.taxes):
        country = whole.customer.delivery_country or whole.customer.address.country
        delivery = root.part("Delivery")
        if _period(whole.invoice) == (None, None):
            delivery.day("ActualDeliveryDate", period_of(whole.invoice)[1])  # BT-72
        place = delivery.part("DeliveryLocation/Address/Country")
        place.put("IdentificationCode", country)  # BT-80


def _payment(root: Part, whole: Whole) -> None:
    invoice, company = whole.invoice, whole.company
    if invoice.is_credit:
        if invoice.due_date:
            means = root.part("PaymentMeans")
            means.put("PaymentMeansCode", _NOT_DEFINED)
            means.day("PaymentDueDate", invoice.due_date)  # BT-9
    else:
        means = root.part("PaymentMeans")
        means.put("PaymentMeansCode", whole.means)  # BT-81
        means.put("PaymentID", invoice.payment_reference or invoice.number)  # BT-83
        if whole.account:
            account = means.part("PayeeFinancialAccount")
            account.put("ID", "".join(whole.account.split()))  # BT-84
            account.put("Name", company.account_name)  # BT-85
            if company.bic:
                account.part("FinancialInstitutionBranch").put("ID", company.bic)  # BT-86
    if invoice.payment_terms:
        root.part("PaymentTerms").put("Note", invoice.payment_terms)  # BT-20


def _changes(root: Part, made: Figures) -> None:
    for one in made.changes:
        part = root.part("AllowanceCharge")
        part.put("ChargeIndicator", "true" if one.amount > 0 else "false")
        part.put("AllowanceChargeReason", one.reason)  # BT-97, BT-104
        part.amount("Amount", abs(one.amount))  # BT-92, BT-99
        _category(part.part("TaxCategory"), one.tax)


def _taxes(root: Part, whole: Whole) -> None:
    total = root.part("TaxTotal")
    total.amount("TaxAmount", whole.figures.tax)  # BT-110
    for one in whole.figures.taxes:
        part = total.part("TaxSubtotal")
        part.amount("TaxableAmount", one.net)  # BT-116
        part.amount("TaxAmount", one.amount)  # BT-117
        words, code = reason(one.tax.category, whole.invoice, whole.customer)
        _category(part.part("TaxCategory"), one.tax, words, code)


def _category(part: Part, tax: Tax, words: str | None = None, code: str | None = None) -> None:
    part.put("ID", tax.category.value)  # BT-118, BT-151
    if tax.rate is not None:
        part.number("Percent", tax.rate)  # BT-119, BT-152
    part.put("TaxExemptionReasonCode", code)  # BT-121
    part.put("TaxExemptionReason", words)  # BT-120
    part.part("TaxScheme").put("ID", "VAT")


def _totals(part: Part, made: Figures) -> None:
    allowed = [one.amount for one in made.changes if one.amount <= 0]
    charged = [one.amount for one in made.changes if one.amount > 0]
    part.amount("LineExtensionAmount", made.lines)  # BT-106
    part.amount("TaxExclusiveAmount", made.net)  # BT-109
    part.amount("TaxInclusiveAmount", made.total)  # BT-112
    if allowed:
        part.amount("AllowanceTotalAmount", -sum(allowed, ZERO))  # BT-107
    if charged:
        part.amount("ChargeTotalAmount", sum(charged, ZERO))  # BT-108
    if made.prepaid:
        part.amount("PrepaidAmount", made.prepaid)  # BT-113
    if made.rounding:
        part.amount("PayableRoundingAmount", made.rounding)  # BT-114
    part.amount("PayableAmount", made.due)  # BT-115


def _line(part: Part, place: int, item: Item, *, credit: bool) -> None:
    line, unit = item.line, code_of_unit(item.line.unit)
    part.put("ID", str(place))  # BT-126
    name = "CreditedQuantity" if credit else "InvoicedQuantity"
    part.number(name, item.quantity, unitCode=unit)  # BT-129, BT-130
    part.amount("LineExtensionAmount", item.amount)  # BT-131
    _put_period(part, line.period_start, line.period_end)  # BT-134, BT-135
    if item.discount:
        change = part.part("AllowanceCharge")
        change.put("ChargeIndicator", "false" if item.discount > 0 else "true")
        change.put("AllowanceChargeReason", "Discount" if item.discount > 0 else "Surcharge")
        change.amount("Amount", abs(item.discount))  # BT-136, BT-141
    goods = part.part("Item")
    goods.put("Name", line.description)  # BT-153
    if line.item_code:
        goods.part("SellersItemIdentification").put("ID", line.item_code)  # BT-155
    _category(goods.part("ClassifiedTaxCategory"), item.tax)
    price = part.part("Price")
    price.price("PriceAmount", item.price)  # BT-146
    if item.base != ONE:
        price.number("BaseQuantity", item.base, unitCode=unit)  # BT-149, BT-150
