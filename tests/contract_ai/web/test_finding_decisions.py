"""Deciding about one finding: who may, what must be said, stale pages, undo, comments."""

from pathlib import Path

import pytest

from contract_ai.audit.trail import newest
from models.accounts import Role
from models.tables.audit import AuditEventRow
from tests.contract_ai.web.casework import RATE, latest, mark, newcomer, state
from tests.contract_ai.web.sites import Clock, browser, sample_site

DECIDES = {Role.FINANCE: True, Role.ADMINISTRATOR: True, Role.AUDITOR: False}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("verb", "becomes"),
    [
        ("accept", "accepted"),
        ("dispute", "disputed"),
        ("waive", "waived"),
        ("resolve", "resolved"),
    ],
)
def test_each_decision_by_each_role(tmp_path: Path, role: Role, verb: str, becomes: str) -> None:
    site = sample_site(tmp_path)
    rate = mark(site, RATE)
    answer = browser(site, role).submit(
        f"/findings/{rate}/decision", number="0", verb=verb, reason="so agreed", back="q=fee"
    )
    if DECIDES[role]:
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/findings/{rate}?q=fee"
        assert state(site, rate) == becomes
    else:
        assert answer.status_code == 403
        assert state(site, rate) == "open"


def test_a_decision_is_in_the_history_and_in_the_trail_with_its_person(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    rate = mark(site, RATE)
    finance = browser(site, Role.FINANCE)
    fields = {"verb": "waive", "reason": "agreed by phone", "until": "2026-12-31"}
    finance.submit(f"/findings/{rate}/decision", number="0", **fields)
    page = finance.get(f"/findings/{rate}").text
    assert "<b>Waived</b> by Fiona Ames until 2026-12-31: agreed by phone" in page
    with site.database.read() as session:
        event = session.get(AuditEventRow, newest(session)[0])
    assert event is not None
    assert (event.action, event.actor, event.reason) == (
        "finding.waived",
        "finance",
        "agreed by phone",
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verb": "accept", "reason": "  "}, "Say why"),
        ({"verb": "burn", "reason": "x"}, "press one of the buttons"),
        ({"verb": "accept", "reason": "x", "until": "2026-12-31"}, "goes with a waiver only"),
        ({"verb": "waive", "reason": "x", "until": "2026-06-29"}, "has passed already"),
        ({"verb": "waive", "reason": "x", "until": "soon"}, "is written as 2026-12-31"),
        ({"verb": "accept", "reason": "x" * 1001}, "too long"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    site = sample_site(tmp_path)
    rate = mark(site, RATE)
    finance = browser(site, Role.FINANCE)
    answer = finance.submit(f"/findings/{rate}/decision", number="0", **fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{fields["reason"]}"' in answer.text
    assert state(site, rate) == "open"


def test_a_page_that_is_too_old_decides_nothing(tmp_path: Path) -> None:
    clock = Clock()
    site = sample_site(tmp_path, clock)
    rate = mark(site, RATE)
    clock.pass_(hours=1, minutes=32)
    late = browser(site, Role.FINANCE)
    seen = latest(site, rate)
    newcomer(site, "anna").submit(
        f"/findings/{rate}/decision", number=seen, verb="accept", reason="fine"
    )
    clock.pass_(minutes=3)
    answer = late.submit(f"/findings/{rate}/decision", number=seen, verb="dispute", reason="no")
    assert answer.status_code == 409
    assert "Anna accepted this at 10:32 UTC. Load the page again." in answer.text
    assert f'href="/findings/{rate}"' in answer.text
    assert state(site, rate) == "accepted"
    again = {"number": latest(site, rate), "verb": "dispute", "reason": "no"}
    assert late.submit(f"/findings/{rate}/decision", **again).status_code == 303
    assert state(site, rate) == "disputed"


def test_a_decision_is_undone_and_what_was_before_counts_again(tmp_path: Path) -> None:
    clock = Clock()
    site = sample_site(tmp_path, clock)
    rate = mark(site, RATE)
    finance = browser(site, Role.FINANCE)
    for verb in ("dispute", "resolve"):
        fields = {"number": latest(site, rate), "verb": verb, "reason": "so"}
        finance.submit(f"/findings/{rate}/decision", **fields)
    assert "Undo" in finance.get(f"/findings/{rate}").text
    finance.submit(f"/findings/{rate}/undo", number=latest(site, rate))
    assert state(site, rate) == "disputed"
    page = finance.get(f"/findings/{rate}").text
    assert "<b>Disputed</b> by Fiona Ames: undone" in page
    assert f'action="/findings/{rate}/undo"' not in page


def test_the_first_decision_undone_leaves_the_finding_open(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    rate = mark(site, RATE)
    finance = browser(site, Role.FINANCE)
    finance.submit(f"/findings/{rate}/decision", number="0", verb="accept", reason="so")
    finance.submit(f"/findings/{rate}/undo", number=latest(site, rate))
    assert state(site, rate) == "open"
    assert "<b>Reopened</b> by Fiona Ames: undone" in finance.get(f"/findings/{rate}").text


def test_only_ones_own_fresh_decision_is_undone(tmp_path: Path) -> None:
    clock = Clock()
    site = sample_site(tmp_path, clock)
    rate = mark(site, RATE)
    finance = browser(site, Role.FINANCE)
    finance.submit(f"/findings/{rate}/decision", number="0", verb="accept", reason="so")
    undo = {"number": latest(site, rate)}
    assert newcomer(site, "anna").submit(f"/findings/{rate}/undo", **undo).status_code == 409
    stale = finance.submit(f"/findings/{rate}/undo", number="0")
    assert stale.status_code == 409
    clock.pass_(minutes=16)
    assert finance.submit(f"/findings/{rate}/undo", **undo).status_code == 409
    assert state(site, rate) == "accepted"
    auditor = browser(site, Role.AUDITOR)
    assert auditor.submit(f"/findings/{rate}/undo", **undo).status_code == 403


def test_the_next_finding_is_at_hand_after_this_one_left_the_list(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    rate = mark(site, RATE)
    finance = browser(site, Role.FINANCE)
    before = finance.get(f"/findings/{rate}").text
    following = before.split('id="next"')[1].split('href="')[1].split('"')[0]
    finance.submit(f"/findings/{rate}/decision", number="0", verb="resolve", reason="so")
    assert f'id="next" rel="next" href="{following}"' in finance.get(f"/findings/{rate}").text


@pytest.mark.parametrize("role", Role)
def test_everybody_comments(tmp_path: Path, role: Role) -> None:
    site = sample_site(tmp_path)
    rate = mark(site, RATE)
    someone = browser(site, role)
    assert someone.submit(f"/findings/{rate}/comments", text="See the call.").status_code == 303
    assert "See the call." in someone.get(f"/findings/{rate}").text


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_comment_has_words_and_an_end(tmp_path: Path, text: str) -> None:
    site = sample_site(tmp_path)
    answer = browser(site, Role.AUDITOR).submit(f"/findings/{mark(site, RATE)}/comments", text=text)
    assert answer.status_code == 400
    assert "at most 4000 characters" in answer.text


def test_what_people_write_is_text_and_nothing_else(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    rate = mark(site, RATE)
    finance = browser(site, Role.FINANCE)
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'
    finance.submit(f"/findings/{rate}/comments", text=evil)
    finance.submit(f"/findings/{rate}/decision", number="0", verb="accept", reason=evil)
    finance.submit("/findings/views", name=evil[:80], query="")
    for address in (f"/findings/{rate}", "/findings"):
        page = finance.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in finance.get(f"/findings/{rate}").text
    searched = finance.get("/findings", params={"q": evil}).text
    assert "<script>alert" not in searched
