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
    ],
)
def test_an_account_without_an_iban_is_read_with_its_bank(text: str, number: str) -> None:
    assert domestic_account(text) == number
    assert _paper(["12 Quay Street"], [], ["Please pay to", text]).supplier.iban == number


def test_bank_and_account_may_stand_on_two_rows() -> None:
    footer = ["Bank: Severn Bank", "Sort code 20-13-52", "Account number 70441892"]
    assert _paper(["12 Quay Street"], [], footer).supplier.iban == "201352 70441892"


@pytest.mark.parametrize(
    "text", ["Account 4410982276", "Your account 77120 of 3 May", "Transit 12"]
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
