"""``contract-ai payments`` and ``receivables``, as a user calls them, on the sample company."""

from pathlib import Path

import pytest

from tests.contract_ai.cli.invoke import Program

SAMPLES = Path(__file__).parents[3] / "sample_contracts"
BANK = (
    "Booking date,Amount,Currency,Payer,Description,Transaction ID\n"
    "2026-06-20,2880.00,GBP,Quillfeather Publishing,Invoice TA-2011,B1\n"
    "2026-06-21,8883.00,USD,Palisade Payments Inc,thanks,B2\n"
)


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(capsys)


def test_from_the_bank_to_what_is_owed(program: Program, tmp_path: Path) -> None:
    """Added, matched, applied by a person, undone, promised: the ledger follows each step."""
    bank, books = tmp_path / "june.csv", ("--database", str(tmp_path / "books.db"))
    bank.write_text(BANK)
    assert program("add", SAMPLES, "--quiet", *books).code == 0

    def owed() -> dict[str, str]:
        done = program("receivables", "--as-of", "2026-06-30", "--format", "json", *books)
        return {one["invoice"]: one["open"] for one in done.json["items"]}

    before = owed()
    assert before["TA-2011"] == "2880.00"
    done = program("payments", "add", bank, "--as-of", "2026-06-30", *books)
    assert done.code == 0
    assert "2 new payments, 0 on file already" in done.out
    assert "1 exact and applied, 1 likely" in done.out
    assert "0 new payments, 2 on file" in program("payments", "add", bank, *books).out
    assert owed().keys() == before.keys() - {"TA-2011"}

    listed = program("payments", "list", "--format", "json", *books).json
    assert [one["state"] for one in listed] == ["applied", "proposed"]
    assert program("payments", "apply", 2, "--reason", "asked", *books).code == 0
    assert owed().keys() == before.keys() - {"TA-2011", "TA-3007"}
    assert program("payments", "undo", 1, "--reason", "wrong", *books).code == 0
    assert owed()["TA-2011"] == "2880.00"
    assert program("payments", "undo", 1, *books).code == 2
    assert program("payments", "apply", 1, "TA-2011=2000", *books).code == 0
    assert owed()["TA-2011"] == "880.00"
    assert program("payments", "apply", 1, "TA-2011=many", *books).code == 2
    assert program("payments", "promise", "TA-2011", "2026-07-15", *books).code == 0
    text = program("receivables", "--as-of", "2026-06-30", *books).out
    assert "promised for 2026-07-15" in text
    assert "14 days after the invoice date" in text
    assert "880.00 x 1.5% x 46 / 30 days" in text


def test_a_file_that_is_none_is_named(program: Program, tmp_path: Path) -> None:
    """The others are taken, and the exit code says that one was not."""
    bad, bank = tmp_path / "bad.xml", tmp_path / "june.csv"
    bad.write_text("<Invoice/>")
    bank.write_text(BANK)
    done = program("payments", "add", bad, bank, "--database", tmp_path / "books.db")
    assert done.code == 3
    assert "BANK_FILE_UNKNOWN" in done.err
    assert "2 new payments" in done.out
