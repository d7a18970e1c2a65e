"""UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1 and 2, XRechnung in CII syntax.

Reads:  CrossIndustryInvoice (D16B and later) and CrossIndustryDocument (ZUGFeRD 1, D13B); the
        two name the same things differently, so each path gives both names.
Leaves: attachments, delivery, the tax breakdown by category.
Source: the CII D16B schema, EN 16931-3-3 (syntax binding), the ZUGFeRD 1.0 schema.
"""

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from extractors.invoices.draft import Draft, Home
from extractors.invoices.periods import line_period
from extractors.invoices.prices import unit_price
from extractors.invoices.ubl import CREDIT_CODES, described
from extractors.invoices.units import unit_of_code
from extractors.invoices.xml_node import (
    Node,
    day,
    local_name,
    number,
    put_amount,
    put_day,
    put_text,
)
from models.invoices import InvoiceKind, InvoiceLine

ROOTS = {"CrossIndustryInvoice", "CrossIndustryDocument"}
_DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
_DEAL = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_SETTLEMENT = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_SUMS = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation/"
_DATE = "DateTimeString|DateString|DateTime"
_REFERENCE = ("IssuerAssignedID", "ID")
_LINE_AGREEMENT = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement/"
_LINE_DELIVERY = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery/"
_LINE_SETTLEMENT = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement/"
_LINE_SUM = (
    "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation/"
)
_NOT_CHARGED = {"GROUP", "INFORMATION"}  # lines that only gather or explain others


def is_cii(root: etree._Element) -> bool:
    """Whether an element is a Cross Industry Invoice."""
    return local_name(root) in ROOTS


def read_cii(root: etree._Element, home: Home) -> Draft:
    """Read one invoice or credit note."""
    node = Node(root, home, f"/{local_name(root)}")
    draft = Draft(home)
    deal = node.one_of(_DEAL)
    _document(draft, node)
    if deal is None:
        return draft
    agreement, settlement = deal.one_of(_AGREEMENT) or deal, deal.one_of(_SETTLEMENT) or deal
    _agreement(draft, agreement)
    _settlement(draft, settlement)
    _totals(draft, settlement)
    for line in deal.children("IncludedSupplyChainTradeLineItem"):
        read = _line(draft, line, len(draft.lines) + 1)
        if read is not None:
            draft.lines.append(read)
    draft.adjustments += _adjustments(draft, settlement)
    return draft


def _document(draft: Draft, node: Node) -> None:
    document = node.one_of(_DOCUMENT) or node
    put_text(draft, "number", document.one("ID"))
    credit = document.string("TypeCode") in CREDIT_CODES
    draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)
    put_day(draft, "issue_date", document.one(f"IssueDateTime/{_DATE}"))


def _agreement(draft: Draft, agreement: Node) -> None:
    for role, name in (("supplier", "SellerTradeParty"), ("customer", "BuyerTradeParty")):
        party = agreement.one_of(name)
        if party is not None:
            put_text(
                draft,
                f"{role}.name",
                party.one(
                    "Name",
                    "SpecifiedLegalOrganization/TradingBusinessName",
                    "DefinedTradeContact/PersonName",
                ),
            )
            put_text(draft, f"{role}.tax_id", _tax_id(party))
    for key, name in (
        ("purchase_order", "BuyerOrderReferencedDocument"),
        ("contract_reference", "ContractReferencedDocument"),
    ):
        put_text(draft, key, agreement.one(*(f"{name}/{part}" for part in _REFERENCE)))


def _tax_id(party: Node) -> Node | None:
    """The VAT number, else the number the tax office gave."""
    found = [node for node in party.all("SpecifiedTaxRegistration/ID") if node.text]
    found.sort(key=lambda node: node.attribute("schemeID") not in ("VA", "VAT"))
    return next(iter(found), None)


def _settlement(draft: Draft, settlement: Node) -> None:
    put_text(draft, "currency", settlement.one("InvoiceCurrencyCode"))
    put_text(
        draft,
        "corrects",
        settlement.one(*(f"InvoiceReferencedDocument/{part}" for part in _REFERENCE)),
    )
    account = "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/"
    put_text(draft, "supplier.iban", settlement.one(account + "IBANID", account + "ProprietaryID"))
    terms = list(settlement.all("SpecifiedTradePaymentTerms"))
    notes = [note for term in terms for note in term.all("Description") if note.text]
    if notes:
        text = " ".join(note.text or "" for note in notes)
        draft.put("payment_terms", text, notes[0].evidence())
    # A date that belongs to an early-payment discount is not the day on which all is due.
    terms.sort(key=lambda term: term.one_of("ApplicableTradePaymentDiscountTerms") is not None)
    due = (found for term in terms if (found := term.one(f"DueDateDateTime/{_DATE}")))
    put_day(draft, "due_date", next(due, None))
    period = settlement.one_of("BillingSpecifiedPeriod")
    if period is not None:
        put_day(draft, "period_start", period.one(f"StartDateTime/{_DATE}"))
        put_day(draft, "period_end", period.one(f"EndDateTime/{_DATE}"))


def _totals(draft: Draft, settlement: Node) -> None:
    currency = draft.values.get("currency")

    def amount(name: str) -> Node | None:
        """The amount in the invoice's currency: a second may state it in another."""
        found = [node for node in settlement.all(_SUMS + name) if node.text]
        own = [node for node in found if node.attribute("currencyID") in (None, currency)]
        return next(iter(own or found), None)

    put_amount(draft, "net_amount", amount("TaxBasisTotalAmount"))
    put_amount(draft, "tax_amount", amount("TaxTotalAmount"))
    put_amount(draft, "total", amount("GrandTotalAmount"))
    put_amount(draft, "prepaid_amount", amount("TotalPrepaidAmount"))
    put_amount(draft, "rounding_amount", amount("RoundingAmount"))
    put_amount(draft, "amount_due", amount("DuePayableAmount"))
    put_amount(draft, "total", amount("DuePayableAmount"))
    put_amount(draft, "net_amount", amount("LineTotalAmount"))


def _line(draft: Draft, line: Node, place: int) -> InvoiceLine | None:
    settlement = line.one_of(_LINE_SETTLEMENT.rstrip("/")) or line
    amount = number(draft, settlement.one(_LINE_SUM + "LineTotalAmount"))
    price = line.one_of(_LINE_AGREEMENT + "NetPriceProductTradePrice")
    product = line.one_of("SpecifiedTradeProduct") or line
    text = described(product.string("Name"), product.string("Description"))
    status = line.string("AssociatedDocumentLineDocument/LineStatusReasonCode")
    if status in _NOT_CHARGED or (amount is None and price is None):
        return None
    note = line.string("AssociatedDocumentLineDocument/IncludedNote/Content")
    counted = line.one(_LINE_DELIVERY + "BilledQuantity")
    quantity = number(draft, counted)
    discount = _discount(draft, settlement)
    start, end = line_period(
        text,
        day(draft, settlement.one(f"BillingSpecifiedPeriod/StartDateTime/{_DATE}")),
        day(draft, settlement.one(f"BillingSpecifiedPeriod/EndDateTime/{_DATE}"), last=True),
    )
    return InvoiceLine(
        number=place,
        description=text or note,
        item_code=product.string("SellerAssignedID", "GlobalID", "BuyerAssignedID"),
        quantity=quantity,
        unit=unit_of_code(counted.attribute("unitCode") if counted else None),
        unit_price=unit_price(
            number(draft, price.one("ChargeAmount") if price else None),
            number(draft, price.one("BasisQuantity") if price else None),
            quantity,
            amount,
            discount,
        ),
        discount=discount,
        amount=amount,
        tax_rate=number(
            draft,
            settlement.one(
                "ApplicableTradeTax/RateApplicablePercent", "ApplicableTradeTax/ApplicablePercent"
            ),
        ),
        period_start=start,
        period_end=end,
        evidence=draft.home.evidence(text or note or line.name, line.path),
    )


def _discount(draft: Draft, settlement: Node) -> Decimal | None:
    found = [amount for _, amount in _allowances(draft, settlement)]
    return -sum(found, Decimal(0)) if found else None


def _adjustments(draft: Draft, settlement: Node) -> Iterator[InvoiceLine]:
    place = 0
    for place, (allowance, amount) in enumerate(_allowances(draft, settlement), start=1):
        reason = allowance.string("Reason")
        yield InvoiceLine(
            number=place,
            description=reason or ("Charge" if amount > 0 else "Allowance"),
            amount=amount,
            tax_rate=number(
                draft,
                allowance.one(
                    "CategoryTradeTax/RateApplicablePercent", "CategoryTradeTax/ApplicablePercent"
                ),
            ),
            evidence=draft.home.evidence(reason or allowance.name, allowance.path),
        )
    for freight in settlement.children("SpecifiedLogisticsServiceCharge"):
        charged = number(draft, freight.one("AppliedAmount"))
        if charged is not None:
            place += 1
            text = freight.string("Description") or "Freight"
            evidence = draft.home.evidence(text, freight.path)
            yield InvoiceLine(number=place, description=text, amount=charged, evidence=evidence)


def _allowances(draft: Draft, node: Node) -> Iterator[tuple[Node, Decimal]]:
    """Each allowance (negative) and charge (positive) right under an element."""
    for allowance in node.children("SpecifiedTradeAllowanceCharge"):
        amount = number(draft, allowance.one("ActualAmount"))
        if amount is not None:
            mark = allowance.string("ChargeIndicator/Indicator", "ChargeIndicator")
            charge = (mark or "").lower() in ("true", "1")
            yield allowance, amount if charge else -amount
