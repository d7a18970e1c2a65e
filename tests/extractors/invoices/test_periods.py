"""The days a line is for, however the paper writes them: a column, a row below, in brackets."""

from collections.abc import Sequence
from datetime import date

import pytest

from extractors.invoices.periods import is_period, period_in
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("13 October 2025 to 16 October 2025", "2025-10-13", "2025-10-16"),
        ("1 September 2025 - 31 December 2025", "2025-09-01", "2025-12-31"),
        ("5. November 2025 bis 9. Dezember 2025", "2025-11-05", "2025-12-09"),
        ("1er octobre 2025 au 31 octobre 2025", "2025-10-01", "2025-10-31"),
        ("01/02/2026 to 28/02/2026", "2026-02-01", "2026-02-28"),
        ("02/01/2026 - 02/28/2026", "2026-02-01", "2026-02-28"),
        ("20/12/2025 through 05/01/2026", "2025-12-20", "2026-01-05"),
    ],
)
def test_a_range_is_read(text: str, first: str, last: str) -> None:
    assert period_in(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Week commencing 4 May 2026", "2026-05-04"),
        ("w/c Monday, 4 May 2026, on site", "2026-05-04"),
        ("Guards, week of May 4, 2026", "2026-05-04"),
        ("week ending 10 May 2026", "2026-05-04"),
        ("W/E: 10.05.2026", "2026-05-04"),
        ("Woche bis 10.05.2026", "2026-05-04"),
    ],
)
def test_a_week_by_its_first_or_its_last_day(text: str, first: str) -> None:
    start = date.fromisoformat(first)
    assert period_in(text) == (start, start.replace(day=start.day + 6))


@pytest.mark.parametrize(
    "text",
    [
        "Unused time on 8 seats after 12 Jan 2026",
        "Policy cut-over, accepted 14 August 2025",
        "Rate as of 1 March 2026",
        "Order dated 03/02/2026",
    ],
)
def test_a_day_of_something_else_is_no_period(text: str) -> None:
    assert period_in(text) is None


def test_a_range_may_end_with_until() -> None:
    assert period_in("1 May 2026 until 31 May 2026") == (date(2026, 5, 1), date(2026, 5, 31))


def test_a_range_that_fits_both_ways_needs_the_documents_habit() -> None:
    text = "01/02/2026 to 03/04/2026"
    assert period_in(text) is None
    assert period_in(text, day_first=True) == (date(2026, 2, 1), date(2026, 4, 3))
    assert period_in(text, day_first=False) == (date(2026, 1, 2), date(2026, 3, 4))


def test_one_end_of_a_range_that_cannot_be_read_is_no_day() -> None:
    assert period_in("05/06/2026 to 31/02/2026", day_first=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "Trading period: 01/02/2026 to 28/02/2026",
        "Period: 1 Feb 2026 - 28 Feb 2026",
        "Leistungszeitraum 01.02.2026 bis 28.02.2026",
        "(Feb 1, 2026 to Feb 28, 2026)",
        "Service dates: 2026-02-01 to 2026-02-28",
        "Feb 1 - Feb 28, 2026",
    ],
)
def test_a_row_of_nothing_but_days_is_a_period(text: str) -> None:
    assert is_period(text)


@pytest.mark.parametrize(
    "text",
    ["February 2026", "Visit on 3 May 2026", "as of 1 Feb 2026 the new rate", "24x7 service"],
)
def test_words_and_months_are_none(text: str) -> None:
    assert not is_period(text)


def _paper(columns: str, rows: Sequence[Row], dated: str = "14/03/2026") -> Invoice:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(380, 470, 90, [("Invoice no.", "HL-88"), ("Invoice date", dated)])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    y = page.table(250, columns, rows)
    page.sums(y + 20, [("Net amount", "900.00"), ("VAT 0%", "0.00"), ("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


FIVE = "50 230 380r 460r 545r"
HEAD = ("Description", "Period", "Qty", "Unit price", "Amount")


def _ends(invoice: Invoice) -> list[tuple[str | None, str, str]]:
    return [
        (line.description, str(line.period_start), str(line.period_end)) for line in invoice.lines
    ]


@pytest.mark.parametrize(
    "cell",
    [
        ("2026-02-01", "to 2026-02-", "28"),
        ("1 February 2026", "to 28 February", "2026"),
        ("01/02/2026 -", "28/02/2026"),
        ("Feb 1, 2026 to", "Feb 28, 2026"),
    ],
)
def test_a_period_that_wraps_in_its_column_is_read_whole(cell: tuple[str, ...]) -> None:
    rows: list[Row] = [HEAD, ("Lift inspection", cell, "2", "300.00", "600.00")]
    rows.append(("Call-out", cell, "1", "300.00", "300.00"))
    expected = [("Lift inspection", "2026-02-01", "2026-02-28")]
    assert _ends(_paper(FIVE, rows)) == [*expected, ("Call-out", "2026-02-01", "2026-02-28")]


@pytest.mark.parametrize(
    "row",
    ["Period: 01/02/2026 to 05/02/2026", "1 Feb 2026 - 5 Feb 2026", "(01/02/2026 - 05/02/2026)"],
)
def test_days_on_the_row_below_are_no_part_of_the_description(row: str) -> None:
    rows: list[Row] = [(HEAD[0], *HEAD[2:]), (("Lift inspection", row), "3", "300.00", "900.00")]
    found = _ends(_paper("50 380r 460r 545r", rows))
    assert found == [("Lift inspection", "2026-02-01", "2026-02-05")]


@pytest.mark.parametrize(
    ("heads", "days"),
    [
        (("From", "To"), ("01/02/2026", "05/02/2026")),
        (("Start date", "End date"), ("1 Feb 2026", "5 Feb 2026")),
        (("Von", "Bis"), ("01.02.2026", "05.02.2026")),
    ],
)
def test_two_columns_say_first_and_last_day(heads: tuple[str, str], days: tuple[str, str]) -> None:
    rows: list[Row] = [
        ("Description", *heads, "Qty", "Unit price", "Amount"),
        ("Lift inspection", *days, "3", "300.00", "900.00"),
    ]
    found = _ends(_paper("50 200 270 380r 460r 545r", rows))
    assert found == [("Lift inspection", "2026-02-01", "2026-02-05")]


@pytest.mark.parametrize("heading", ["Trading period", "Usage period", "Abrechnungszeitraum"])
def test_a_column_is_one_of_periods_whatever_word_stands_before(heading: str) -> None:
    rows: list[Row] = [
        ("Description", heading, "Qty", "Unit price", "Amount"),
        ("Lift inspection", "01/02/2026 to 05/02/2026", "3", "300.00", "900.00"),
    ]
    found = _ends(_paper(FIVE, rows))
    assert found == [("Lift inspection", "2026-02-01", "2026-02-05")]


def test_words_that_wrap_under_the_number_of_a_line_are_its_description() -> None:
    rows: list[Row] = [
        ("#", "Description", "Qty", "Unit price", "Amount"),
        ("1", ("Lift inspection and", "sheets"), "2", "300.00", "600.00"),
        ("2", ("Call-out, Q1", "2026"), "1", "300.00", "300.00"),
    ]
    page = _paper("50 62 380r 460r 545r", rows)
    assert [line.description for line in page.lines] == [
        "Lift inspection and sheets",
        "Call-out, Q1 2026",
    ]


@pytest.mark.parametrize(
    ("head", "first", "last"),
    [
        ("Week ending", "2026-02-25", "2026-03-03"),
        ("W/E", "2026-02-25", "2026-03-03"),
        ("Week commencing", "2026-03-03", "2026-03-09"),
        ("Date", "2026-03-03", "2026-03-03"),
    ],
)
def test_a_column_of_weeks(head: str, first: str, last: str) -> None:
    rows = [("Description", head, *HEAD[2:]), ("Guard", "3 Mar 2026", "3", "300.00", "900.00")]
    (line,) = _paper(FIVE, rows).lines
    assert (str(line.period_start), str(line.period_end)) == (first, last)


def _whole(pairs: tuple[tuple[str, str], ...] = (), prose: str = "") -> tuple[str, str]:
    """First and last day of the one line, where the head says the period."""
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    head = (("Invoice no.", "HL-88"), ("Invoice date", "3 June 2026"), *pairs)
    page.pairs(330, 450, 90, head)
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.text(50, 200, prose)
    rows = [("Description", "Qty", "Rate", "Amount"), ("Guard", "3", "300.00", "900.00")]
    page.sums(page.table(250, "50 380r 460r 545r", rows) + 20, [("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    (line,) = invoice.lines
    return str(line.period_start), str(line.period_end)


@pytest.mark.parametrize(
    "prose",
    [
        "This invoice is for the billing period May 1 - May 31 , 2026. Thank you.",
        "Charges for the usage period 1 May 2026 to 31 May 2026:",
        "Retainer period: 1 May 2026 to 31 May 2026",
        "Support period: 01/05/2026 - 31/05/2026",
        "Invoice for May 2026",
        "Re: Cleaning services, May 2026",
        "We charge for May 2026 as follows:",
        "Leistungen im Mai 2026",
        "Prestations du mois de mai 2026",
        "Voor de maand mei 2026",
    ],
)
def test_the_period_of_the_whole_invoice(prose: str) -> None:
    assert _whole(prose=prose) == ("2026-05-01", "2026-05-31")


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Month", "May 2026"),
        ("Billing cycle", "May 1 - May 31, 2026"),
        ("Reading dates", "1 May 2026 to 31 May 2026"),
        ("Month of service", "May 2026"),
        ("Charges for", "May 2026"),
        ("Service from/to", "01.05.2026 - 31.05.2026"),
        ("Fakturaperiode", "01.05.2026 - 31.05.2026"),
        ("Facturatieperiode", "mei 2026"),
        ("Período", "01/05/2026 al 31/05/2026"),
        ("Hire dates", "01-May-26 to 31-May-26"),
    ],
)
def test_what_the_period_is_called(label: str, value: str) -> None:
    assert _whole(((label, value),)) == ("2026-05-01", "2026-05-31")


@pytest.mark.parametrize("label", ["Notice period", "Contract period", "Warranty period"])
def test_the_period_of_something_else(label: str) -> None:
    assert _whole(((label, "1 May 2026 to 31 May 2026"),)) == ("None", "None")


@pytest.mark.parametrize(
    "prose",
    [
        "Statement for the period ending 31 May 2026",
        "As agreed in the services agreement of May 2026",
        "Invoice for April and for May 2026, services as in April 2026",
        "Our invoice of 12 May 2026",
    ],
)
def test_words_that_do_not_say_the_period(prose: str) -> None:
    assert _whole(prose=prose) == ("None", "None")


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("Month", "May 2026"),
        ("Service month", "2026-05"),
        ("Monat", "01.05.2026-31.05.2026"),
        ("Service window", "01 May 26 – 31 May 26"),
        ("Billing cycle", "1 May thru 31 May 2026"),
        ("Coverage dates", "1st May to 31st May 2026"),
    ],
)
def test_what_the_column_of_periods_is_called(head: str, value: str) -> None:
    rows = [("Description", head, *HEAD[2:]), ("Guard", value, "3", "300.00", "900.00")]
    (line,) = _paper(FIVE, rows).lines
    assert (str(line.period_start), str(line.period_end)) == ("2026-05-01", "2026-05-31")
