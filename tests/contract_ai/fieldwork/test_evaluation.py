"""Projections and limits, against figures that are published."""

from decimal import Decimal

import pytest

from contract_ai.fieldwork.evaluation import Error, bound, factor, rate

# AICPA Audit Guide "Audit Sampling", appendix C: confidence factors for 0 to 10 misstatements.
PUBLISHED = {
    80: "1.61 3.00 4.28 5.52 6.73 7.91 9.08 10.24 11.38 12.52 13.66",
    90: "2.31 3.89 5.33 6.69 8.00 9.28 10.54 11.78 13.00 14.21 15.41",
    95: "3.00 4.75 6.30 7.76 9.16 10.52 11.85 13.15 14.44 15.71 16.97",
    99: "4.61 6.64 8.41 10.05 11.61 13.11 14.58 16.00 17.41 18.79 20.15",
}


@pytest.mark.parametrize("level", PUBLISHED)
def test_the_factors_are_those_of_the_published_table(level: int) -> None:
    assert " ".join(str(factor(errors, level)) for errors in range(11)) == PUBLISHED[level]


@pytest.mark.parametrize(
    ("interval", "level", "basic"),
    [
        # Course notes "MUS", University of Florida ACG 5637 (2008): 26,882 x 3.0.
        ("26882", 95, "80646.00"),
        # Study notes on the upper error limit, table 9.1: 7,538 x 2.31.
        ("7538", 90, "17412.78"),
    ],
)
def test_without_errors_the_limit_is_the_basic_precision(
    interval: str, level: int, basic: str
) -> None:
    high, low = bound([], Decimal(interval), level)
    assert (str(high.projected), str(high.limit), str(low.limit)) == ("0.00", basic, basic)


def test_taintings_are_projected_and_the_largest_is_widened_most() -> None:
    errors = [
        Error(Decimal(1000), Decimal(250)),  # 25%
        Error(Decimal(200), Decimal(200)),  # 100%
        Error(Decimal(9000), Decimal(90)),  # as large as the interval: known
        Error(Decimal(500), Decimal(-50)),  # too low
    ]
    high, low = bound(errors, Decimal(5000), 95)
    assert (high.errors, high.known) == (3, Decimal("90.00"))
    assert high.projected == Decimal("6340.00")  # 90 + 125% of 5,000
    assert high.basic == Decimal("15000.00")
    # 90 + 5,000 x (3.00 + 1.75 x 100% + 1.55 x 25%)
    assert high.limit == Decimal("25777.50")
    assert (low.projected, low.limit) == (Decimal("500.00"), Decimal("15875.00"))


def test_projected_error_precision_and_gap_widening_are_the_limit() -> None:
    """UEL = PE + BP + PGW, with PGW the projected error times (step of the factor - 1)."""
    high, _ = bound([Error(Decimal(100), Decimal(40))], Decimal(7538), 90)
    projected = Decimal("0.4") * 7538
    assert high.limit == (
        projected + Decimal("2.31") * 7538 + projected * Decimal("0.58")
    ).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("exceptions", "size", "said"),
    [(0, 60, ("0.0", "5.0")), (1, 93, ("1.1", "5.2")), (5, 5, ("100.0", "100.0"))],
)
def test_a_random_sample_bounds_the_rate(exceptions: int, size: int, said: tuple[str, str]) -> None:
    made = rate(exceptions, size, 95)
    assert (str(made.rate), str(made.limit)) == (said[0], said[1])
