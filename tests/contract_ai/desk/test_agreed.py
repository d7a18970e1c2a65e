"""What lines should be by their contract."""

from decimal import Decimal

import pytest

from checks.matching import build_cases
from checks.run import prepared
from contract_ai.desk.agreed import agreed_lines
from tests.checks.builders import book, contract, invoice, line, term

_SHARED = {"item": "API calls", "unit": "call"}


@pytest.mark.parametrize(
    ("mode", "prices", "shares"),
    [
        ("graduated", ("1", "0.8"), ["10000.00", "1600.00"]),
        ("volume", ("0.8", "0.8"), ["8000.00", "1600.00"]),
        ("stair_step", ("1", "0"), ["0.80", "0"]),
        (None, ("1", "0.8"), ["10000.00", "1600.00"]),
    ],
)
def test_lines_that_share_a_tier_table(
    mode: str | None, prices: tuple[str, str], shares: list[str]
) -> None:
    stated = {"tier_mode": mode} if mode else {}
    low = term("rate", amount="1", max_quantity="10000", **_SHARED, **stated)
    high = term("rate", amount="0.8", min_quantity="10001", **_SHARED, **stated)
    lines = [
        line(
            number,
            description="API calls, February 2026",
            quantity=quantity,
            unit="call",
            unit_price=price,
            amount=str(Decimal(quantity) * Decimal(price)),
        )
        for number, (quantity, price) in enumerate(zip(("10000", "2000"), prices, strict=True), 1)
    ]
    billed = invoice("A", *lines, contract_reference="MSA")
    (case,) = build_cases(
        prepared(book((contract("MSA", low, high, currency="USD"),), billed))
    ).invoices
    assert [str(one.amount) for one in agreed_lines(case)] == [
        str(Decimal(share).quantize(Decimal("0.01"))) for share in shares
    ]
