"""UBL 2.x invoices and credit notes (Peppol BIS, XRechnung, EHF, CIUS-RO and their kin).

Reads:  Invoice, CreditNote and SelfBilledInvoice of any 2.x version, by local names; which
        business terms of EN 16931 stands in docs/xml-invoices.md.
Leaves: attachments, delivery, addresses.
Source: the UBL 2.1 schema and EN 16931-3-2 (syntax binding).
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lxml import etree

from extractors.invoices.draft import Draft, Home
from extractors.invoices.periods import line_period
from extractors.invoices.prices import net_price, unit_price
from extractors.invoices.skonto import DAY_UNITS, in_words, with_discounts
from extractors.invoices.units import unit_of_code
from extractors.invoices.xml_node import (
    Node,
    day,
    local_name,
    number,
    put_amount,
    put_corrected,
    put_day,
    put_text,
)
from models.invoices import InvoiceKind, InvoiceLine, InvoiceTax

ROOTS = {"Invoice", "CreditNote", "SelfBilledInvoice", "SelfBilledCreditNote"}
# UNTDID 1001: credit notes of goods, of adjustment, self-billed, consolidated, factored, ...
CREDIT_CODES = {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"}


def is_ubl(root: etree._Element) -> bool:
    """Whether an element is a UBL invoice."""
    return local_name(root) in ROOTS and any(
        local_name(child) in ("LegalMonetaryTotal", "AccountingSupplierParty", "InvoiceLine")
        for child in root
    )


def read_ubl(root: etree._Element, home: Home) -> Draft:
    """Read one invoice or credit note."""
    node = Node(root, home, f"/{local_name(root)}")
    draft = Draft(home)
    _document(draft, node)
    _party(draft, node.one_of("AccountingSupplierParty/Party"), "supplier")
    _party(draft, node.one_of("AccountingCustomerParty/Party"), "customer")
    _party(draft, node.one_of("PayeeParty"), "payee")
    _party(draft, node.one_of("TaxRepresentativeParty"), "tax_representative")
    _payment(draft, node)
    _totals(draft, node)
    draft.taxes += _taxes(draft, node)
    for place, line in enumerate(_line_nodes(node), start=1):
        draft.lines.append(_line(draft, line, place))
    draft.adjustments += _adjustments(draft, node)
    return draft


def _document(draft: Draft, node: Node) -> None:
    put_text(draft, "number", node.one("ID"))
    code = node.string("InvoiceTypeCode", "CreditNoteTypeCode")
    credit = "CreditNote" in node.name or code in CREDIT_CODES
    draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)
    draft.put("type_code", code)
    put_corrected(
        draft,
        [
            *node.all("BillingReference/InvoiceDocumentReference/ID"),
            *node.all("BillingReference/SelfBilledInvoiceDocumentReference/ID"),
            *node.all("BillingReference/CreditNoteDocumentReference/ID"),
        ],
        credit=credit,
    )
    put_day(draft, "issue_date", node.one("IssueDate"))
    put_day(
        draft,
        "due_date",
        node.one("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
    )
    put_day(draft, "tax_point_date", node.one("TaxPointDate"))
    put_text(draft, "currency", node.one("DocumentCurrencyCode"))
    payable = node.one("LegalMonetaryTotal/PayableAmount")
    if payable is not None:
        draft.put("currency", payable.attribute("currencyID"), payable.evidence())
    put_text(draft, "purchase_order", node.one("OrderReference/ID"))
    put_text(draft, "contract_reference", node.one("ContractDocumentReference/ID"))
    put_day(draft, "period_start", node.one("InvoicePeriod/StartDate"))
    put_day(draft, "period_end", node.one("InvoicePeriod/EndDate"))


def _party(draft: Draft, party: Node | None, role: str) -> None:
    if party is None:
        return
    put_text(
        draft,
        f"{role}.name",
        party.one("PartyLegalEntity/RegistrationName", "PartyName/Name", "Contact/Name"),
    )
    schemes = list(party.all("PartyTaxScheme"))
    # VAT first: a second scheme often holds a national tax number.
    schemes.sort(key=lambda scheme: scheme.string("TaxScheme/ID") not in (None, "VAT"))
    put_text(
        draft,
        f"{role}.tax_id",
        next((found for scheme in schemes if (found := scheme.one("CompanyID"))), None),
    )


def _payment(draft: Draft, node: Node) -> None:
    put_text(draft, "supplier.iban", node.one("PaymentMeans/PayeeFinancialAccount/ID"))
    put_text(draft, "payment_means", node.one("PaymentMeans/PaymentMeansCode"))
    put_text(draft, "payment_reference", node.one("PaymentMeans/PaymentID"))
    terms = list(node.all("PaymentTerms"))
    notes = [note for term in terms for note in term.all("Note") if note.text]
    text = with_discounts((note.text or "" for note in notes), _discounts(draft, terms))
    draft.put("payment_terms", text, (notes or terms)[0].evidence() if text else None)


def _discounts(draft: Draft, terms: Iterable[Node]) -> Iterator[str]:
    """Each early-payment discount that has its percent and days as figures."""
    for term in terms:
        percent = number(draft, term.one("SettlementDiscountPercent"))
        length = term.one("SettlementPeriod/DurationMeasure")
        days = number(draft, length)
        each = DAY_UNITS.get((length and length.attribute("unitCode")) or "DAY")
        if percent and days and each:
            yield in_words(percent, days * each)


def _taxes(draft: Draft, node: Node) -> Iterator[InvoiceTax]:
    """The breakdown by category, of the total in the invoice's currency."""
    totals = [one for one in node.all("TaxTotal") if one.one_of("TaxSubtotal")]
    own = draft.values.get("currency")
    mine = [t for t in totals if (a := t.one("TaxAmount")) and a.attribute("currencyID") == own]
    for total in (mine or totals)[:1]:
        for part in total.all("TaxSubtotal"):
            yield InvoiceTax(
                category=part.string("TaxCategory/ID"),
                rate=number(draft, part.one("TaxCategory/Percent", "Percent")),
                taxable_amount=number(draft, part.one("TaxableAmount")),
                tax_amount=number(draft, part.one("TaxAmount")),
                reason=part.string(
                    "TaxCategory/TaxExemptionReason", "TaxCategory/TaxExemptionReasonCode"
                ),
            )


def _totals(draft: Draft, node: Node) -> None:
    total = "LegalMonetaryTotal/"
    put_amount(draft, "net_amount", node.one(total + "TaxExclusiveAmount"))
    put_amount(draft, "tax_amount", _tax(node, draft.values.get("currency")))
    put_amount(draft, "total", node.one(total + "TaxInclusiveAmount", total + "PayableAmount"))
    put_amount(draft, "prepaid_amount", node.one(total + "PrepaidAmount"))
    put_amount(draft, "rounding_amount", node.one(total + "PayableRoundingAmount"))
    put_amount(draft, "amount_due", node.one(total + "PayableAmount"))
    put_amount(draft, "net_amount", node.one(total + "LineExtensionAmount"))


def _tax(node: Node, currency: str | None) -> Node | None:
    """The tax in the invoice's currency: a second total may state it in the tax office's."""
    amounts = [amount for amount in node.all("TaxTotal/TaxAmount") if amount.text]
    own = [a for a in amounts if a.attribute("currencyID") in (None, currency)]
    return next(iter(own or amounts), None)


def _line_nodes(node: Node) -> Iterator[Node]:
    yield from node.children("InvoiceLine|CreditNoteLine")


def _line(draft: Draft, line: Node, place: int) -> InvoiceLine:
    counted = line.one("InvoicedQuantity|CreditedQuantity")
    quantity = number(draft, counted)
    amount = number(draft, line.one("LineExtensionAmount"))
    discount = _discount(draft, line)
    item = line.one_of("Item") or line
    text = described(item.string("Name"), item.string("Description"), line.string("Note"))
    start, end = line_period(
        text,
        day(draft, line.one("InvoicePeriod/StartDate")),
        day(draft, line.one("InvoicePeriod/EndDate")),
    )
    return InvoiceLine(
        number=place,
        description=text,
        item_code=item.string(
            "SellersItemIdentification/ID",
            "StandardItemIdentification/ID",
            "BuyersItemIdentification/ID",
        ),
        quantity=quantity,
        unit=unit_of_code(counted.attribute("unitCode") if counted else None),
        unit_price=unit_price(
            _price(draft, line),
            number(draft, line.one("Price/BaseQuantity")),
            quantity,
            amount,
            discount,
        ),
        discount=discount,
        amount=amount,
        tax_rate=number(
            draft,
            line.one(
                "Item/ClassifiedTaxCategory/Percent",
                "TaxTotal/TaxSubtotal/TaxCategory/Percent",
                "TaxTotal/TaxSubtotal/Percent",
            ),
        ),
        period_start=start,
        period_end=end,
        evidence=draft.home.evidence(text or line.name, line.path),
    )


def _price(draft: Draft, line: Node) -> Decimal | None:
    """The net price; else the gross price less what is taken off it."""
    net = number(draft, line.one("Price/PriceAmount"))
    if net is not None:
        return net
    changes = list(line.all("Price/AllowanceCharge"))
    gross = next((one for c in changes if (one := c.one("BaseAmount"))), None)
    found = [amount for price in line.all("Price") for _, amount in _allowances(draft, price)]
    return net_price(number(draft, gross), found)


def described(name: str | None, *more: str | None) -> str | None:
    """Join an item's name with what else is said of it, each once.

    >>> described("Seat", "Enterprise seat, March 2026"), described("Pen", "Black", None)
    ('Enterprise seat, March 2026', 'Pen Black')
    """
    text = name or ""
    for part in more:
        if part and text.casefold() in part.casefold():
            text = part
        elif part and part.casefold() not in text.casefold():
            text = f"{text} {part}"
    return text or None


def _discount(draft: Draft, line: Node) -> Decimal | None:
    """The line's allowances less its charges; None where there are none."""
    found = [amount for _, amount in _allowances(draft, line)]
    return -sum(found, Decimal(0)) if found else None


def _adjustments(draft: Draft, node: Node) -> Iterator[InvoiceLine]:
    for place, (allowance, amount) in enumerate(_allowances(draft, node), start=1):
        reason = allowance.string("AllowanceChargeReason")
        yield InvoiceLine(
            number=place,
            description=reason or ("Charge" if amount > 0 else "Allowance"),
            amount=amount,
            tax_rate=number(draft, allowance.one("TaxCategory/Percent")),
            evidence=draft.home.evidence(reason or allowance.name, allowance.path),
        )


def _allowances(draft: Draft, node: Node) -> Iterator[tuple[Node, Decimal]]:
    """Each allowance (negative) and charge (positive) right under an element."""
    for allowance in node.children("AllowanceCharge"):
        amount = number(draft, allowance.one("Amount"))
        if amount is not None:
            charge = (allowance.string("ChargeIndicator") or "").lower() in ("true", "1")
            yield allowance, amount if charge else -amount
