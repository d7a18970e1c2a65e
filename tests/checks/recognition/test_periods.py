from datetime import date

import pytest

from checks.recognition.periods import period_in, period_of, service_period
from tests.checks.builders import invoice, line


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Hosting, 2026-02-03 to 2026-02-05", "2026-02-03", "2026-02-05"),
        ("Hosting, February 3, 2026 – February 5, 2026", "2026-02-03", "2026-02-05"),
        ("Royalty 2025/Q2", "2025-04-01", "2025-06-30"),
        ("Analyst, Sept 2024", "2024-09-01", "2024-09-30"),
        ("Hotel, 04 Apr 2024", "2024-04-04", "2024-04-04"),
    ],
)
def test_wordings(text: str, start: str, end: str) -> None:
    assert period_in(text) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text",
    ["Hosting", "2026-02-05 to 2026-02-03", "31 Feb 2024 - 1 Mar 2024", "Hotel, 31 Feb 2024"],
)
def test_no_period(text: str) -> None:
    assert period_in(text) is None


def test_the_line_goes_before_the_invoice_and_the_invoice_before_its_date() -> None:
    own = line(period_start="2026-02-01", description="Hosting, May 2026")
    day, month = date(2026, 2, 1), (date(2026, 5, 1), date(2026, 5, 31))
    header = invoice(period_end="2026-04-30")
    assert period_of(own, header) == (day, day)
    assert period_of(line(description="Hosting, May 2026"), header) == month
    assert period_of(line(), header) == (date(2026, 4, 30), date(2026, 4, 30))
    assert period_of(line(), invoice()) == (date(2026, 3, 1), date(2026, 3, 1))


def test_an_invoice_bills_from_its_first_to_its_last_line() -> None:
    lines = (line(1, description="May 2026"), line(2, period_end="2026-04-02"), line(3))
    assert service_period(invoice("A", *lines)) == (date(2026, 4, 2), date(2026, 5, 31))
    assert service_period(invoice()) is None
    given = invoice(period_start="2026-01-01", period_end="2026-01-31")
    assert service_period(given) == (date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("text", "day", "period"),
    [
        ("Guard duty (02/01/2026 to 02/28/2026)", "2026-02-28", ("2026-02-01", "2026-02-28")),
        ("Trading period: 01/09/2025 to 30/09/2025", "2025-09-30", ("2025-09-01", "2025-09-30")),
        ("Wartung 01.03.2026 bis 31.03.2026", "2026-03-01", ("2026-03-01", "2026-03-31")),
        ("Desk, 1 May 2026 to 31 May 2026", "2026-05-01", ("2026-05-01", "2026-05-31")),
        ("Visit within 02/01/2026 to 02/28/2026", "2026-02-12", ("2026-02-12", "2026-02-12")),
        ("Courier, January 2026", "2026-01-20", ("2026-01-20", "2026-01-20")),
    ],
)
def test_a_wording_completes_a_period_of_which_one_day_was_read(
    text: str, day: str, period: tuple[str, str]
) -> None:
    one = line(description=text, period_start=day, period_end=day)
    assert tuple(str(end) for end in period_of(one, invoice())) == period
