"""The lines and cells of the record of tests: escaped, clean, and nothing where there is nothing."""

import pytest

from reports.tested_lines import test_cells as cells_of
from reports.tested_lines import test_lines as lines_of
from reports.tested_views import Cell, TestLine


def test_lines_stand_under_a_heading_with_their_number() -> None:
    lines = (TestLine("PR101", "Price", ""), TestLine("AR101", "Sums", "a < b"))
    assert lines_of(lines, "Passed") == (
        '<h3>Passed <span class="quiet">2</span></h3>\n<ul class="lines">\n'
        "<li><code>PR101</code> Price</li>\n"
        '<li><code>AR101</code> Sums <span class="quiet">a &lt; b</span></li>\n</ul>\n'
    )
    assert lines_of((), "Passed") == ""


@pytest.mark.parametrize("odd", ["\u202e", "\x07", "\x7f"])
def test_what_has_no_place_in_a_page_is_replaced(odd: str) -> None:
    assert "a\ufffdb" in lines_of((TestLine("PR101", "Price", f"a{odd}b"),), "Passed")


def test_a_cell_names_what_there_is_of() -> None:
    assert cells_of((Cell(0, 0, 0), Cell(3, 1, 0))) == (
        '<td></td><td><span class="mark found" title="1 finding">!1</span>'
        '<span class="mark passed" title="3 passed">&#10003;3</span></td>'
    )
    assert "2 could not be told" in cells_of((Cell(0, 0, 2),))
