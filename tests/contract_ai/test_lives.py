"""What a run makes of a finding, case by case."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_ai.lives import Credits, Moment, Trace, missed, seen
from models.findings import Direction, Result, Severity, State
from models.lives import Decision, Life

CASES = yaml.safe_load(Path(__file__).with_name("cases").joinpath("lives.yaml").read_text("utf-8"))
KEYS = {
    *("before", "now", "gone", "decided", "credit_notes", "made_good", "direction"),
    *("result", "reason", "on_file", "expect"),
}
TODAY = date(2026, 6, 30)
MOMENT = Moment(TODAY, datetime(2026, 6, 30, 12, 0, tzinfo=UTC))


@pytest.mark.parametrize("name", CASES)
def test_lives(name: str) -> None:
    case = CASES[name]
    assert case.keys() <= KEYS
    before = _life(case, case["before"])
    if before is not None and case.get("gone"):
        before = replace(before, gone_on=date(2026, 5, 31))
    now, decided = _life(case, case["now"]), _decision(case.get("decided"))
    notes = Credits(tuple(case.get("credit_notes", ())), tuple(case.get("made_good", ())))
    if now is not None:
        change, made = seen(before, now, decided, notes, MOMENT)
    else:
        assert before is not None
        result = Result(case["result"]) if "result" in case else None
        trace = Trace(case.get("on_file", True), result, case.get("reason", ""), notes)
        change, made = missed(before, decided, trace, MOMENT)
    expected = case["expect"]
    told = {} if change is None else {"change": change.kind.value}
    if change is not None and "reason" in expected:
        told["reason"] = change.reason
    if change is not None and change.amount_before is not None:
        told["amount_before"] = str(change.amount_before)
    if made is not None:
        assert (made.by, made.reason) == (None, change.reason if change else "")
        told["state"] = made.state.value
    assert told == expected


def _life(case: dict[str, Any], amount: str | None) -> Life | None:
    if amount is None:
        return None
    money = None if amount == "none" else Decimal(amount)
    return Life(
        fingerprint="0123456789abcdef",
        code="PR101",
        slug="rate-differs",
        severity=Severity.HIGH,
        direction=Direction(case.get("direction", "overbilled")),
        contract="MSA",
        invoice="INV-1",
        document="INV-1.pdf",
        line=1,
        message="Billed 200.00 an hour, agreed 187.50.",
        amount=money,
        currency=None if money is None else "USD",
        first_found_on=date(2026, 4, 30),
    )


def _decision(given: dict[str, Any] | None) -> Decision | None:
    if given is None:
        return None
    money = None if given["amount"] == "none" else Decimal(given["amount"])
    return Decision(
        state=State(given["state"]),
        reason="said so",
        at=MOMENT.at,
        by=None if given.get("by_the_run") else "ann",
        until=given.get("until"),
        amount=money,
        currency=None if money is None else "USD",
    )
