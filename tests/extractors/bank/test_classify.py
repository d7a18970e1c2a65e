"""A bank's file is told from invoices and facts by its content, whatever its name."""

from pathlib import Path

import pytest

from extractors.classify import classify

SAMPLES = Path(__file__).parent / "samples"
COMPANY = Path(__file__).parents[3] / "sample_contracts"
OTHERS = {"contracts": "contract", "invoices": "invoice", "facts": "facts"}
TABLES = {
    "Booking date,Amount,Currency,Payer,Description,Transaction ID": "bank",
    "Date,Description,Debit,Credit,Balance": "bank",
    "Buchungstag;Betrag;Verwendungszweck": "bank",
    "paid_on,amount,invoice_number": "facts",
    "invoice_number,issue_date,customer,description,amount,total": "invoice",
    "Date,Amount": "unknown",
    "name,colour": "unknown",
}


@pytest.mark.parametrize("name", sorted(one.name for one in SAMPLES.iterdir()))
def test_every_format_of_a_bank(name: str) -> None:
    assert classify((SAMPLES / name).read_bytes(), name) == "bank"


@pytest.mark.parametrize(("head", "kind"), TABLES.items())
def test_tables_by_their_headings(head: str, kind: str) -> None:
    mark = ";" if ";" in head else ","
    row = mark.join("1" for _ in head.split(mark))
    assert classify(f"{head}\n{row}\n".encode(), "table.csv") == kind


def test_no_other_document_of_the_sample_company_is_taken_for_one() -> None:
    files = [
        (kind, file)
        for folder, kind in OTHERS.items()
        for file in sorted((COMPANY / folder).iterdir())
        if file.suffix in {".csv", ".xml", ".xlsx", ".json"}
    ]
    assert files
    found = {file.name: classify(file.read_bytes(), file.name) for _, file in files}
    assert found == {file.name: kind for kind, file in files}
