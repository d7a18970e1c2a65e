import pytest

from checks.charges.escalation_scope import moves
from models.terms import Escalator, Fee, Frequency, Rate

MONTHLY = Fee(item="service desk fee", amount="100", frequency=Frequency.MONTHLY)
YEARLY = Fee(item="archive licence", amount="900", frequency=Frequency.ANNUAL)
HOURS = Rate(item="Engineer", amount="120", unit="hour")
SEATS = Rate(item="Portal seat", amount="9", unit="user-month")


@pytest.mark.parametrize(
    ("scope", "moved"),
    [
        (None, (MONTHLY, YEARLY, HOURS, SEATS)),
        ("every Charge then in force", (MONTHLY, YEARLY, HOURS, SEATS)),
        ("all prices set out in Exhibit B", (MONTHLY, YEARLY, HOURS, SEATS)),
        ("each of the fees and rates in Schedule 2 of this Agreement", (MONTHLY, YEARLY, HOURS, SEATS)),
        ("monthly fees", (MONTHLY, SEATS)),
        ("all monthly charges under this order form", (MONTHLY, SEATS)),
        ("the hourly rates", (HOURS,)),
        ("the annual fees then payable", (YEARLY,)),
        ("all fees other than the archive licence", (MONTHLY, HOURS, SEATS)),
        ("every price except for Engineer rates", (MONTHLY, YEARLY, SEATS)),
        ("service desk fee", (MONTHLY,)),
        ("fees for portal seats and for the service desk", (MONTHLY, SEATS)),
        ("training prices", ()),
        ("recurring charges", (MONTHLY, YEARLY, SEATS)),
        ("all recurring fees under this Order", (MONTHLY, YEARLY, SEATS)),
        ("the standing charges then in force", (MONTHLY, YEARLY, SEATS)),
        ("recurring monthly charges", (MONTHLY, SEATS)),
        ("usage charges", (HOURS,)),
        ("recurring and usage charges", (MONTHLY, YEARLY, HOURS, SEATS)),
        ("prices by consumption", (HOURS,)),
    ],
)  # fmt: skip
def test_what_an_escalator_moves(scope: str | None, moved: tuple[Rate | Fee, ...]) -> None:
    escalator = Escalator(percent="3", applies_to=scope)
    found = tuple(price for price in (MONTHLY, YEARLY, HOURS, SEATS) if moves(escalator, price))
    assert found == moved
