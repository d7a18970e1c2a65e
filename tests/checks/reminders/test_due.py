"""Which reminder is due on which day, and when a letter may leave."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from pydantic import ValidationError

from checks.reminders.due import Wait, day_of, due_step, reminded
from checks.reminders.hours import day_at, may_send
from checks.reminders.letters import Due, gathered
from models.reminders import Asked, Language, OpenItem, Policy, Step, Tone

DUE = date(2026, 3, 31)  # a Tuesday
ITEM = OpenItem(
    key="inv7",
    invoice="INV-7",
    supplier="Us GmbH",
    customer="Acme Ltd",
    contract="MSA",
    issued_on=date(2026, 3, 1),
    due_on=DUE,
    open_amount=Decimal("1210.00"),
    currency="EUR",
)
POLICY = Policy()
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)


def test_a_reminder_counts_once_it_was_sent_after_the_due_date() -> None:
    notice, first = Asked("notice", date(2026, 3, 26)), Asked("first", date(2026, 4, 3))
    asked = [notice, Asked("on-the-day", DUE), first, Asked("second", None)]
    assert [reminded(ITEM, asked[:many]) for many in range(5)] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("day", "asked", "expected"),
    [
        ("2026-03-25", {}, Wait.EARLY),
        ("2026-03-26", {}, "notice"),
        ("2026-03-31", {}, "notice"),
        ("2026-04-01", {}, Wait.EARLY),  # too late for the notice, too early for the first
        ("2026-03-27", {"notice": "2026-03-26"}, Wait.EARLY),
        ("2026-04-02", {}, Wait.EARLY),
        ("2026-04-03", {}, "first"),
        ("2026-06-30", {}, "first"),  # however late: the first one comes first
        ("2026-06-30", {"first": "2026-06-29"}, Wait.GAP),
        ("2026-07-02", {"first": "2026-06-29"}, "second"),
        ("2026-04-13", {"first": "2026-04-03"}, Wait.EARLY),
        ("2026-04-14", {"first": "2026-04-03"}, "second"),
        ("2026-04-14", {"first": None}, Wait.UNSENT),
        ("2026-06-30", {"first": "2026-04-03", "second": "2026-04-14"}, "final"),
        (
            "2026-06-30",
            {"first": "2026-04-03", "second": "2026-04-14", "final": "2026-04-28"},
            Wait.DONE,
        ),
    ],
)
def test_the_step_of_a_day(day: str, asked: dict[str, str | None], expected: Wait | str) -> None:
    before = [Asked(step, date.fromisoformat(on) if on else None) for step, on in asked.items()]
    found = due_step(ITEM, POLICY, date.fromisoformat(day), before)
    assert (found.name if isinstance(found, Step) else found) == expected


@pytest.mark.parametrize(
    ("change", "policy", "expected"),
    [
        ({"open_amount": Decimal(0)}, {}, Wait.SETTLED),
        ({"open_amount": Decimal("-5.00")}, {}, Wait.SETTLED),
        ({"disputed": True}, {}, Wait.DISPUTED),
        ({"promised_on": date(2026, 4, 10)}, {}, Wait.PROMISED),
        ({"promised_on": date(2026, 4, 2)}, {}, Wait.PROMISED),  # two business days of grace
        ({"repeated": True}, {}, Wait.REPEATED),
        ({}, {"active": False}, Wait.OFF),
        ({}, {"minimum": Decimal(2000)}, Wait.SMALL),
        ({}, {"steps": ()}, Wait.DONE),
    ],
)
def test_what_holds_an_item_back(
    change: dict[str, object], policy: dict[str, object], expected: Wait
) -> None:
    item = replace(ITEM, **change)  # type: ignore[arg-type]  # fields by name
    assert due_step(item, Policy.model_validate(policy), date(2026, 4, 6), ()) is expected


def test_a_promise_that_was_not_kept_holds_nothing_back() -> None:
    item = replace(ITEM, promised_on=date(2026, 4, 2))  # a Thursday: grace is over on Monday
    assert isinstance(due_step(item, POLICY, date(2026, 4, 7), ()), Step)
    holidays = {EASTER_MONDAY}
    assert due_step(item, POLICY, date(2026, 4, 7), (), holidays) is Wait.PROMISED


@pytest.mark.parametrize(
    ("days", "due_on", "expected"),
    [
        (-5, "2026-04-10", "2026-04-02"),  # a Sunday, then Good Friday: back to Thursday
        (0, "2026-04-05", "2026-04-07"),  # Sunday and Easter Monday: on to Tuesday
        (1, "2026-04-04", "2026-04-08"),  # what is due on Saturday may be paid until Tuesday
        (1, "2026-04-02", "2026-04-07"),
        (3, "2026-03-31", "2026-04-07"),
    ],
)
def test_the_day_of_a_step_is_a_business_day(days: int, due_on: str, expected: str) -> None:
    found = day_of(
        Step(name="x", days=days), date.fromisoformat(due_on), {GOOD_FRIDAY, EASTER_MONDAY}
    )
    assert found.isoformat() == expected


def test_nobody_is_asked_twice_or_too_early_whatever_the_days() -> None:
    chance = Random(7)  # noqa: S311 (made data, no secret)
    for _ in range(200):
        days = sorted(chance.sample(range(-10, 60), 4))
        steps = tuple(Step(name=f"s{n}", days=n2) for n, n2 in enumerate(days))
        policy = Policy(steps=steps, gap_days=chance.randint(1, 10))
        asked: list[Asked] = []
        for number in range(-20, 120):
            day = DUE + timedelta(days=number)
            if chance.random() < 0.5:
                continue
            found = due_step(ITEM, policy, day, asked)
            if isinstance(found, Step):
                assert found.name not in {one.step for one in asked}
                assert (day > DUE) is (found.days > 0) or found.days == 0
                asked.append(Asked(found.name, day))
        late = [one.step for one in asked if policy.steps[int(one.step[1:])].days > 0]
        assert late == [step.name for step in steps if step.days > 0][: len(late)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-31T05:59+00:00", False),  # 07:59 in Berlin
        ("2026-03-31T06:00+00:00", True),
        ("2026-03-31T15:59+00:00", True),
        ("2026-03-31T16:00+00:00", False),  # 18:00 in Berlin
        ("2026-03-27T07:30+00:00", True),  # winter time still: 08:30
        ("2026-03-28T10:00+00:00", False),  # a Saturday
        ("2026-04-03T10:00+00:00", False),  # a holiday
    ],
)
def test_quiet_hours_are_by_the_clocks_of_the_policy(at: str, expected: bool) -> None:  # noqa: FBT001 (a case)
    policy = Policy(time_zone="Europe/Berlin")
    assert may_send(policy, datetime.fromisoformat(at), {GOOD_FRIDAY}) is expected


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = datetime(2026, 3, 31, 12, tzinfo=UTC)
    siesta = Policy(quiet_from=time(12), quiet_to=time(14))
    assert not may_send(siesta, noon)
    assert may_send(siesta, noon.replace(hour=14))
    always = Policy(quiet_from=time(0), quiet_to=time(0))
    assert may_send(always, noon.replace(hour=0))
    tokyo = Policy(time_zone="Asia/Tokyo")
    assert day_at(tokyo, noon.replace(hour=20)) == date(2026, 4, 1)


def test_one_letter_for_each_customer_speaks_as_its_gravest_item() -> None:
    german = Policy(language=Language.DE)
    first, final = Step(name="first", days=3), Step(name="final", days=28, tone=Tone.FINAL)
    dues = [
        Due(replace(ITEM, invoice="B", due_on=date(2026, 4, 2)), first, POLICY),
        Due(replace(ITEM, invoice="A", customer="ACME Limited"), final, POLICY),
        Due(replace(ITEM, invoice="C"), first, german),
        Due(replace(ITEM, invoice="D", customer="Other SA"), first, POLICY),
    ]
    made = gathered(dues)
    assert [[due.item.invoice for due in one.dues] for one in made] == [["A", "B"], ["C"], ["D"]]
    assert [one.tone for one in made] == [Tone.FINAL, Tone.FRIENDLY, Tone.FRIENDLY]


@pytest.mark.parametrize(
    "values",
    [
        {"time_zone": "Mars/Olympus"},
        {"receivers": ["no address"]},
        {"receivers": ["a@example.com\nBcc: b@example.com"]},
        {"steps": [{"name": "a", "days": 3}, {"name": "b", "days": 3}]},
        {"steps": [{"name": "a", "days": 3}, {"name": "a", "days": 5}]},
        {"steps": [{"name": "b", "days": 5}, {"name": "a", "days": 3}]},
        {"minimum": "-1"},
        {"other": 1},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate(values)
