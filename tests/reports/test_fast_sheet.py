import io
from datetime import UTC, datetime

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from reports import workbook
from reports.cells import safe
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


class SlowSheet(Worksheet):
    """The library's own sheet, cell by cell."""

    def write_texts(self, *_given: object) -> bool:
        """Write nothing."""
        return False


def rows_written(kind: type[FastSheet | SlowSheet], rows: list[list[str | None]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 6, 30, tzinfo=UTC)})
        sheet = book.add_worksheet("One", kind)
        head, form = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet.write_string(0, 0, "Head", head)
        for number, row in enumerate(rows, start=1):
            if not sheet.write_texts(number, row, form):
                for place, text in enumerate(row):
                    if text:
                        sheet.write_string(number, place, safe(text), form)
        sheet.write_number(len(rows) + 1, 0, 1, form)
    return out.getvalue()


TEXTS = st.none() | st.sampled_from(["", "PR101", "passed", "=1+1", "a" * 17_000, *ODD])


@given(st.lists(st.lists(TEXTS, max_size=6), max_size=12))
def test_rows_of_texts_are_written_as_the_library_writes_them(rows: list[list[str | None]]) -> None:
    assert rows_written(FastSheet, rows) == rows_written(SlowSheet, rows)


def test_a_workbook_is_that_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = findings_workbook(sample.sample())
    monkeypatch.setattr(workbook, "FastSheet", SlowSheet)
    assert findings_workbook(sample.sample()) == fast
