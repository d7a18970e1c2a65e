"""A PDF with its invoice attached: where page and XML differ, the invoice says so."""

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml

from extractors.invoices.read import read_invoices
from tests.extractors.invoices.printing import Printer

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("hybrid.yaml").read_text("utf-8"))
_LINE = """
<IncludedSupplyChainTradeLineItem>
  <SpecifiedTradeProduct><Name>{name}</Name></SpecifiedTradeProduct>
  <SpecifiedLineTradeAgreement><NetPriceProductTradePrice><ChargeAmount>{price}</ChargeAmount>
  </NetPriceProductTradePrice></SpecifiedLineTradeAgreement>
  <SpecifiedLineTradeDelivery><BilledQuantity unitCode="HUR">{quantity}</BilledQuantity></SpecifiedLineTradeDelivery>
  <SpecifiedLineTradeSettlement><SpecifiedTradeSettlementLineMonetarySummation>
    <LineTotalAmount>{amount}</LineTotalAmount>
  </SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement>
</IncludedSupplyChainTradeLineItem>"""
_XML = f"""<CrossIndustryInvoice>
<ExchangedDocument><ID>H-100</ID><TypeCode>380</TypeCode>
  <IssueDateTime><DateTimeString format="102">20260305</DateTimeString></IssueDateTime></ExchangedDocument>
<SupplyChainTradeTransaction>
{_LINE.format(name="Advice", price="100.00", quantity="6", amount="600.00")}
{_LINE.format(name="Support", price="80.00", quantity="5", amount="400.00")}
<ApplicableHeaderTradeAgreement><SellerTradeParty><Name>Ahorn GmbH</Name></SellerTradeParty>
  <BuyerTradeParty><Name>Buche AG</Name></BuyerTradeParty></ApplicableHeaderTradeAgreement>
<ApplicableHeaderTradeSettlement><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
  <SpecifiedTradeSettlementPaymentMeans><PayeePartyCreditorFinancialAccount>
    <IBANID>DE02120300000000202051</IBANID></PayeePartyCreditorFinancialAccount></SpecifiedTradeSettlementPaymentMeans>
  <SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format="102">20260404</DateTimeString></DueDateDateTime></SpecifiedTradePaymentTerms>
  <SpecifiedTradeSettlementHeaderMonetarySummation>
    <TaxBasisTotalAmount>1000.00</TaxBasisTotalAmount><TaxTotalAmount>190.00</TaxTotalAmount>
    <GrandTotalAmount>1190.00</GrandTotalAmount><DuePayableAmount>1190.00</DuePayableAmount>
  </SpecifiedTradeSettlementHeaderMonetarySummation></ApplicableHeaderTradeSettlement>
</SupplyChainTradeTransaction></CrossIndustryInvoice>"""


def _page() -> bytes:
    page = Printer()
    page.block(50, 60, ["Ahorn GmbH", "Lindenweg 4", "50667 Cologne"])
    page.right(545, 60, "INVOICE", 20)
    page.pairs(
        380,
        470,
        130,
        [
            ("Invoice No.", "H-100"),
            ("Invoice date", "05.03.2026"),
            ("Due date", "04.04.2026"),
            ("IBAN", "DE02 1203 0000 0000 2020 51"),
        ],
    )
    page.block(50, 140, ["Bill to", "Buche AG", "Am Markt 1", "20095 Hamburg"])
    y = page.table(
        250,
        "50 300r 400r 545r",
        [
            ("Description", "Hours", "Rate", "Amount EUR"),
            ("Advice", "6", "100.00", "600.00"),
            ("Support", "5", "80.00", "400.00"),
        ],
    )
    page.sums(
        y + 10, [("Net amount", "1,000.00"), ("VAT 19%", "190.00"), ("Total EUR", "1,190.00")]
    )
    return page.data()


def _with_xml(xml: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(_page()))
    writer.add_attachment("factur-x.xml", xml.encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("name", CASES)
def test_page_and_xml_are_compared(name: str) -> None:
    xml = _XML
    for old, new in CASES[name]["change"].items():
        assert old in xml
        xml = xml.replace(old, new)
    (invoice,) = read_invoices(_with_xml(xml), "hybrid.pdf")
    assert list(invoice.notices) == CASES[name]["said"]
    assert invoice.review == bool(CASES[name]["said"])
