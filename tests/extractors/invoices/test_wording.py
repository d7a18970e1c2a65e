"""What papers call their sums, dates and references, each in several wordings."""

import pytest

from extractors.invoices.read import read_invoices
from models.invoices import Invoice, InvoiceKind
from tests.extractors.invoices.printing import Printer, Row

_SUMS = (("Net", "£900.00"), ("VAT 20%", "£180.00"), ("Total", "£1,080.00"))


def _paper(
    pairs: tuple[tuple[str, str], ...] = (),
    sums: tuple[tuple[str, str], ...] = _SUMS,
    title: str = "INVOICE",
    number: tuple[str, str] = ("Our no.", "HL-88"),
) -> Invoice:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, title, 18)
    page.pairs(340, 460, 90, [number, ("Dated", "14 Mar 2026"), *pairs])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    rows = [("Description", "Qty", "Rate", "Amount"), ("Lift inspection", "3", "300.00", "900.00")]
    end = page.table(250, "50 380r 460r 545r", rows)
    page.sums(end + 20, sums)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize("label", ["To pay", "Payable", "Now payable", "Payable GBP", "To pay now"])
def test_what_the_total_is_called(label: str) -> None:
    sums = (*_SUMS[:2], (label, "£1,080.00"))
    assert str(_paper(sums=sums).total) == "1080.00"


@pytest.mark.parametrize(
    "label", ["Subtotal (ex GST)", "Subtotal ex. VAT", "Before tax", "Sub-total (excl. tax)"]
)
def test_what_the_net_amount_is_called(label: str) -> None:
    sums = ((label, "£900.00"), ("Tax 20%", "£180.00"), ("Total (inc GST)", "£1,080.00"))
    assert str(_paper(sums=sums).net_amount) == "900.00"


@pytest.mark.parametrize(
    "label",
    [
        *("Due for payment", "Payment due on", "Please pay by", "Payable until"),
        *("Final date for payment", "Payment required by", "Direct debit date", "Overdue after"),
        *("To be paid by", "Payable on or before", "Pay no later than", "Please settle by"),
    ],
)
def test_what_the_due_date_is_called(label: str) -> None:
    assert str(_paper(((label, "13 Apr 2026"),)).due_date) == "2026-04-13"


@pytest.mark.parametrize(
    "label",
    ["Credits invoice", "In respect of invoice", "Reverses our invoice no.", "Cancels invoice"],
)
def test_which_invoice_a_credit_note_is_for(label: str) -> None:
    invoice = _paper(((label, "HL-71"),), title="CREDIT NOTE", number=("Credit note no.", "HC-2"))
    assert (invoice.number, invoice.corrects) == ("HC-2", "HL-71")


@pytest.mark.parametrize(
    "label",
    [
        "Invoice no.",
        "For invoice",
        "Invoice credited",
        "In respect of",
        "Cancels",
        "Refund of invoice",
    ],
)
def test_what_only_a_credit_note_says_of_another_invoice(label: str) -> None:
    credit = _paper(((label, "HL-71"),), title="CREDIT NOTE", number=("Credit note no.", "HC-2"))
    assert (credit.number, credit.corrects) == ("HC-2", "HL-71")


@pytest.mark.parametrize("label", ["Previous invoice", "For invoice", "In respect of"])
def test_another_invoice_on_an_invoice_is_not_corrected(label: str) -> None:
    invoice = _paper(((label, "HL-71"),), number=("Invoice no.", "HL-88"))
    assert (invoice.number, invoice.corrects) == ("HL-88", None)


@pytest.mark.parametrize("title", ["CREDIT", "Refund note", "Storno", "Kreditnota"])
def test_titles_of_a_credit_note(title: str) -> None:
    assert _paper(title=title, number=("Number", "HC-2")).kind is InvoiceKind.CREDIT_NOTE


@pytest.mark.parametrize(
    "label", ["MSA no.", "Framework", "Call-off", "Overeenkomst", "Contract / PO"]
)
def test_further_names_of_a_contract(label: str) -> None:
    assert _paper(((label, "FA-2025-07"),)).contract_reference == "FA-2025-07"


@pytest.mark.parametrize("label", ["Requisition no.", "Bestelbon", "Order ref.", "Inkoopnummer"])
def test_further_names_of_an_order(label: str) -> None:
    assert _paper(((label, "4500071"),)).purchase_order == "4500071"


@pytest.mark.parametrize(
    "terms",
    [
        "Strictly 30 days",
        "Due upon receipt",
        "Our terms are 30 days",
        "Settlement within 30 days",
        "À régler sous 30 jours",
    ],
)
def test_terms_of_payment_in_a_sentence(terms: str) -> None:
    found = _paper((("Bank", "Severn Bank"), ("", terms))).payment_terms
    assert found is not None
    assert found.lower() in terms.lower()


@pytest.mark.parametrize("name", ["Adjustment Note", "Credit Advice", "Credit Adjustment Note"])
@pytest.mark.parametrize(
    "label", ["Adjusts invoice", "Adjusts tax invoice no.", "Adjusted invoice"]
)
def test_other_names_of_a_credit_note(name: str, label: str) -> None:
    invoice = _paper(((label, "HL-71"),), title=name.upper(), number=(f"{name} no:", "HA-2"))
    assert (invoice.kind, invoice.number) == (InvoiceKind.CREDIT_NOTE, "HA-2")
    assert invoice.corrects == "HL-71"


@pytest.mark.parametrize("title", ["Credit Memo", "Credit Note", "Invoice"])
def test_a_number_right_under_the_title_alone(title: str) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, title, 14)
    page.right(545, 64, "HL-88")
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.sums(200, _SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.number == "HL-88"


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Rahmenvertrag", "WR 2025/08"),
        ("Dienstleistungsvertrag Nr.", "DV-2025-08"),
        ("Wartungsvertrag", "4711/25"),
        ("Reference", "SOW-P-118"),
        ("Your ref", "MSA-KR/2025-4"),
    ],
)
def test_the_contract_by_its_sort_or_its_number(label: str, value: str) -> None:
    assert _paper(((label, value),)).contract_reference == value


def test_a_contract_named_by_its_date_is_no_number() -> None:
    assert _paper((("Rahmenvertrag", "vom 3. Mai 2024"),)).contract_reference is None


@pytest.mark.parametrize("label", ["Credit (GBP)", "You receive back", "Grand sum"])
def test_a_sum_of_net_and_tax_under_other_words_is_the_total(label: str) -> None:
    sums = (("Subtotal", "£900.00"), ("VAT 20%", "£180.00"), (label, "£1,080.00"))
    assert str(_paper(sums=sums).total) == "1080.00"


@pytest.mark.parametrize(
    "label",
    ["Total credited", "Total given back", "Total reimbursed to you", "Amount credited back"],
)
def test_a_sum_that_begins_like_one_and_goes_on_otherwise(label: str) -> None:
    sums = (("Subtotal", "£900.00"), ("VAT 20%", "£180.00"), (label, "£1,080.00"))
    assert str(_paper(sums=sums, title="Credit note").total) == "1080.00"


@pytest.mark.parametrize(
    ("net", "total"),
    [
        ("Total HTVA", "Total TVAC"),
        ("Montant hors TVA", "Montant TVA comprise"),
        ("Total H.T.V.A.", "Total T.V.A.C. à payer"),
        ("Total hors taxes", "Total TTC"),
    ],
)
def test_belgian_french_sums(net: str, total: str) -> None:
    invoice = _paper(sums=((net, "900,00"), ("TVA 21 %", "189,00"), (f"{total} EUR", "1 089,00")))
    assert (str(invoice.net_amount), str(invoice.total)) == ("900.00", "1089.00")


@pytest.mark.parametrize(
    "words",
    [
        "Payment: 30 days from invoice date. Bank code 0005, branch 118, ordinary account",
        "Payment within 14 days to sort code 201352, account 70441892",
        "Payments by 12 April 2026 to transit 10252, institution 004",
    ],
)
def test_a_sentence_on_payment_is_no_payment(words: str) -> None:
    assert _paper((("", words),)).prepaid_amount is None


def test_a_sum_under_other_words_that_does_not_add_up_is_none() -> None:
    sums = (("Subtotal", "£900.00"), ("VAT 20%", "£180.00"), ("Credit (GBP)", "£1,000.00"))
    assert _paper(sums=sums).total is None


@pytest.mark.parametrize(
    "label",
    ["Service order", "Call-off order no.", "Service Order ref.", "Work order", "Task order no."],
)
def test_an_order_for_services_is_a_contract(label: str) -> None:
    assert _paper(((label, "PPD-COL-118"),)).contract_reference == "PPD-COL-118"
    assert _paper(((label, "2"),)).contract_reference is None


@pytest.mark.parametrize("label", ["Quotation", "Our quote no.", "Proposal ref."])
def test_a_quotation_stands_for_the_contract(label: str) -> None:
    assert _paper(((label, "Q26-1182"),)).contract_reference == "Q26-1182"
    both = _paper(((label, "Q26-1182"), ("Contract", "MSA-7")))
    assert both.contract_reference == "MSA-7"
    assert _paper(((label, ""), ("Currency", "GBP"))).contract_reference is None


@pytest.mark.parametrize("label", ["Amount due on", "Payment due", "Pay by"])
def test_a_date_that_goes_on_below(label: str) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.pairs(340, 460, 90, [("Invoice no.", "HL-88"), ("Dated", "14 Mar 2026")])
    page.block(340, 118, [f"{label} April 13 ,", "2026"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.sums(250, _SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert str(invoice.due_date) == "2026-04-13"


@pytest.mark.parametrize("label", ["Mandate", "Mandat", "Mandate:"])
def test_a_mandate_is_a_contract(label: str) -> None:
    assert _paper(((label, "AS-0447"),)).contract_reference == "AS-0447"


@pytest.mark.parametrize("label", ["Mandate ref.", "SEPA mandate reference", "Mandatsreferenz"])
def test_the_mandate_of_a_direct_debit_is_none(label: str) -> None:
    assert _paper(((label, "AS-0447"),)).contract_reference is None


@pytest.mark.parametrize("word", ["engagement", "licence", "retainer"])
def test_the_last_word_of_a_description_is_no_label(word: str) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(340, 460, 90, [("Invoice no.", "HL-88"), ("Dated", "14 Mar 2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    rows: list[Row] = [
        ("Description", "Qty", "Rate", "Amount"),
        (("Kick-off and rules of", word), "2", "300.00", "600.00"),
        ("Expenses", "3", "100.00", "300.00"),
    ]
    page.sums(page.table(250, "50 380r 460r 545r", rows) + 20, _SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.contract_reference is None
