import io
from datetime import UTC, datetime

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from reports import workbook
from reports.fast_sheet import FastSheet
from reports.workbook import findings_workbook
from tests.reports import sample

ODD = ["_x0041_", "_x", " a", "a ", "a\n", "a\nb", "<r>a</r>", 'say "no"', "\x07", "\x85", "\ufffe"]


def written(kind: type[Worksheet], texts: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {"created": datetime(2026, 6, 30, tzinfo=UTC)}
        )  # not the moment of writing
        sheet, form = book.add_worksheet("One", kind), book.add_format({"num_format": "@"})
        for number, text in enumerate(texts):
            sheet.write_string(number, number, text, form)
            sheet.write_string(number, number + 30, text)
            sheet.write_number(number, number + 60, number, form)
    return out.getvalue()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
@example(ODD)
def test_every_text_is_written_as_the_library_writes_it(texts: list[str]) -> None:
    assert written(FastSheet, texts) == written(Worksheet, texts)


def test_a_workbook_is_that_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = findings_workbook(sample.sample())
    monkeypatch.setattr(workbook, "FastSheet", Worksheet)
    assert findings_workbook(sample.sample()) == fast
