"""Two columns, numbered lines and quoted e-mails are read as the clauses they print."""

import textwrap

import pytest

from extractors.contracts import extract_contract
from extractors.readers.read import read_document
from models.contracts import Contract
from models.document import Document
from tests.extractors.readers.pdfs import Text, made, prose

CLAUSES = (
    "1. Fees. The Customer shall pay the Provider a monthly service fee of $4,500.00 for the services.",
    "2. Payment. The Customer shall pay each invoice within thirty (30) days after receipt of the invoice.",
    "3. Late payment. Overdue amounts bear interest at the rate of 1.5% per month until they are paid.",
    "4. Taxes. All fees are exclusive of sales, use and value added taxes, which the Customer shall pay.",
    "5. Disputes. The Customer must dispute an invoice in writing within fifteen (15) days after receipt.",
)
MORE = (
    "6. Staff. The Provider assigns staff with the skill that the work asks for, and replaces them on request.",
    "7. Access. The Customer gives the staff of the Provider access to its premises during business hours.",
)
KINDS = {"fee", "payment_term", "late_charge", "tax", "dispute"}
HEADERS = (
    "From: Ann Lee <ann@provider.example>",
    "To: Bob Ray <bob@customer.example>",
    "Date: Mon, 3 Mar 2025 10:12:00 +0100",
    "Subject: Re: Services Agreement",
)


def _wrapped(width: int) -> list[str]:
    return [line for clause in CLAUSES for line in textwrap.wrap(clause, width)]


def _two_columns() -> bytes:
    lines = [line for clause in (*CLAUSES, *MORE) for line in textwrap.wrap(clause, 38)]
    half = len(lines) // 2
    left = prose(*lines[:half], x=60, y=90)
    return made([(200, 60, "SERVICES AGREEMENT"), *left, *prose(*lines[half:], x=320, y=90)])


def _numbered(lines: list[str], *, gap: int = 24) -> bytes:
    numbers: list[Text] = [(50, 80 + gap * i, str(i + 1)) for i in range(28)]
    return made([*numbers, *((90.0, 80.0 + gap * i, line) for i, line in enumerate(lines))])


def _mail(mark: str) -> bytes:
    quoted: list[str] = []
    for clause in CLAUSES:
        quoted += [f"{mark} {line}" for line in textwrap.wrap(clause, 70)] + [mark]
    return made(prose(*HEADERS, "", "Dear Bob,", "we agree to this.", "", *quoted))


def _read(data: bytes) -> tuple[Document, Contract]:
    document = read_document(data, "a.pdf")
    return document, extract_contract(document)


@pytest.mark.parametrize(
    "data",
    [_two_columns(), _numbered(_wrapped(75)), _mail(">"), _mail(">>"), _mail("> >")],
    ids=["two columns", "numbered lines", "quoted", "quoted twice", "quoted twice, apart"],
)
def test_clauses_are_read_as_printed(data: bytes) -> None:
    document, contract = _read(data)
    texts = [passage.text for passage in document.passages]
    assert [text for text in texts if text[0].isdigit() and text not in MORE] == list(CLAUSES)
    assert {term.kind for term in contract.terms} >= KINDS


def test_what_stands_in_the_margin_stays_on_the_page() -> None:
    document, _ = _read(_numbered(_wrapped(75)))
    (page,) = document.pages
    assert {page.lines[index].text for index in page.furniture} >= {str(n) for n in range(1, 29)}


def test_an_email_says_that_it_is_one() -> None:
    assert any("printed e-mail" in notice for notice in _read(_mail(">"))[1].notices)
    assert _read(_numbered(_wrapped(75)))[1].notices == ()


def test_rows_of_a_price_list_keep_their_numbers() -> None:
    rows = [f"Widget {chr(65 + i)}   {10 + i}.00 USD" for i in range(24)]
    document, _ = _read(_numbered(rows))
    assert any("24" in passage.text.split() for passage in document.passages)


def test_items_keep_their_marks() -> None:
    items = [line for clause in CLAUSES for line in textwrap.wrap(f">> {clause}", 70)]
    document, _ = _read(made(prose(*items)))
    assert sum(passage.text.startswith(">>") for passage in document.passages) == len(CLAUSES)


def test_tiers_keep_their_signs() -> None:
    rows = ("> 100 0.10", "> 200 0.09", "> 300 0.08", "> 400 0.07")
    document, _ = _read(made(prose("Prices for each call by the number of calls:", *rows)))
    assert sum(passage.text.count(">") for passage in document.passages) == len(rows)
