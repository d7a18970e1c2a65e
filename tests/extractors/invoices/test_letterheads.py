"""What stands around the lines: the name over an address, references, accounts, wrapped labels."""

import pytest

from extractors.invoices.printed.accounts import domestic_account
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer


def _paper(
    address: list[str], pairs: list[tuple[str, str]], footer: list[str], *, below: bool = False
) -> Invoice:
    """A banner with the name, its address set in a little further left under it."""
    page = Printer()
    page.text(64, 70, "Harbour Lifts Ltd", 15)
    page.right(533, 70, "Tax Invoice", 14)
    page.block(50, 112, address)
    page.block(240, 112, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(380, 470, 112, [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026")])
    for index, (label, value) in enumerate(pairs):
        y = 142.0 + 28 * index
        page.text(380, y, label)
        page.text(*((380, y + 11) if below else (485, y)), value)
    end = page.table(
        290,
        "50 380r 460r 545r",
        [
            ("Description", "Qty", "Unit price", "Amount"),
            ("Lift inspection", "3", "300.00", "900.00"),
        ],
    )
    page.sums(
        end + 20, [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")]
    )
    page.block(50, 600, footer)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    "address",
    [
        ["Unit 7, Cardale Park", "Harrogate HG3 1GY", "VAT reg. GB 402 1187 55"],
        ["Level 9, 140 Creek Street", "Brisbane QLD 4000", "ABN 61 640 118 552"],
        ["Suite 400, Lake Tower", "Chicago, IL 60601"],
        ["Werkstrasse 11", "8406 Winterthur"],
        ["Keizersgracht 212", "1016 DX Amsterdam"],
        ["Harbour Road 12", "Dublin D02 X285"],
    ],
)
def test_a_street_under_a_banner_is_no_name(address: list[str]) -> None:
    invoice = _paper(address, [], [])
    assert invoice.supplier.name == "Harbour Lifts Ltd"
    assert invoice.customer.name == "Orchard Foods plc"
    assert not invoice.review


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize(
    "label",
    ["Service contract", "Merchant agreement", "Framework Agreement", "Lease contract ref."],
)
def test_a_contract_of_any_sort_is_referred_to(label: str, below: bool) -> None:  # noqa: FBT001 (a parameter)
    invoice = _paper(["12 Quay Street", "Bristol BS1 4AB"], [(label, "CBH-184")], [], below=below)
    assert invoice.contract_reference == "CBH-184"


def test_prose_on_an_agreement_is_no_reference() -> None:
    footer = ["All prices per our framework agreement apply unless stated."]
    invoice = _paper(["12 Quay Street", "Bristol BS1 4AB"], [], footer)
    assert invoice.contract_reference is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ACH remittance: Routing 125000024, Account 4410982276", "125000024 4410982276"),
        ("Sort code: 20-13-52  Account no. 7044 1892", "201352 70441892"),
        ("EFT: Inst. 004 Transit 10252 Acct 5218843", "004 10252 5218843"),
        ("Direct credit to BSB 062-184 Account 1047 7719", "062184 10477719"),
        ("Wire: ABA 071000288 Acct 30554190", "071000288 30554190"),
        ("ACH: 121042882 / 5500731186. Questions: billing@x.example", "121042882 5500731186"),
        ("Pay by EFT: 067-102 1084 5573", "067102 10845573"),
        ("BACS 20-13-52 70441892", "201352 70441892"),
        ("Pay to 00452-004 5218830", "00452004 5218830"),
        ("Direct deposit (institution-transit-account) 003-04120-1047731", "00304120 1047731"),
        ("EFT: 04120-003-1047731", "04120003 1047731"),
    ],
)
def test_an_account_without_an_iban_is_read_with_its_bank(text: str, number: str) -> None:
    assert domestic_account(text) == number
    assert _paper(["12 Quay Street"], [], ["Please pay to", text]).supplier.iban == number


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Harbour Lifts B.V. · KvK 70883114 · IBAN NL44", "RABO 0123 4567 89"),
        ("Bank Severn · IBAN: GB29 NWBK", "6016 1331 9268 19"),
        ("Konto IBAN DE12 2005", "0550 1027 4489 31 · BIC HASPDEHH"),
    ],
)
def test_an_iban_may_go_on_in_the_next_line(first: str, second: str) -> None:
    whole = _paper(["12 Quay Street"], [], [first, second]).supplier.iban
    assert whole == (
        first[first.index("IBAN") + 4 :].strip(" :") + second.split(" ·", maxsplit=1)[0]
    ).replace(" ", "")


def test_bank_and_account_may_stand_on_two_rows() -> None:
    footer = ["Bank: Severn Bank", "Sort code 20-13-52", "Account number 70441892"]
    assert _paper(["12 Quay Street"], [], footer).supplier.iban == "201352 70441892"


@pytest.mark.parametrize(
    "text",
    [
        "Account 4410982276",
        "Your account 77120 of 3 May",
        "Transit 12",
        "Pay to the order of 20 May 2026",
        "We collect by BACS on 14-03-2026",
    ],
)
def test_an_account_without_its_bank_is_not_taken_from_prose(text: str) -> None:
    assert domestic_account(text) is None


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        (("Payment", "terms"), ("2% 10 days, net 30", "days")),
        (("Terms of", "payment"), ("30 days from", "receipt")),
        (("Payment", "conditions"), ("14 days net",)),
    ],
)
def test_a_label_over_two_lines_without_a_colon(
    label: tuple[str, str], lines: tuple[str, ...]
) -> None:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.text(300, 60, "Invoice no.")
    page.text(400, 60, "HL-88")
    page.text(300, 80, "Invoice date")
    page.text(400, 80, "14 Mar 2026")
    for index, text in enumerate(label):
        page.text(300, 100 + 11 * index, text)
    for index, text in enumerate(lines):
        page.text(400, 100 + 11 * index, text)
    page.sums(300, [("Net amount", "900.00"), ("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.payment_terms == " ".join(lines)


@pytest.mark.parametrize(
    "words",
    ["Zahlung: 30 Tage netto, 10 Tage 2 % Skonto", "Payment: 14 days net", "Paiement: 30 jours"],
)
def test_terms_behind_a_plain_word(words: str) -> None:
    label, _, value = words.partition(": ")
    invoice = _paper(["12 Quay Street"], [(f"{label}:", value)], [])
    assert invoice.payment_terms == value


@pytest.mark.parametrize(
    ("label", "value"),
    [("Your ref", "SOW-2/FSA/25/014"), ("Reference", "MSA-2024-7"), ("Our ref.", "CTR/118")],
)
def test_a_reference_to_a_contract_is_known_by_its_number(label: str, value: str) -> None:
    assert _paper(["12 Quay Street"], [(label, value)], []).contract_reference == value


@pytest.mark.parametrize("value", ["JB/22", "TX-8841", "Dana Whitfield"])
def test_another_reference_is_none(value: str) -> None:
    assert _paper(["12 Quay Street"], [("Your ref", value)], []).contract_reference is None


@pytest.mark.parametrize(
    "label", ["Lease:", "License No.", "Subcontract", "Engagement letter ref."]
)
def test_what_contracts_are_called_by_their_kind(label: str) -> None:
    assert _paper(["12 Quay Street"], [(label, "FAF-M-553")], []).contract_reference == "FAF-M-553"


@pytest.mark.parametrize(
    "due", ["Payment due Apr 17, 2026", "Balance due 17 April 2026", "Total due 17/04/2026"]
)
def test_a_date_is_no_sum(due: str) -> None:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(350, 60, ["Invoice no. HL-88", "Invoice date 14 Mar 2026", due])
    page.sums(300, [("Fee", "900.00"), ("Total due", "GBP 900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert str(invoice.total) == "900.00"


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        ("Net 30. ACH: Lone Star Bank.", "Net 30"),
        ("Due 45 days after quarter end. Remit by wire.", "Due 45 days after quarter end"),
        ("45 days from invoice date. Danske Bank, Aarhus", "45 days from invoice date"),
        (
            "Paid by EFT. Terms: 15 business days from date of claim.",
            "15 business days from date of claim",
        ),
        ("30 Tage netto", "30 Tage netto"),
    ],
)
def test_terms_in_a_sentence(sentence: str, terms: str) -> None:
    assert _paper(["12 Quay Street"], [], [sentence]).payment_terms == terms


def test_days_that_are_no_time_to_pay_are_no_terms() -> None:
    footer = ["Late payment interest on HL-70, 20 days at 1.5%", "Prorated, 228 days of 365"]
    assert _paper(["12 Quay Street"], [], footer).payment_terms is None


@pytest.mark.parametrize(
    "roles", [("Licensor", "Licensee"), ("Lessor:", "Lessee:"), ("Landlord", "Tenant")]
)
def test_the_parties_of_licences_and_leases(roles: tuple[str, str]) -> None:
    page = Printer()
    page.text(50, 60, "Royalty invoice RL-7", 14)
    page.block(50, 100, [roles[0], "Brindle Games LLC", "2 Lark Avenue", "Burlington, VT 05401"])
    page.block(300, 100, [roles[1], "Oak Toys, Inc.", "1150 Parkway", "Dayton, OH 45402"])
    page.sums(300, [("Royalty", "900.00"), ("Total due", "$900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.supplier.name, invoice.customer.name) == ("Brindle Games LLC", "Oak Toys, Inc.")
    assert invoice.number == "RL-7"


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Royalty Invoice BG-2025-041", "BG-2025-041"),
        ("Rental invoice no. R014", "R014"),
        ("Freight Invoice: KRF-77", "KRF-77"),
    ],
)
def test_a_title_of_any_sort_has_the_number_and_the_date_stands_under_it(
    title: str, number: str
) -> None:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 60, title, 12)
    page.right(545, 76, "14 Mar 2026")
    page.sums(300, [("Fee", "900.00"), ("Total due", "GBP 900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.number, str(invoice.issue_date)) == (number, "2026-03-14")


def test_an_address_on_one_line_behind_its_label() -> None:
    page = Printer()
    page.text(50, 60, "HARBOUR LIFTS", 16)
    page.text(
        50, 90, "REMIT TO: Harbour Lifts Ltd., Severn Bank, transit 04829-010 account 7715 3920"
    )
    page.text(
        50,
        104,
        "BILL TO: Orchard Foods, Inc., Accounts Payable, 1280 Dilworth Drive, Kelowna BC V1Y 4T6",
    )
    page.block(50, 130, ["Invoice no. HL-88", "Invoice date 14 Mar 2026"])
    page.sums(300, [("Fee", "900.00"), ("Total CAD", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.supplier.name == "Harbour Lifts Ltd."
    assert invoice.customer.name == "Orchard Foods, Inc."


def _columns(left: list[str], right: list[str]) -> Invoice:
    page = Printer()
    page.text(50, 50, "Invoice HL-88", 18)
    page.block(50, 100, left)
    page.block(170, 100, right)
    page.pairs(300, 400, 100, [("Invoice date", "14 Mar 2026"), ("Agreement", "FA-12")])
    page.sums(300, [("Fee", "900.00"), ("Total EUR", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


def test_a_name_that_wraps_in_a_narrow_column_is_read_whole() -> None:
    left = [
        "Nordisk Laboratorie",
        "Forskning ApS",
        "Sundkaj 12",
        "2150 Nordhavn",
        "CVR 39 41 77 20",
    ]
    right = ["Verdanza International", "Therapeutics B.V.", "Stationsplein 45", "2312 AK Leiden"]
    invoice = _columns(left, right)
    assert invoice.supplier.name == "Nordisk Laboratorie Forskning ApS"
    assert invoice.customer.name == "Verdanza International Therapeutics B.V."


def test_a_brand_over_the_name_is_no_part_of_it() -> None:
    left = ["Kajo", "Forskning ApS", "Sundkaj 12", "2150 Nordhavn", "CVR 39 41 77 20"]
    invoice = _columns(left, ["Verdanza B.V.", "Stationsplein 45", "2312 AK Leiden"])
    assert invoice.supplier.name == "Forskning ApS"


def test_a_logo_in_two_sizes_over_its_address_is_the_supplier() -> None:
    page = Printer()
    page.text(64, 70, "Fernhollow", 17)
    page.text(153, 70, "Asset Finance", 8)
    page.right(533, 66, "RENTAL INVOICE", 14)
    page.block(64, 94, ["Corn Exchange Chambers, Hexham NE46 1AB", "VAT Reg. No. GB 402 9917 35"])
    page.block(56, 150, ["Castlebeck Dairy Farms Ltd", "Castlebeck Farm", "Sedbergh", "LA10 5QR"])
    page.block(354, 94, ["Invoice number: R0144", "Tax point: 16 Feb 2025"])
    end = page.table(
        250,
        "56 237 303 395r 451r 507r",
        [
            ("Item", "From", "To", "Qty", "Price", "Net"),
            ("Rent, milking robot", "16 Feb 2025", "31 Mar 2025", "1", "900.00", "900.00"),
        ],
    )
    page.sums(end + 20, [("Goods and services", "900.00"), ("Invoice total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.supplier.name == "Fernhollow Asset Finance"
    assert invoice.customer.name == "Castlebeck Dairy Farms Ltd"
    assert str(invoice.lines[0].period_end) == "2025-03-31"
