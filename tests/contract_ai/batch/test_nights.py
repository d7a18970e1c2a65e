"""A night takes in what is new, once, and says what became of everything."""

from pathlib import Path

import pytest
from sqlmodel import select

from contract_ai.storage.upgrade import open_database
from models.tables.documents import DocumentRow
from tests.contract_ai.batch.nights import COMPANY, House

DAY = "2026-07-01"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_what_is_new_is_read_checked_reported_and_moved(house: House) -> None:
    house.put(COMPANY)
    said = house.night()
    assert said.figures.new == {"contract": 1, "facts": 1, "invoice": 1}
    assert (said.figures.checked, said.figures.findings > 0) == (True, True)
    assert said.figures.changes == {"new": said.figures.findings}
    assert house.files() == [f"done/{DAY}/{name}" for name in sorted(COMPANY)]
    assert set(house.report()) == {
        "findings.json",
        "findings.xlsx",
        "report.html",
        "terms/MSA.json",
    }


def test_a_night_with_nothing_new_checks_nothing(house: House) -> None:
    house.put(COMPANY)
    house.night()
    before = house.report(), house.dump()
    said = house.night()
    assert (said.figures.new, said.figures.checked, said.outputs) == ({}, False, None)
    assert (house.report(), house.dump()) == before


def test_the_same_file_five_times_is_one_document(house: House) -> None:
    house.put({f"{number}/payments.csv": COMPANY["payments.csv"] for number in range(5)})
    said = house.night()
    assert (said.figures.new, said.figures.already_there) == ({"facts": 1}, 4)
    house.put({"payments.csv": COMPANY["payments.csv"]})
    said = house.night()
    assert (said.figures.new, said.figures.already_there) == ({}, 1)
    assert f"done/{DAY}/payments.csv" in house.files()


def test_files_of_one_name_are_filed_apart(house: House) -> None:
    other = COMPANY["payments.csv"].replace(b"R1", b"R2")
    house.put({"a/payments.csv": COMPANY["payments.csv"], "b/payments.csv": other})
    house.night()
    database = open_database(house.place)
    with database.read() as session:
        names = sorted(session.exec(select(DocumentRow.file)))
    database.close()
    assert names == ["payments (2).csv", "payments.csv"]
