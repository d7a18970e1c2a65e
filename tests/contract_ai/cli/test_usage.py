"""Usage events from the command line: taken in, counted, billed."""

import json
from pathlib import Path

import pytest

from models.contracts import Contract
from models.forms import contract_form, json_text
from tests.contract_ai import papers
from tests.contract_ai.cli.invoke import Program

HEAD = "Event ID;Contract Number;Metric;Value;Timestamp;User ID;Region\n"
EVENTS = (
    HEAD
    + "e1;A/1;API calls;600;2026-03-01T00:00:00Z;u1;eu\n"
    + "e2;MSA;api calls;400.5;2026-03-31T23:59:59Z;u2;\n"
    + "e3;MSA;API calls;7;2026-04-01T00:00:00Z;u1;\n"
    + "e4;MSA;Seats;1;2026-03-02;u1;\n"
    + "e5;MSA;Seats;1;2026-03-03;u1;\n"
)
TERMS: list[dict[str, object]] = [
    {"kind": "rate", "item": "API calls", "amount": "0.10", "unit": "call"},
    {
        "kind": "rate",
        "item": "seats",
        "amount": "20",
        "unit": "user",
        "evidence": {"quote": "USD 20 per seat, for the unique users of each month", "page": 3},
    },
    {"kind": "billing", "frequency": "monthly", "timing": "arrears"},
]


@pytest.fixture
def books(program: Program, tmp_path: Path) -> str:
    """A database with one contract that prices two meters, confirmed."""
    folder = tmp_path / "in"
    for name in ("contracts", "terms"):
        (folder / name).mkdir(parents=True)
    (folder / "contracts" / "MSA.pdf").write_bytes(papers.pdf(*papers.AGREEMENT))
    head = {"number": "A-1", "currency": "USD", "effective_date": "2026-02-01"}
    parties = [
        {"name": "Provider Inc.", "role": "provider"},
        {"name": "Customer LLC", "role": "customer"},
    ]
    usual: dict[str, object] = {
        "evidence": {"quote": "the clause"},
        "confidence": 1.0,
        "review": False,
    }
    contract = Contract.model_validate(
        {
            "document": {"file": "MSA.pdf"},
            "contract": head | {"parties": parties},
            "terms": [usual | term for term in TERMS],
        }
    )
    (folder / "terms" / "MSA.json").write_text(json_text(contract_form(contract)))
    place = str(tmp_path / "books.db")
    assert program("add", folder, "--database", place).code == 0
    return place


@pytest.fixture
def march(tmp_path: Path) -> Path:
    file = tmp_path / "march.csv"
    file.write_text(EVENTS, encoding="utf-8")
    return file


def charges(program: Program, books: str, month: str = "2026-03") -> dict[str, tuple[str, str]]:
    """Return quantity and amount of each line that is to be billed."""
    done = program("bill", "--period", month, "--database", books, "--format", "json")
    return {
        line["description"]: (line["quantity"], line["amount"])
        for draft in done.json
        for line in draft["lines"]
    }


def test_from_events_to_what_is_billed(program: Program, books: str, march: Path) -> None:
    """Sent twice counts once; late events change the month; each meter has its own rule."""
    done = program("usage", "add", march, "--source", "app", "--database", books)
    assert (done.code, done.out) == (0, "march.csv: 5 new events, 0 on file already, 0 refused.\n")
    again = program("usage", "add", march, "--source", "app", "--database", books)
    assert "0 new events, 5 on file already, 0 refused" in again.out
    listed = program("usage", "list", "--period", "2026-03", "--database", books)
    assert 'MSA, page 3, says "unique users"' in listed.out
    assert "neither the contract nor a person says how it is counted" in listed.out
    assert charges(program, books) == {
        "API calls": ("1000.5", "100.05"),
        "seats": ("1", "20.00"),
    }
    billed = program("bill", "--period", "2026-03", "--database", books).out
    assert "= 100.05; API calls: the sum of 2 events: added up, as neither" in billed
    assert "= 20.00; Seats: the different subjects of 2 events: MSA, page 3, says" in billed
    march.write_text(HEAD + "e9;MSA;API calls;100;2026-03-15;;\n")
    assert program("usage", "add", march, "--source", "app", "--database", books).code == 0
    assert charges(program, books)["API calls"] == ("1100.5", "110.05")


def test_a_person_goes_before_the_contract(program: Program, books: str, march: Path) -> None:
    assert program("usage", "add", march, "--database", books).code == 0
    said = ("--reason", "as agreed on the phone", "--contract", "A-1", "--database", books)
    assert program("usage", "rule", "SEATS", "--as", "sum", *said).code == 0
    assert charges(program, books)["seats"] == ("2", "40.00")
    (row,) = (
        one
        for one in program(
            "usage", "list", "--period", "2026-03", "--format", "json", "--database", books
        ).json
        if one["meter"] == "Seats"
    )
    assert (row["basis"], row["quantity"], row["on_file"]) == ("person", "2", True)
    assert row["why"].endswith(": as agreed on the phone")
    assert program("usage", "unrule", "seats", *said[2:]).code == 0
    assert charges(program, books)["seats"] == ("1", "20.00")
    assert program("usage", "unrule", "seats", *said[2:]).code == 2
    wrong = program("usage", "rule", "seats", "--as", "sum", "--zone", "Mars", "--database", books)
    assert (wrong.code, "USAGE_RULE_INVALID" in wrong.err) == (2, True)


def test_a_line_that_is_no_event_is_named_and_the_others_are_kept(
    program: Program, books: str, march: Path
) -> None:
    march.write_text(
        HEAD
        + "e1;MSA;API calls;1;2026-03-01;;\n"
        + ";MSA;API calls;1;2026-03-01;;\n"
        + "\n"
        + "e3;MSA;API calls;1,5;2026-03-01;;\n"
        + "e4;;API calls;1;2026-03-01;;\n"
        + "e5;MSA;API calls;1;yesterday;;\n"
        + "e6;MSA;API calls;1;2026-03-01;;;;\n"
        + "e1;MSA;API calls;2;2026-03-01;;\n"
    )
    done = program("usage", "add", march, "--database", books)
    assert (done.code, done.out) == (3, "march.csv: 1 new event, 0 on file already, 6 refused.\n")
    for words in (
        "march.csv, line 3: [USAGE_EVENT_INVALID] The event id is missing.",
        'line 5: [USAGE_EVENT_INVALID] The quantity "1,5" is no number. Write it with a point',
        "line 6: [USAGE_EVENT_INVALID] It names neither a contract nor a customer.",
        'line 7: [USAGE_EVENT_INVALID] The moment "yesterday" cannot be read.',
        "line 8: [USAGE_EVENT_INVALID] It has 9 cells, and the first line 7.",
        "[USAGE_EVENT_DIFFERS] e1 is on file with other content: quantity 1 on file, 2 sent.",
    ):
        assert words in done.err
    listed = program("usage", "differences", "--format", "json", "--database", books).json
    assert [(one["stored"]["quantity"], one["sent"]["quantity"]) for one in listed] == [("1", "2")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b,c\n1,2,3\n", "TABLE_NO_HEADER"),
        (b"", "TABLE_NO_HEADER"),
        (HEAD.encode() + b"e1;MSA;API calls;1;2026-03-01;\xff;\n", "TABLE_DAMAGED"),
        (HEAD.encode() + b'e1;MSA;API calls;1;2026-03-01;"' + b"x" * 140_000, "TABLE_DAMAGED"),
        (None, "FILE_NOT_FOUND"),
    ],
)
def test_a_file_that_is_none_leaves_nothing(
    program: Program, books: str, march: Path, data: bytes | None, code: str
) -> None:
    march.unlink()
    if data is not None:
        march.write_bytes(data)
    done = program("usage", "add", march, "--database", books)
    assert (done.code, code in done.err) == (3, True)
    assert (
        json.loads(
            program(
                "usage", "list", "--period", "2026-03", "--format", "json", "--database", books
            ).out
        )
        == []
    )


def test_a_customer_stands_for_its_only_contract(program: Program, books: str, march: Path) -> None:
    head = "id,customer,meter,quantity,at\n"
    march.write_text(
        head + "e1,customer llc,API calls,5,2026-03-01\ne2,Nobody,API calls,1,2026-03-01\n"
    )
    assert program("usage", "add", march, "--database", books).code == 0
    listed = program("usage", "list", "--period", "2026-03", "--database", books)
    assert "no contract on file has the customer Nobody" in listed.err
    assert charges(program, books) == {"API calls": ("5", "0.50")}
