"""Our labelled tables: rows read, and nothing else."""

import pytest

from tests.extractors.tables.sheets import Sheet, agreeing, read, sheets

ALL = sheets()


@pytest.mark.parametrize("sheet", ALL, ids=[sheet.name for sheet in ALL])
def test_every_row_is_a_term_and_nothing_else(sheet: Sheet) -> None:
    terms = read(sheet)
    assert (agreeing(sheet, terms), len(terms)) == (len(sheet.expected), len(sheet.expected))
