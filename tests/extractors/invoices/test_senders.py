"""Who sends an invoice where no label says so: imprints, holders of accounts, brands, banks."""

import pytest

from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer

CUSTOMER = ["Orchard Foods plc", "Accounts department", "3 Mill Lane", "Leeds LS1 4AP"]


def _bill(brand: str, foot: list[str], *, labels: tuple[str, ...] = ()) -> Invoice:
    """A brand on top, the customer in the window of the envelope, two tables, words in the foot."""
    page = Printer()
    page.text(50, 60, brand, 18)
    page.block(50, 86, [*labels, *CUSTOMER], 10)
    page.pairs(360, 460, 90, [("Bill number", "HL-88"), ("Bill date", "14 Mar 2026")])
    for y, item in ((230, "Line rental"), (330, "Calls to mobiles outside allowance")):
        page.table(
            y,
            "50 380r 460r 545r",
            [("Charge", "Quantity", "Unit price", "Amount"), (item, "3", "300.00", "900.00")],
        )
    page.sums(400, [("Net amount", "1,800.00"), ("VAT 20%", "360.00"), ("Total GBP", "2,160.00")])
    page.block(50, 560, foot)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    ("brand", "foot", "supplier"),
    [
        (
            "kestrel mobile",
            ["Kestrel Networks Limited, registered in England 04418832."],
            "Kestrel Networks Limited",
        ),
        (
            "lumen",
            [
                "Please quote the bill number with every payment, thank you for it. Lumen Energy UK Ltd is a",
                "company registered in Scotland, number SC 123456.",
            ],
            "Lumen Energy UK Ltd",
        ),
        (
            "Strombergh",
            ["Strombergh Netze GmbH & Co. KG, Amtsgericht Kiel HRA 6071"],
            "Strombergh Netze GmbH & Co. KG",
        ),
        ("AQUALIS", ["Aqualis Services SARL au capital de 10 000 EUR"], "Aqualis Services SARL"),
        (
            "GreenKite",
            ["GreenKite is a trading name of Hollis & Crane Limited"],
            "Hollis & Crane Limited",
        ),
    ],
)
def test_an_imprint_says_who_sends_the_bill(brand: str, foot: list[str], supplier: str) -> None:
    invoice = _bill(brand, foot)
    assert invoice.supplier.name == supplier
    assert invoice.customer.name == "Orchard Foods plc"


@pytest.mark.parametrize(
    "foot",
    [
        ["Remit to: Severn Bank plc, Account name Kestrel Networks Ltd, Account No. 003-918847-2"],
        ["Pay to: Nordbank AG", "Account holder: Kestrel Networks Ltd"],
        ["Remit to: First Credit Union", "Cheques payable to Kestrel Networks Ltd"],
    ],
)
def test_a_bank_is_no_supplier(foot: list[str]) -> None:
    invoice = _bill("Kestrel", foot, labels=("Bill to",))
    assert invoice.supplier.name == "Kestrel Networks Ltd"
    assert invoice.customer.name == "Orchard Foods plc"


def test_the_bank_of_the_imprint_is_no_supplier() -> None:
    foot = ["Severn Bank plc, registered in England 123", "Account name: Kestrel Networks Ltd"]
    assert _bill("Kestrel", foot, labels=("Bill to",)).supplier.name == "Kestrel Networks Ltd"


@pytest.mark.parametrize("form", ["P.C.", "P.A.", "L.L.P.", "CIC", "Sdn Bhd"])
def test_a_legal_form_belongs_to_the_name(form: str) -> None:
    page = Printer()
    page.block(50, 60, [f"Prairie Health {form}", "22 Clinic Drive", "Kearney, NE 68847"])
    page.pairs(360, 460, 60, [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026")])
    page.block(50, 120, ["Bill to", "Orchard Foods plc", "3 Mill Lane"])
    page.sums(300, [("Total due", "$900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.supplier.name == f"Prairie Health {form}"


def test_who_stands_alone_beside_the_labelled_customer_is_the_supplier() -> None:
    page = Printer()
    page.block(50, 50, ["Billed To", *CUSTOMER])
    page.block(320, 50, ["Invoice Number", "0000088"])
    page.sums(300, [("Net amount", "900.00"), ("Total GBP", "900.00")])
    page.block(50, 500, ["Brightwater Studio", "12 Harbour Road", "Hull HU1 1AA"])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.supplier.name == "Brightwater Studio"
    assert not any("supplier" in notice for notice in invoice.notices)


@pytest.mark.parametrize(
    "words",
    [
        "Please pay to Jane Miller, Severn Bank, sort code 20-13-52, account 70441892",
        "Account holder: Jane Miller",
        "Kontoinhaberin: Jane Miller, Sparkasse Kiel",
    ],
)
def test_a_sole_trader_holds_the_account(words: str) -> None:
    page = Printer()
    page.block(350, 50, ["Jane Miller", "Translator", "12 Harbour Road", "Hull HU1 1AA"])
    page.block(50, 130, CUSTOMER)
    page.sums(300, [("Net amount", "900.00"), ("Total GBP", "900.00")])
    page.text(50, 600, words)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.supplier.name, invoice.customer.name) == ("Jane Miller", "Orchard Foods plc")


@pytest.mark.parametrize(
    ("supplier", "customer", "number"),
    [
        ("Sprzedawca", "Nabywca", "Faktura VAT nr"),
        ("Cedente/prestatore", "Cessionario/committente", "Fattura n."),
        ("Säljare", "Köpare", "Fakturanummer"),
        ("Fornecedor", "Cliente", "Fatura n.º"),
    ],
)
def test_parties_in_further_languages(supplier: str, customer: str, number: str) -> None:
    page = Printer()
    page.block(50, 50, [supplier, "Jasna Woda", "Via Po 12", "NIP 5830001122"])
    page.block(300, 50, [customer, "Orchard Foods", "Mill Lane 3"])
    page.text(50, 140, f"{number} 77/2026")
    page.sums(300, [("Total EUR", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.supplier.name, invoice.customer.name) == ("Jasna Woda", "Orchard Foods")
    assert (invoice.number, invoice.purchase_order) == ("77/2026", None)


@pytest.mark.parametrize(
    ("brand", "foot", "supplier"),
    [
        (
            "THE GRAND QUAY HOTEL",
            "Quay Hotels Ltd trading as The Grand Quay Hotel",
            "Quay Hotels Ltd",
        ),
        ("Petals & Pots", "Harlow Nurseries LLC d/b/a Petals & Pots", "Harlow Nurseries LLC"),
        ("Bluewater Electric", "Bluewater Electric Pty Ltd BSB 062-184 Account 1047 7719", ""),
        ("Titan Hire", "Remittance address: Titan Hire Limited, PO Box 12, Hull HU1 9ZZ", ""),
    ],
)
def test_the_name_a_company_trades_under_is_no_rival(brand: str, foot: str, supplier: str) -> None:
    page = Printer()
    page.block(50, 50, [brand, "12 Harbour Road, Hull HU1 1AA"], 14)
    page.block(50, 130, ["Bill to", *CUSTOMER])
    page.sums(300, [("Net amount", "900.00"), ("Total GBP", "900.00")])
    page.block(50, 600, ["Thank you", foot])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    whole = {"": f"{brand} Limited" if "Limited" in foot else f"{brand} Pty Ltd"}
    assert invoice.supplier.name == whole.get(supplier, supplier)
    assert not any("supplier" in notice for notice in invoice.notices)


@pytest.mark.parametrize(
    "name", [("Northwind Cloud", "Services Ltd."), ("Quay Street", "Foods LLC")]
)
@pytest.mark.parametrize("label", ["Customer:", "Bill to:"])
@pytest.mark.parametrize("pitch", [12, 15])
def test_a_name_wrapped_beside_its_label_is_read_once(
    label: str, name: tuple[str, str], pitch: float
) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.text(50, 130, label)
    page.block(170, 130, name)
    page.text(50, 142 + pitch, "Address:")
    page.text(170, 142 + pitch, "9 Dock Road")
    page.pairs(250, 380, 130, [("Date:", "16-05-2025"), ("Number:", "HL-88")])
    page.sums(300, [("Total EUR", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.customer.name == " ".join(name)
