"""The report of a night with a little that is new is the one that is made from nothing."""

import json
from pathlib import Path

import pytest

from contract_ai.pipeline import report, with_pictures, write_reports
from contract_ai.reading import Reader
from contract_ai.settings import Settings
from contract_ai.storage import documents
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.batch.nights import COMPANY, START, House
from tests.contract_ai.fakes import InProcess

EDITED = COMPANY["billing.csv"].replace(b"2026-05-10", b"2026-05-30")


def made_from_nothing(house: House) -> dict[str, str]:
    """Write the report of what is on file once more, in this process, and return its hashes."""
    again = House(house.root.parent / "again")
    database = open_database(house.place)
    data = report(database, name="inbox", settings=house.settings.for_checks)
    data = with_pictures(database, Reader(InProcess, house.settings), data)
    database.close()
    again.output.mkdir(exist_ok=True)
    write_reports(data, again.output)
    return again.report()


def findings(house: House) -> dict[str, object]:
    """Return findings.json without what changed since the night before."""
    form: dict[str, object] = json.loads((house.output / "findings.json").read_text())
    form.pop("changes", None)
    return form


@pytest.mark.long("of several nights, each twice; tests of one night run on both")
@pytest.mark.parametrize("workers", [1, 2])
def test_after_every_night_the_report_is_the_one_from_nothing(tmp_path: Path, workers: int) -> None:
    house = House(tmp_path / "nights", keep=True, settings=Settings(workers=workers))
    seen = set()
    for files in (
        {"contracts/MSA.pdf": COMPANY["contracts/MSA.pdf"]},
        {"billing.csv": COMPANY["billing.csv"]},
        {"billing.csv": EDITED},
        {"payments.csv": COMPANY["payments.csv"]},
    ):
        house.put(files)
        assert house.night().outputs is not None
        assert house.report() == made_from_nothing(house)
        seen.add(house.report()["findings.json"])
        house.hand.later(days=1)
    assert len(seen) > 2
    at_once = House(tmp_path / "one night", keep=True)
    at_once.put({**COMPANY, "billing.csv": EDITED})
    at_once.night()
    assert findings(house) == findings(at_once)


def test_what_was_taken_away_is_in_no_report(tmp_path: Path) -> None:
    house, without = House(tmp_path / "nights"), House(tmp_path / "without")
    house.put(COMPANY)
    house.night()
    database = open_database(house.place)
    with database.write() as session:
        rows = documents.documents(session)
        kept = {(row.kind, row.sha256) for row in rows if row.file != "payments.csv"}
        assert len(kept) == len(rows) - 1
        documents.keep_only(session, kept, START)
    database.close()
    house.hand.later(days=1)
    said = house.night()
    assert said.figures.changes
    assert house.report() == made_from_nothing(house)
    without.put({name: data for name, data in COMPANY.items() if name != "payments.csv"})
    without.night()
    assert findings(house) == findings(without)
