"""Tables: ruled, merged, borderless, over page breaks; and what is no table."""

from collections.abc import Sequence

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from extractors.readers.pdf import read_pdf
from models.document import Document, Table
from models.passage import PassageKind
from tests.extractors.readers.pdfs import SIZE, Text, made, prose

RATES = (
    ("Role", "Hourly Rate"),
    ("Senior Engineer", "$150.00"),
    ("Junior Engineer", "$95.00"),
    ("Project Manager", "$160.00"),
)
LEFT, MIDDLE, RIGHT = 72.0, 300.0, 500.0
ROW = 20.0


def grid(
    rows: int, top: float, columns: Sequence[float] = (LEFT, MIDDLE, RIGHT)
) -> list[tuple[float, float, float, float]]:
    bottom = top + rows * ROW
    across = [(columns[0], top + i * ROW, columns[-1], top + i * ROW) for i in range(rows + 1)]
    return across + [(x, top, x, bottom) for x in columns]


def cells(
    rows: Sequence[Sequence[str]], top: float, columns: Sequence[float] = (LEFT, MIDDLE)
) -> list[Text]:
    return [
        (x + 4, top + i * ROW + 14, text)
        for i, row in enumerate(rows)
        for x, text in zip(columns, row, strict=False)
        if text
    ]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def only(document: Document) -> Table:
    (table,) = document.tables
    return table


def test_ruled_tables_become_rows() -> None:
    page = [*prose("The Customer shall pay these rates:"), *cells(RATES, 150)]
    document = read_pdf(made(page, lines=grid(4, 150)), "a.pdf")
    table = only(document)
    assert table.ruled
    assert texts(table) == [list(row) for row in RATES]
    assert (table.header_rows, table.pages) == (1, (1,))
    assert table.caption == "The Customer shall pay these rates:"
    rows = [p for p in document.passages if p.kind is PassageKind.ROW]
    assert [p.text for p in rows] == [" | ".join(row) for row in RATES]
    assert [(p.table, p.row) for p in rows] == [(0, i) for i in range(4)]
    assert [p.text for p in document.passages if p.kind is not PassageKind.ROW] == [
        "The Customer shall pay these rates:"
    ]


def test_a_cell_knows_where_its_words_are() -> None:
    document = read_pdf(made(cells(RATES, 150), lines=grid(4, 150)), "a.pdf")
    passage = only(document).rows[1][1].passage
    evidence = passage.evidence(0, len(passage.text))
    assert evidence.quote == "$150.00"
    (box,) = evidence.boxes
    assert MIDDLE < box.x0 < box.x1 < RIGHT
    assert 170 < box.top < box.bottom < 190


def test_a_merged_cell_stands_in_its_first_column() -> None:
    rules = [r for r in grid(4, 150) if r[0] != MIDDLE] + [(MIDDLE, 170, MIDDLE, 230)]
    rows = [("All rates in US dollars", ""), *RATES[1:]]
    document = read_pdf(made(cells(rows, 150), lines=rules), "a.pdf")
    assert texts(only(document))[0] == ["All rates in US dollars", ""]


def test_wrapped_cells_read_line_by_line() -> None:
    page = [
        *cells(RATES[:2], 150),
        *cells([("Project Manager and", "$160.00")], 190),
        (LEFT + 4, 223, "Scrum Master"),
    ]
    rules = [*grid(2, 150), (LEFT, 230, RIGHT, 230)] + [
        (x, 190, x, 230) for x in (LEFT, MIDDLE, RIGHT)
    ]
    document = read_pdf(made(page, lines=rules), "a.pdf")
    assert texts(only(document))[2] == ["Project Manager and Scrum Master", "$160.00"]


def test_a_frame_around_prose_is_no_table() -> None:
    box = grid(3, 90, (LEFT, RIGHT))
    document = read_pdf(
        made(
            prose(
                "This Agreement is made today", "between the parties named below", "and binds them."
            ),
            lines=[box[0], box[3], *box[4:]],
        ),
        "a.pdf",
    )
    assert document.tables == ()
    assert len(document.passages) == 1


def test_borderless_tables_become_rows() -> None:
    page = [
        *prose("The following rates apply to all work that is ordered under this Agreement:"),
        *cells(RATES, 120),
    ]
    table = only(read_pdf(made(page), "a.pdf"))
    assert not table.ruled
    assert texts(table) == [list(row) for row in RATES]
    assert table.header_rows == 1


@pytest.mark.parametrize(
    "label",
    [
        "Managed Detection Platform, EU tenant (platform fee)",
        "Storage of an occupied pallet position in hall four",
        "Outbound parcels including carton, filling and label",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_label_that_fills_its_column_leaves_its_cells_apart(label: str, place: int) -> None:
    start = LEFT + stringWidth(label, "Helvetica", SIZE) + 9
    rows = [
        ("Protected endpoint", "EUR 4.50", "per endpoint"),
        ("Log ingestion", "EUR 0.25", "per gigabyte"),
        ("Returns", "EUR 2.40", "per return"),
    ]
    rows[place] = (label, "EUR 9.00", "per month")
    heads = ("Service element", "Charge", "Charging basis")
    said = "The following charges apply to all services that are ordered under this agreement:"
    page = [*prose(said, "They are in euro and before value added tax, and are paid each month.")]
    page += cells([heads, *rows], 140, (LEFT, start, start + 68))
    table = only(read_pdf(made(page), "a.pdf"))
    assert texts(table) == [list(heads), *map(list, rows)]


def test_a_currency_sign_stays_with_its_amount() -> None:
    page = cells([("Year 1", "$"), ("Year 2", "$"), ("Year 3", "$")], 120)
    page += cells([("5,000",), ("6,000",), ("7,000",)], 120, (340.0,))
    table = only(read_pdf(made(page), "a.pdf"))
    assert texts(table) == [["Year 1", "$ 5,000"], ["Year 2", "$ 6,000"], ["Year 3", "$ 7,000"]]


def test_a_label_of_two_lines_is_one_cell() -> None:
    page = [
        (LEFT, 120.0, "Milestone"),
        (400.0, 120.0, "Amount"),
        (LEFT, 140.0, "Delivery of the complete data model with its"),
        (LEFT, 154.0, "documentation"),
        (400.0, 154.0, "$10,000"),
        (LEFT, 174.0, "Go live"),
        (400.0, 174.0, "$20,000"),
    ]
    assert texts(only(read_pdf(made(page), "a.pdf"))) == [
        ["Milestone", "Amount"],
        ["Delivery of the complete data model with its documentation", "$10,000"],
        ["Go live", "$20,000"],
    ]


@pytest.mark.parametrize("marks", ["•••", "123", "abc", ("1.1", "1.2", "1.3")])
def test_a_list_is_no_table(marks: Sequence[str]) -> None:
    ends = "" if marks == "•••" or len(marks[0]) > 1 else "."
    page: list[Text] = []
    for i, mark in enumerate(marks):
        page += [
            (LEFT, 120.0 + 20 * i, f"{mark}{ends}"),
            (130.0, 120.0 + 20 * i, f"Pay ${i}00 within {i + 5} days after the month ends;"),
        ]
    document = read_pdf(made(page), "a.pdf")
    assert document.tables == ()
    assert [p.text for p in document.passages][1].startswith(f"{marks[1]}{ends} Pay $100")


def test_signatures_side_by_side_are_no_table() -> None:
    page = cells(
        [
            ("Supplier Inc.", "Customer 1 Ltd."),
            ("By: /s/ A. One", "By: /s/ B. Two"),
            ("Date: May 1, 2026", "Date: May 2, 2026"),
            ("Title: CEO 1", "Title: CFO 2"),
        ],
        120,
    )
    assert read_pdf(made(page), "a.pdf").tables == ()


def test_wide_spaces_in_prose_make_no_table() -> None:
    page: list[Text] = []
    for i in range(5):
        page += [
            (LEFT, 120.0 + 14 * i, "the fee of"),
            (200.0, 120.0 + 14 * i, f"about ${i}00 that the Customer owes in this case and"),
        ]
    assert read_pdf(made(page), "a.pdf").tables == ()


def test_tables_go_on_over_a_page_break() -> None:
    first = [*prose("The rates:"), *cells(RATES, 700)]
    second = [*cells([RATES[0], ("Analyst", "$80.00"), ("Tester", "$70.00")], 60)]
    lines = [*grid(4, 700), *grid(3, 60)]
    document = read_pdf(made(first, second, lines=lines), "a.pdf")
    table = only(document)
    assert table.pages == (1, 2)
    assert texts(table) == [
        *[list(row) for row in RATES],
        ["Analyst", "$80.00"],
        ["Tester", "$70.00"],
    ]


def test_a_row_cut_by_a_page_break_is_one_row() -> None:
    wide = (("Role", "Duties"), ("Engineer", "builds 2 parts and"))
    first, second = (
        cells(wide, 700),
        cells([("", "tests 3 parts"), ("Analyst", "writes 4 papers")], 60),
    )
    document = read_pdf(made(first, second, lines=[*grid(2, 700), *grid(2, 60)]), "a.pdf")
    assert texts(only(document)) == [
        ["Role", "Duties"],
        ["Engineer", "builds 2 parts and tests 3 parts"],
        ["Analyst", "writes 4 papers"],
    ]
    passage = only(document).rows[1][1].passage
    assert {piece.page for piece in passage.pieces} == {1, 2}
