"""UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1 and 2, XRechnung in CII syntax.

Reads:  CrossIndustryInvoice (D16B and later) and CrossIndustryDocument (ZUGFeRD 1, D13B); the
        two name the same things differently, so each path gives both names.  Which business
        terms of EN 16931 stands in docs/xml-invoices.md.
Leaves: attachments, delivery, addresses.
Source: the CII D16B schema, EN 16931-3-3 (syntax binding), the ZUGFeRD 1.0 schema.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lxml import etree

from extractors.invoices.draft import Draft, Home
from extractors.invoices.periods import line_period
from extractors.invoices.prices import net_price, unit_price
from extractors.invoices.skonto import DAY_UNITS, in_words, with_discounts
from extractors.invoices.ubl import CREDIT_CODES, described
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

ROOTS = {"CrossIndustryInvoice", "CrossIndustryDocument"}
_DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
_DEAL = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_SETTLEMENT = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_SUMS = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation/"
_DATE = "DateTimeString|DateString|DateTime"
_AGREEING = (
    ("supplier", "SellerTradeParty"),
    ("customer", "BuyerTradeParty"),
    ("tax_representative", "SellerTaxRepresentativeTradeParty"),
)
_REFERENCE = ("IssuerAssignedID", "ID")
_LINE_AGREEMENT = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement/"
_LINE_DELIVERY = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery/"
_LINE_SETTLEMENT = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement/"
_LINE_SUM = (
    "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation/"
)
_RATE = ("RateApplicablePercent", "ApplicablePercent")
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
    draft.taxes += _taxes(draft, settlement)
    for line in deal.children("IncludedSupplyChainTradeLineItem"):
        read = _line(draft, line, len(draft.lines) + 1)
        if read is not None:
            draft.lines.append(read)
    draft.adjustments += _adjustments(draft, settlement)
    return draft


def _document(draft: Draft, node: Node) -> None:
    document = node.one_of(_DOCUMENT) or node
    put_text(draft, "number", document.one("ID"))
    code = document.string("TypeCode")
    credit = code in CREDIT_CODES
    draft.put("type_code", code)
    draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)
    put_day(draft, "issue_date", document.one(f"IssueDateTime/{_DATE}"))


def _agreement(draft: Draft, agreement: Node) -> None:
    for role, name in _AGREEING:
        _party(draft, agreement.one_of(name), role)
    for key, name in (
        ("purchase_order", "BuyerOrderReferencedDocument"),
        ("contract_reference", "ContractReferencedDocument"),
    ):
        put_text(draft, key, agreement.one(*(f"{name}/{part}" for part in _REFERENCE)))


def _party(draft: Draft, party: Node | None, role: str) -> None:
    if party is None:
        return
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


def _tax_id(party: Node) -> Node | None:
    """The VAT number, else the number the tax office gave."""
    found = [node for node in party.all("SpecifiedTaxRegistration/ID") if node.text]
    found.sort(key=lambda node: node.attribute("schemeID") not in ("VA", "VAT"))
    return next(iter(found), None)


def _settlement(draft: Draft, settlement: Node) -> None:
    put_text(draft, "currency", settlement.one("InvoiceCurrencyCode"))
    _party(draft, settlement.one_of("PayeeTradeParty"), "payee")
    put_corrected(
        draft,
        [
            node
            for one in settlement.children("InvoiceReferencedDocument")
            if (node := one.one(*_REFERENCE))
        ],
        credit=draft.values.get("kind") is InvoiceKind.CREDIT_NOTE,
    )
    put_text(draft, "payment_reference", settlement.one("PaymentReference"))
    put_text(
        draft, "payment_means", settlement.one("SpecifiedTradeSettlementPaymentMeans/TypeCode")
    )
    account = "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/"
    put_text(draft, "supplier.iban", settlement.one(account + "IBANID", account + "ProprietaryID"))
    terms = list(settlement.all("SpecifiedTradePaymentTerms"))
    notes = [note for term in terms for note in term.all("Description") if note.text]
    text = with_discounts((note.text or "" for note in notes), _discounts(draft, terms))
    draft.put("payment_terms", text, (notes or terms)[0].evidence() if text else None)
    # A date that belongs to an early-payment discount is not the day on which all is due.
    terms.sort(key=lambda term: term.one_of("ApplicableTradePaymentDiscountTerms") is not None)
    due = (found for term in terms if (found := term.one(f"DueDateDateTime/{_DATE}")))
    put_day(draft, "due_date", next(due, None))
    period = settlement.one_of("BillingSpecifiedPeriod")
    if period is not None:
        put_day(draft, "period_start", period.one(f"StartDateTime/{_DATE}"))
        put_day(draft, "period_end", period.one(f"EndDateTime/{_DATE}"))


def _discounts(draft: Draft, terms: Iterable[Node]) -> Iterator[str]:
    """Each early-payment discount that has its percent and days as figures."""
    for term in terms:
        for offer in term.children("ApplicableTradePaymentDiscountTerms"):
            percent = number(draft, offer.one("CalculationPercent"))
            length = offer.one("BasisPeriodMeasure")
            days = number(draft, length)
            each = DAY_UNITS.get((length and length.attribute("unitCode")) or "DAY")
            if percent and days and each:
                yield in_words(percent, days * each)


def _taxes(draft: Draft, settlement: Node) -> Iterator[InvoiceTax]:
    for part in settlement.children("ApplicableTradeTax"):
        put_day(draft, "tax_point_date", part.one(f"TaxPointDate/{_DATE}"))
        yield InvoiceTax(
            category=part.string("CategoryCode"),
            rate=number(draft, part.one(*_RATE)),
            taxable_amount=number(draft, part.one("BasisAmount")),
            tax_amount=number(draft, part.one("CalculatedAmount")),
            reason=part.string("ExemptionReason", "ExemptionReasonCode"),
        )


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
    net = line.one_of(_LINE_AGREEMENT + "NetPriceProductTradePrice")
    gross = line.one_of(_LINE_AGREEMENT + "GrossPriceProductTradePrice")
    price = net if net and net.one("ChargeAmount") else gross
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
            _price(draft, price),
            number(draft, price.one("BasisQuantity") if price else None),
            quantity,
            amount,
            discount,
        ),
        discount=discount,
        amount=amount,
        tax_rate=number(
            draft,
            settlement.one(*(f"ApplicableTradeTax/{name}" for name in _RATE)),
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
                allowance.one(*(f"CategoryTradeTax/{name}" for name in _RATE)),
            ),
            evidence=draft.home.evidence(reason or allowance.name, allowance.path),
        )
    for freight in settlement.children("SpecifiedLogisticsServiceCharge"):
        charged = number(draft, freight.one("AppliedAmount"))
        if charged is not None:
            place += 1
            text = freight.string("Description") or "Freight"
            evidence = draft.home.evidence(text, freight.path)
            rate = freight.one(*(f"AppliedTradeTax/{name}" for name in _RATE))
            yield InvoiceLine(
                number=place,
                description=text,
                amount=charged,
                tax_rate=number(draft, rate),
                evidence=evidence,
            )


def _price(draft: Draft, price: Node | None) -> Decimal | None:
    """The net price; the gross price less what is taken off where only that one is given."""
    if price is None:
        return None
    amount = number(draft, price.one("ChargeAmount"))
    if price.name.startswith("Net"):
        return amount
    changes = _allowances(draft, price, "AppliedTradeAllowanceCharge")
    return net_price(amount, [change for _, change in changes])


def _allowances(
    draft: Draft, node: Node, name: str = "SpecifiedTradeAllowanceCharge"
) -> Iterator[tuple[Node, Decimal]]:
    """Each allowance (negative) and charge (positive) right under an element."""
    for allowance in node.children(name):
        amount = number(draft, allowance.one("ActualAmount"))
        if amount is not None:
            mark = allowance.string("ChargeIndicator/Indicator", "ChargeIndicator")
            charge = (mark or "").lower() in ("true", "1")
            yield allowance, amount if charge else -amount
