"""What tables leave open is asked for, and every row that does not count is named."""

import json
from pathlib import Path

import pytest

from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.papers import company

LIST = (
    "Date,Num,Customer,Due Date,Amount,Open Balance\n"
    "03/04/2026,1001,Larchmont Inc.,03/05/2026,100.00,100.00\n"
)
USAGE = "contract,meter,quantity,period_start,period_end\nMSA,api,{},2026-03-01,2026-03-31\n"


def test_day_or_month_first_is_asked_and_answered_once(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(LIST, encoding="utf-8")
    asked = program("invoice", path, "--format", "json")
    assert "CONTRACT_AI_DATE_ORDER" in asked.err
    assert "issue_date" not in asked.json[0]
    books = ("--database", "books.db")
    program("add", path, *books)
    monkeypatch.setenv("CONTRACT_AI_DATE_ORDER", "month_first")
    assert program("invoice", path, "--format", "json").json[0]["issue_date"] == "2026-03-04"
    # The answer reads again what was left open, and only once.
    assert "1 already" not in program("add", path, *books).out
    (listed,) = program("invoices", *books, "--format", "json").json
    assert listed["issue_date"] == "2026-03-04"
    assert "1 already" in program("add", path, *books).out


def test_rows_that_do_not_count_are_all_in_the_data(program: Program, tmp_path: Path) -> None:
    folder = company(tmp_path / "company")
    rows = "".join(f"MSA,x,many,2026-0{n}-01,2026-0{n}-28\n" for n in range(1, 10))
    (folder / "facts" / "usage-a.csv").write_text(USAGE.format(5) + rows, encoding="utf-8")
    (folder / "facts" / "usage-b.csv").write_text(USAGE.format(5), encoding="utf-8")
    program("run", folder, "--as-of", "2026-06-30")
    found = json.loads((folder / "report" / "findings.json").read_text(encoding="utf-8"))
    assert [one["file"] for one in found["refused"]] == ["usage-a.csv"] * 9 + ["usage-b.csv"]
    assert found["refused"][-1]["reason"] == "row 2: it repeats row 2 of usage-a.csv"
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "and 4 more" in page
