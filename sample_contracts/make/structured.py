"""Invoices for machines: UBL 2.1, CII (D16B), CII inside a PDF, CSV and XLSX in our layout."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from lxml import etree
from lxml.builder import ElementMaker
from pypdf import PdfWriter

from sample_contracts.make import printed
from sample_contracts.make.spec import Bill, Company, Line
from sample_contracts.make.story import SUPPLIER

_UNITS = {
    "hour": "HUR",
    "month": "MON",
    "each": "C62",
    "call": "C62",
    "quarter": "QAN",
    "visit": "C62",
}
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC, _CBC = f"{_UBL}CommonAggregateComponents-2", f"{_UBL}CommonBasicComponents-2"
_CII = "urn:un:unece:uncefact:data:standard:"
_RSM, _RAM, _UDT = (
    f"{_CII}CrossIndustryInvoice:100",
    f"{_CII}ReusableAggregateBusinessInformationEntity:100",
    f"{_CII}UnqualifiedDataType:100",
)
HEADINGS = (
    "invoice_number kind issue_date due_date supplier customer currency purchase_order contract line description item_code quantity unit unit_price amount "
    "tax_rate tax_amount period_start period_end net_amount total"
).split()


def _cents(value: Decimal) -> str:
    return f"{value:.2f}"


def ubl(bill: Bill) -> bytes:
    """Write an invoice as UBL 2.1."""
    a = ElementMaker(namespace=_CAC)
    b = ElementMaker(namespace=_CBC)
    root = ElementMaker(
        namespace=f"{_UBL}Invoice-2", nsmap={None: f"{_UBL}Invoice-2", "cac": _CAC, "cbc": _CBC}
    )

    def amount(tag: str, value: Decimal) -> Any:
        return b(tag, _cents(value), currencyID=bill.currency)

    def party(company: Company) -> Any:
        tax = (
            [a.PartyTaxScheme(b.CompanyID(company.tax_id), a.TaxScheme(b.ID("VAT")))]
            if company.tax_id
            else []
        )
        return a.Party(
            a.PartyName(b.Name(company.name)),
            *tax,
            a.PartyLegalEntity(b.RegistrationName(company.name)),
        )

    def category(tag: str) -> Any:
        code = "S" if bill.tax_rate else "Z"
        return a(tag, b.ID(code), b.Percent(str(bill.tax_rate)), a.TaxScheme(b.ID("VAT")))

    def line(number: int, item: Line) -> Any:
        period = (
            [a.InvoicePeriod(b.StartDate(str(item.start)), b.EndDate(str(item.end)))]
            if item.start
            else []
        )
        return a.InvoiceLine(
            b.ID(str(number)),
            b.InvoicedQuantity(str(item.quantity), unitCode=_UNITS[item.unit]),
            amount("LineExtensionAmount", item.amount),
            *period,
            a.Item(b.Name(item.description), category("ClassifiedTaxCategory")),
            a.Price(amount("PriceAmount", item.price)),
        )

    document = root.Invoice(
        b.CustomizationID("urn:cen.eu:en16931:2017"),
        b.ID(bill.number),
        b.IssueDate(str(bill.issued)),
        b.DueDate(str(bill.due)),
        b.InvoiceTypeCode("380"),
        b.DocumentCurrencyCode(bill.currency),
        a.ContractDocumentReference(b.ID(bill.contract)),
        a.AccountingSupplierParty(party(SUPPLIER)),
        a.AccountingCustomerParty(party(bill.customer)),
        a.PaymentMeans(b.PaymentMeansCode("30"), a.PayeeFinancialAccount(b.ID(SUPPLIER.iban))),
        a.PaymentTerms(b.Note(bill.terms)),
        a.TaxTotal(
            amount("TaxAmount", bill.tax),
            a.TaxSubtotal(
                amount("TaxableAmount", bill.net),
                amount("TaxAmount", bill.tax),
                category("TaxCategory"),
            ),
        ),
        a.LegalMonetaryTotal(
            amount("LineExtensionAmount", bill.net),
            amount("TaxExclusiveAmount", bill.net),
            amount("TaxInclusiveAmount", bill.total),
            amount("PayableAmount", bill.total),
        ),
        *(line(number, item) for number, item in enumerate(bill.lines, start=1)),
    )
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def cii(bill: Bill) -> bytes:
    """Write an invoice as UN/CEFACT Cross Industry Invoice."""
    r = ElementMaker(namespace=_RAM)
    u = ElementMaker(namespace=_UDT)
    root = ElementMaker(namespace=_RSM, nsmap={"rsm": _RSM, "ram": _RAM, "udt": _UDT})

    def day(value: date) -> Any:
        return u.DateTimeString(f"{value:%Y%m%d}", format="102")

    def party(tag: str, company: Company) -> Any:
        tax = (
            [r.SpecifiedTaxRegistration(r.ID(company.tax_id, schemeID="VA"))]
            if company.tax_id
            else []
        )
        return r(tag, r.Name(company.name), *tax)

    def tax(*amounts: object) -> Any:
        code = "S" if bill.tax_rate else "AE"
        return r.ApplicableTradeTax(
            *amounts[:1],
            r.TypeCode("VAT"),
            *amounts[1:],
            r.CategoryCode(code),
            r.RateApplicablePercent(str(bill.tax_rate)),
        )

    def line(number: int, item: Line) -> Any:
        return r.IncludedSupplyChainTradeLineItem(
            r.AssociatedDocumentLineDocument(r.LineID(str(number))),
            r.SpecifiedTradeProduct(r.Name(item.description)),
            r.SpecifiedLineTradeAgreement(
                r.NetPriceProductTradePrice(r.ChargeAmount(str(item.price)))
            ),
            r.SpecifiedLineTradeDelivery(
                r.BilledQuantity(str(item.quantity), unitCode=_UNITS[item.unit])
            ),
            r.SpecifiedLineTradeSettlement(
                tax(),
                r.SpecifiedTradeSettlementLineMonetarySummation(
                    r.LineTotalAmount(_cents(item.amount))
                ),
            ),
        )

    document = root.CrossIndustryInvoice(
        root.ExchangedDocumentContext(
            r.GuidelineSpecifiedDocumentContextParameter(r.ID("urn:cen.eu:en16931:2017"))
        ),
        root.ExchangedDocument(
            r.ID(bill.number), r.TypeCode("380"), r.IssueDateTime(day(bill.issued))
        ),
        root.SupplyChainTradeTransaction(
            *(line(number, item) for number, item in enumerate(bill.lines, start=1)),
            r.ApplicableHeaderTradeAgreement(
                party("SellerTradeParty", SUPPLIER),
                party("BuyerTradeParty", bill.customer),
                r.ContractReferencedDocument(r.IssuerAssignedID(bill.contract)),
            ),
            r.ApplicableHeaderTradeDelivery(),
            r.ApplicableHeaderTradeSettlement(
                r.InvoiceCurrencyCode(bill.currency),
                r.SpecifiedTradeSettlementPaymentMeans(
                    r.TypeCode("30"), r.PayeePartyCreditorFinancialAccount(r.IBANID(SUPPLIER.iban))
                ),
                tax(r.CalculatedAmount(_cents(bill.tax)), r.BasisAmount(_cents(bill.net))),
                r.SpecifiedTradePaymentTerms(r.DueDateDateTime(day(bill.due))),
                r.SpecifiedTradeSettlementHeaderMonetarySummation(
                    r.LineTotalAmount(_cents(bill.net)),
                    r.TaxBasisTotalAmount(_cents(bill.net)),
                    r.TaxTotalAmount(_cents(bill.tax), currencyID=bill.currency),
                    r.GrandTotalAmount(_cents(bill.total)),
                    r.DuePayableAmount(_cents(bill.total)),
                ),
            ),
        ),
    )
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def facturx(bill: Bill) -> bytes:
    """Print an invoice as PDF and put its CII inside, as Factur-X does."""
    writer = PdfWriter(clone_from=io.BytesIO(printed.pdf(bill)))
    writer.add_attachment("factur-x.xml", cii(bill))
    writer._ID = None  # noqa: SLF001 (no public way to leave out the random file id)
    writer.add_metadata({"/Producer": "Tidewater Billing"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _rows(bills: Iterable[Bill]) -> Iterable[dict[str, object]]:
    for bill in bills:
        for number, line in enumerate(bill.lines, start=1):
            yield {
                "invoice_number": bill.number,
                "kind": "invoice",
                "issue_date": bill.issued,
                "due_date": bill.due,
                "supplier": SUPPLIER.name,
                "customer": bill.customer.name,
                "currency": bill.currency,
                "purchase_order": bill.order or None,
                "contract": bill.contract,
                "line": number,
                "description": line.description,
                "item_code": line.code or None,
                "quantity": line.quantity,
                "unit": line.unit,
                "unit_price": line.price,
                "amount": line.amount,
                "tax_rate": bill.tax_rate,
                "tax_amount": bill.tax,
                "period_start": line.start,
                "period_end": line.end,
                "net_amount": bill.net,
                "total": bill.total,
            }


def sheet_csv(bills: Iterable[Bill]) -> bytes:
    """Write invoices as CSV, one row a line."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADINGS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(bills))
    return out.getvalue().encode()


def sheet_xlsx(bills: Iterable[Bill]) -> bytes:
    """Write invoices as a workbook, one row a line, dates as dates and numbers as numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 (XLSX has no zones)
    sheet, day = book.add_worksheet("Invoices"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(_rows(bills), start=1):
        for column, heading in enumerate(HEADINGS):
            value = row[heading]
            if isinstance(value, date):
                moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 (XLSX has no zones)
                sheet.write_datetime(number, column, moment, day)
            elif value is not None:
                sheet.write(number, column, value)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
