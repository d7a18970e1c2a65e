"""A night takes in what is new, once, and says what became of everything."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from contract_ai.storage.facts import load_facts
from contract_ai.storage.upgrade import open_database
from models.tables.documents import DocumentRow
from tests.contract_ai.batch.nights import COMPANY, START, House
from tests.contract_ai.cli.test_run import TERMS

DAY = "2026-07-01"
PAYMENTS = COMPANY["payments.csv"]
MORE = PAYMENTS.replace(b"R1", b"R2")


def in_use(house: House) -> list[str]:
    """Name the documents that count."""
    database = open_database(house.place)
    with database.read() as session:
        query = select(DocumentRow.file).where(col(DocumentRow.retired_at).is_(None))
        names = sorted(session.exec(query))
    database.close()
    return names


def payments(house: House) -> str:
    """Return the payments that count, as text."""
    database = open_database(house.place)
    with database.read() as session:
        said = str(load_facts(session).payments)
    database.close()
    return said


def test_what_is_new_is_read_checked_reported_and_moved(any_house: House) -> None:
    house = any_house
    house.put(COMPANY)
    said = house.night()
    assert said.figures.new == {"contract": 1, "facts": 1, "invoice": 1}
    assert (said.figures.checked, said.figures.findings > 0) == (True, True)
    assert said.figures.changes == {"new": said.figures.findings}
    assert {one.file for one in said.slowest} == set(COMPANY)
    assert house.files() == [f"done/{DAY}/{name}" for name in sorted(COMPANY)]
    assert set(house.report()) == {
        "findings.json",
        "findings.xlsx",
        "report.html",
        "terms/MSA.json",
    }


def test_a_night_with_nothing_new_checks_nothing(any_house: House) -> None:
    house = any_house
    house.put(COMPANY)
    house.night()
    before = house.report(), house.dump()
    for _ in range(2):
        said = house.night()
        assert (said.figures.new, said.figures.checked, said.outputs) == ({}, False, None)
    assert (house.report(), house.dump()) == before
    (house.output / "report.html").unlink()
    assert house.night().outputs is not None
    assert house.night(as_of=START.date()).figures.checked


def test_what_closes_a_finding_is_counted(house: House) -> None:
    house.put(COMPANY)
    before = house.night().figures.findings
    house.hand.later(days=1)
    other = COMPANY["billing.csv"].replace(b"2026-05-10", b"2026-05-30")
    house.put({"billing.csv": other})
    said = house.night()
    assert said.figures.changes.keys() & {"new", "gone"}
    assert said.figures.findings != before
    assert said.figures.families == 1


def test_the_same_file_five_times_is_one_document(any_house: House) -> None:
    house = any_house
    house.put({f"{number}/payments.csv": PAYMENTS for number in range(5)})
    said = house.night()
    assert (said.figures.new, said.figures.already_there) == ({"facts": 1}, 4)
    house.put({"payments.csv": PAYMENTS})
    said = house.night()
    assert (said.figures.new, said.figures.already_there) == ({}, 1)
    assert f"done/{DAY}/payments.csv" in house.files()
    assert in_use(house) == ["payments.csv"]


def test_files_of_one_name_are_filed_apart(house: House) -> None:
    house.put({"a/payments.csv": PAYMENTS, "b/payments.csv": MORE})
    house.night()
    assert in_use(house) == ["payments (2).csv", "payments.csv"]


def test_the_same_name_on_another_night_is_another_document(house: House) -> None:
    house.put({"payments.csv": PAYMENTS})
    house.night()
    house.put({"payments.csv": MORE})
    house.night()
    assert in_use(house) == ["payments (2).csv", "payments.csv"]
    assert house.files() == [f"done/{DAY}/payments (2).csv", f"done/{DAY}/payments.csv"]


def test_refused_files_lie_apart_with_the_reason(house: House) -> None:
    house.put({"sub/broken.pdf": b"%PDF-1.4 broken", "story.csv": b"Once upon a time,there was\n"})
    said = house.night()
    assert said.figures.refused == {"KIND_UNKNOWN": 1, "PDF_DAMAGED": 1}
    refused = house.inbox / "refused" / DAY
    assert house.files() == [
        f"refused/{DAY}/{name}{ending}"
        for name in ("story.csv", "sub/broken.pdf")
        for ending in ("", ".txt")
    ]
    note = (refused / "sub/broken.pdf.txt").read_text(encoding="utf-8")
    assert "[PDF_DAMAGED] " in note
    assert "What to do: " in note
    assert b"broken.pdf" in (house.output / "report.html").read_bytes()


def test_terms_that_a_person_confirmed_count(house: House) -> None:
    house.put(COMPANY | {"terms/MSA.json": json.dumps(TERMS).encode()})
    said = house.night()
    assert said.figures.new == {"contract": 1, "facts": 1, "invoice": 1, "terms": 1}
    assert json.loads((house.output / "terms/MSA.json").read_text())["terms"][1]["item"]


def test_terms_wait_for_their_contract_and_find_one_on_file(house: House) -> None:
    terms = {"terms/MSA.json": json.dumps(TERMS).encode()}
    house.put({"payments.csv": PAYMENTS} | terms)
    assert house.night().figures.left == 1
    assert "terms/MSA.json" in house.files()
    house.put(COMPANY)
    assert house.night().figures.new == {"contract": 1, "invoice": 1, "terms": 1}
    assert "terms/MSA.json" not in house.files()
    other = dict(TERMS, contract=TERMS["contract"] | {"title": "Another title"})  # type: ignore[operator]  # a dict
    house.put({"terms/MSA.json": json.dumps(other).encode()})
    assert house.night().figures.new == {"terms": 1}
    form = json.loads((house.output / "terms/MSA.json").read_text())
    assert form["contract"]["title"] == "Another title"


class TestKept:
    """Originals that are left where they lie."""

    @pytest.fixture
    def house(self, tmp_path: Path) -> House:
        return House(tmp_path, keep=True)

    def test_they_are_read_once(self, house: House) -> None:
        house.put(COMPANY | {"broken.pdf": b"%PDF-1.4 broken"})
        assert house.night().figures.new == {"contract": 1, "facts": 1, "invoice": 1}
        house.hand.later(days=1)
        said = house.night()
        assert (said.figures.new, said.figures.unchanged, said.unread) == ({}, 4, ())
        assert house.files() == sorted([*COMPANY, "broken.pdf"])

    def test_they_are_not_even_opened(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        house.put(COMPANY)
        house.hand.now += timedelta(days=3650)  # long after the files were made
        house.night()
        opened: list[object] = []
        real = os.open

        def seen(path: object, *given: object, **named: object) -> int:
            opened.append(path)
            return real(path, *given, **named)  # type: ignore[arg-type]  # passed on as it came

        monkeypatch.setattr(os, "open", seen)
        assert house.night().figures.unchanged == 3
        assert not [path for path in opened if str(path).endswith((".csv", ".pdf"))]

    def test_touched_ones_are_known_by_their_bytes(self, house: House) -> None:
        house.put(COMPANY)
        house.night()
        os.utime(house.inbox / "payments.csv", (1, 1))
        assert house.night().figures.unchanged == 3

    def test_a_new_version_takes_the_place_of_the_old(self, house: House) -> None:
        house.put({"payments.csv": PAYMENTS})
        house.night()
        house.put({"payments.csv": MORE})
        assert house.night().figures.new == {"facts": 1}
        assert in_use(house) == ["payments.csv"]
        assert "R2" in payments(house)
        house.put({"payments.csv": PAYMENTS})  # and back again
        house.night()
        assert in_use(house) == ["payments.csv"]
        assert "R1" in payments(house)

    def test_later_they_may_be_moved(self, house: House) -> None:
        house.put(COMPANY)
        house.night()
        said = house.night(keep=False)
        assert (said.figures.new, said.figures.already_there) == ({}, 3)
        assert house.files() == [f"done/{DAY}/{name}" for name in sorted(COMPANY)]


def test_what_is_still_written_is_left(house: House) -> None:
    house.put({"a.csv": PAYMENTS, "b.csv": MORE, "c.csv.part": b"x", "~$d.docx": b"x"})
    now = house.hand.now.timestamp()
    os.utime(house.inbox / "a.csv", (now - 60, now - 60))
    os.utime(house.inbox / "b.csv", (now - 1, now - 1))
    growing = house.inbox / "b.csv"

    def grows(seconds: float) -> None:
        with growing.open("ab") as file:
            file.write(b"INV-2,2026-04-21,10.00,USD,R3\n")
        house.hand.slept.append(seconds)

    house.hand.sleep = grows
    said = house.night(settle=5.0)
    assert (said.figures.new, house.hand.slept) == ({"facts": 1}, [5.0])
    assert {one.shown: one.why for one in said.left} == {
        "b.csv": "It is still being written.",
        "c.csv.part": "It is a hidden or temporary file.",
        "~$d.docx": "It is a hidden or temporary file.",
    }


def test_a_clock_that_is_set_back_keeps_nothing_from_being_read(house: House) -> None:
    house.put(COMPANY)
    house.night()
    house.hand.later(days=-400)
    house.put({"more.csv": MORE})  # its time lies in the future now
    said = house.night(settle=5.0)
    assert (said.figures.new, said.figures.checked) == ({"facts": 1}, True)
    database = open_database(house.place)
    with database.read() as session:
        moments = session.exec(select(DocumentRow.added_at).order_by(col(DocumentRow.id))).all()
    database.close()
    assert list(moments) == sorted(moments)
