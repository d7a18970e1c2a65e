"""Reminders from the command line, on a small company."""

import json
from pathlib import Path

import pytest

from tests.contract_ai.billing.post import Post, post_office
from tests.contract_ai.cli.invoke import Program

COMPANY = Path("sample_contracts").absolute()
LATE = "2026-06-30"


@pytest.fixture
def books(program: Program, tmp_path: Path) -> str:
    """A database with one contract, its invoices and the payments of the sample company."""
    for folder, pattern in (("contracts", "SUB*"), ("invoices", "*"), ("facts", "payments.csv")):
        (tmp_path / "in" / folder).mkdir(parents=True)
        for file in (COMPANY / folder).glob(pattern):
            (tmp_path / "in" / folder / file.name).write_bytes(file.read_bytes())
    place = str(tmp_path / "books.db")
    program("add", tmp_path / "in", "--database", place)
    return place


def test_from_what_is_due_to_a_mail(
    program: Program, books: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = program("remind", "--dry-run", "--as-of", LATE, "--database", books)
    assert plan.code == 0
    assert "TA-2011: 2880.00 GBP, due 2026-05-15, first" in plan.out
    assert program("remind", "list", "--format", "json", "--database", books).json == []

    policy = tmp_path / "policy.json"
    policy.write_text(
        json.dumps(
            {
                "receivers": ["ap@example.com"],
                "steps": [{"name": "only", "days": 1}],
                "quiet_from": "00:00",
                "quiet_to": "00:00",
            }
        )
    )
    assert program("remind", "policy", "--set", policy, "--database", books).code == 0
    shown = program("remind", "policy", "--database", books).json
    assert shown["receivers"] == ["ap@example.com"]
    assert program("remind", "--as-of", LATE, "--database", books).code == 0
    letters = program("remind", "list", "--format", "json", "--database", books).json
    (number,) = [
        one["letter"] for one in letters if "TA-2011" in {i["invoice"] for i in one["items"]}
    ]
    text = program("remind", "show", number, "--database", books).out
    assert "Customer shall pay each invoice within fourteen (14) days" in text
    assert program("remind", "approve", number, "--database", books).code == 0
    assert program("remind", "settle", number, "--sent", "--database", books).code == 0
    again = program("remind", "--as-of", LATE, "--database", books)
    assert "TA-2011" not in again.out

    post = Post()
    with post_office(post) as mailer:
        for name, value in (("HOST", mailer.host), ("PORT", mailer.port), ("SECURITY", "none")):
            monkeypatch.setenv(f"CONTRACT_AI_MAIL_{name}", str(value))
        monkeypatch.setenv("CONTRACT_AI_MAIL_FROM", mailer.sender)
        assert program("remind", "--send", "--database", books).code == 0
    assert "TA-2011" not in "".join(str(mail) for mail in post.came)


def test_what_is_promised_waits(program: Program, books: str) -> None:
    held = ("remind", "hold", "TA-2011", "--promised", "2026-07-15", "--database", books)
    assert program(*held).code == 0
    plan = program("remind", "--dry-run", "--as-of", LATE, "--database", books)
    assert "TA-2011 of Quillfeather Publishing Limited, due 2026-05-15: payment is pro" in plan.out
    assert program("remind", "release", "TA-2011", "--database", books).code == 0
    plan = program("remind", "--dry-run", "--as-of", LATE, "--database", books)
    assert "TA-2011: 2880.00" in plan.out


def test_a_customer_is_held_back_for_a_time(program: Program, books: str) -> None:
    name, on = "Quillfeather Publishing Ltd", ("--database", books)
    held = ("remind", "hold-customer", name, "--until", LATE, "--reason", "talks", *on)
    assert program(*held).code == 0
    plan = program("remind", "--dry-run", "--as-of", LATE, *on).out
    assert "due 2026-05-15: the customer is held back" in plan
    assert "TA-2011: 2880.00" in program("remind", "--dry-run", "--as-of", "2026-07-01", *on).out
    release = ("remind", "release-customer", name, "--reason", "over", *on)
    assert "Nothing held" not in program(*release).err
    assert "Nothing held" in program(*release).err
    assert "TA-2011: 2880.00" in program("remind", "--dry-run", "--as-of", LATE, *on).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--send", "--dry-run"), "leave --send out"),
        (("--send", "--as-of", "2020-01-01"), "A mail goes out today"),
        (("hold", "A-1"), "Say --disputed or --promised"),
        (("settle", "1"), "Say --sent or --not-sent"),
        (("show", "99"), "REMINDER_NOT_SO"),
        (("policy", "--customer", "A", "--contract", "B"), "not both"),
        (("--send",), "No mail server is set"),
    ],
)
def test_wrong_usage_is_told(program: Program, arguments: tuple[str, ...], said: str) -> None:
    told = program("remind", *arguments)
    assert told.code == 2
    assert said in told.err
