"""Rows of facts that count, and those refused with the reason."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from extractors.facts.read import merge, read_facts
from models.customs import Customs
from models.facts import Deal

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("refused.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_rows_count_or_are_refused_by_name(name: str) -> None:
    case = CASES[name]
    customs = Customs.model_validate(case.get("customs", {}))
    read = read_facts(case["text"].encode(), case["file"], customs)
    column = case["counts"]["column"]
    assert [str(getattr(fact, column)) for fact in read.facts] == case["counts"]["values"]
    assert len(read.refused) == len(case["refused"])
    for said, expected in zip(read.refused, case["refused"], strict=True):
        assert said.startswith(expected)


def test_a_second_kind_in_a_workbook_is_refused() -> None:
    book = openpyxl.Workbook(write_only=True)
    usage, trips = book.create_sheet("Usage"), book.create_sheet("Trips")
    usage.append(["contract", "meter", "quantity", "period_start", "period_end"])
    usage.append(["C1", "api", 3, "2026-01-01", "2026-01-31"])
    trips.append(["contract", "category", "incurred_on", "amount", "currency"])
    trips.append(["C1", "taxi", "2026-01-02", 30, "EUR"])
    data = io.BytesIO()
    book.save(data)
    read = read_facts(data.getvalue(), "facts.xlsx")
    assert (read.kind, len(read.facts)) == ("usage", 1)
    assert read.refused == (
        "sheet Trips: it holds expenses and the first usage; save it as a file of its own",
    )


def test_every_row_refused_is_named() -> None:
    rows = "".join(f"C1,api,{n}x3,2026-01-01,2026-01-31\n" for n in range(1000))
    text = "contract,meter,quantity,period_start,period_end\n" + rows
    read = read_facts(text.encode(), "usage.csv")
    assert (len(read.facts), len(read.refused)) == (0, 1000)


def test_a_row_that_two_files_say_counts_once_where_it_can_be_true_only_once() -> None:
    usage = b"contract,meter,quantity,period_start,period_end\nC1,api,5,2026-01-01,2026-01-31\n"
    hours = b"contract,person,role,date,hours\nC1,Ann,dev,2026-01-02,2\n"
    files = [read_facts(usage, f"usage-{name}.csv") for name in "ab"]
    files += [read_facts(hours, f"timesheets-{name}.csv") for name in "ab"]
    merged = merge(files)
    assert (len(merged.usage or ()), len(merged.timesheets or ())) == (1, 2)


def test_a_file_of_deals_in_the_words_of_a_system() -> None:
    text = (
        "Deal,Name,Customer,Amount,Currency,Closed on,Starts on,Ends on,Contract,Kind,Status,Owner\n"
        '77,Desk,Acme Ltd,"24,000.00",USD,2026-03-01,2026-04-01,2027-03-31,C-1,renewal,Closed Won,Nadia\n'
        "78,,Acme Ltd,,,2026-03-02,2026-04-01,2026-03-31,,,Closed Lost,\n"
        "79,,,5,EUR,,,,,,,\n"
    )
    read = read_facts(text.encode(), "export.csv")
    first, last = read.facts
    assert read.kind == "deals"
    assert isinstance(first, Deal)
    assert first.amount == Decimal("24000.00")
    assert (first.closed_on, first.ends_on) == (date(2026, 3, 1), date(2027, 3, 31))
    assert (first.contract, first.kind, first.status) == ("C-1", "renewal", "Closed Won")
    assert "owner: Nadia" in first.evidence.quote
    assert isinstance(last, Deal)
    assert (last.deal, last.customer, last.closed_on) == ("79", None, None)
    assert read.refused == ("row 3: ends_on 2026-03-31 is before starts_on 2026-04-01",)
