"""The list of findings: what it shows by default, filters, sums, order, scope, many decided at once."""

import re
from html import unescape
from pathlib import Path

import pytest

from contract_ai.web.casework.list_query import read_query
from models.accounts import Role
from tests.contract_ai.web.casework import RATE, TAX, latest, listed, mark, newcomer, state
from tests.contract_ai.web.sites import Clock, browser, sample_site


def test_the_usual_list_is_what_needs_work_and_says_so(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    every = listed(finance.get("/findings?state=any").text)
    finance.submit(
        f"/findings/{mark(site, RATE)}/decision", number="0", verb="accept", reason="so agreed"
    )
    usual = finance.get("/findings").text
    assert "Showing what needs work" in usual
    assert f"Show all {len(every)}" in usual
    assert set(every) - set(listed(usual)) == {mark(site, RATE)}
    assert listed(usual) == listed(finance.get("/findings?state=open").text)


@pytest.mark.parametrize(
    ("query", "code", "there"),
    [
        ("code=PR101", RATE, True),
        ("direction=underbilled", TAX, True),
        ("direction=underbilled", RATE, False),
        ("currency=GBP&direction=underbilled", TAX, True),
        ("contract=SOW-2025-014-larchmont", RATE, True),
        ("q=Senior+TA-1003", RATE, True),
        ("q=Senior+TA-1004", RATE, False),
        ("severity=high&age=0-30&review=no", RATE, True),
        ("state=waived", RATE, False),
    ],
)
def test_filters_stand_in_the_address(
    tmp_path: Path,
    query: str,
    code: str,
    there: bool,  # noqa: FBT001 (a case's answer)
) -> None:
    site = sample_site(tmp_path)
    shown = listed(browser(site, Role.FINANCE).get(f"/findings?{query}").text)
    assert (mark(site, code) in shown) is there


def test_every_choice_gives_as_many_findings_as_it_says(tmp_path: Path) -> None:
    finance = browser(sample_site(tmp_path), Role.FINANCE)
    page = finance.get("/findings").text
    choice = re.compile(r'<li><a href="(/findings[^"]*)"><b>[^<]*</b> <span>([\d,]+)</span>')
    choices = choice.findall(page)
    assert len(choices) > 20
    for address, number in choices:
        assert len(listed(finance.get(unescape(address)).text)) == int(number), address


def test_headings_sort_and_sort_the_other_way(tmp_path: Path) -> None:
    finance = browser(sample_site(tmp_path), Role.FINANCE)
    first = finance.get("/findings")
    assert 'aria-sort="descending"><a href="/findings?sort=-amount">Money' in first.text
    turned = finance.get("/findings?sort=-amount").text
    assert 'aria-sort="ascending"><a href="/findings">Money' in turned
    with_money = [one for one in listed(first.text) if one in listed(turned)]
    assert listed(turned)[0] != with_money[0]


@pytest.mark.parametrize("query", ["age=old", "colour=red", "least=much", "state=open&state=shut"])
def test_what_there_is_no_filter_for_is_refused_in_words(tmp_path: Path, query: str) -> None:
    answer = browser(sample_site(tmp_path), Role.FINANCE).get(f"/findings?{query}")
    assert answer.status_code == 400
    assert "This cannot be done" in answer.text


def test_money_recovered_is_shown(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    assert "None yet" in finance.get("/findings").text
    address = f"/findings/{mark(site, RATE)}/decision"
    finance.submit(address, number="0", verb="dispute", reason="the clause")
    number = latest(site, mark(site, RATE))
    finance.submit(address, number=number, verb="resolve", reason="paid back")
    page = finance.get("/findings").text
    assert "1,225.00\N{NARROW NO-BREAK SPACE}USD</strong>" in page
    assert "None yet" not in page


def test_who_sees_one_contract_sees_its_findings_and_sums_only(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    narrow = newcomer(site, "nora", ("SUB-2025-007-*",))
    page = narrow.get("/findings?state=any").text
    assert mark(site, TAX) in page
    assert "larchmont" not in page
    assert "USD" not in page
    rate = mark(site, RATE)
    for address in (f"/findings/{rate}", f"/findings/{rate}/panel", f"/findings/{rate}/packet.pdf"):
        assert narrow.get(address).status_code == 404
    for address, fields in (
        (f"/findings/{rate}/decision", {"verb": "accept", "reason": "x", "number": "0"}),
        (f"/findings/{rate}/comments", {"text": "x"}),
        (f"/findings/{rate}/undo", {"number": "0"}),
    ):
        assert narrow.submit(address, **fields).status_code == 404
    ticked = [f"{rate}.0", f"{mark(site, TAX)}.0"]
    both = narrow.submit("/findings/decisions", finding=ticked, verb="accept", reason="x")
    assert both.status_code == 404
    assert state(site, mark(site, TAX)) == "open"


def test_ticked_findings_are_decided_together(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    ticked = [f"{mark(site, code)}.0" for code in (RATE, TAX)]
    done = finance.submit(
        "/findings/decisions",
        finding=ticked,
        verb="waive",
        reason="small",
        until="2026-12-31",
        back="direction=overbilled",
    )
    assert (done.status_code, done.headers["location"]) == (303, "/findings?direction=overbilled")
    assert "2 findings waived." in finance.get("/findings").text
    assert {state(site, mark(site, code)) for code in (RATE, TAX)} == {"waived"}


def test_many_decided_together_are_undone_together(tmp_path: Path) -> None:
    clock = Clock()
    site = sample_site(tmp_path, clock)
    finance, other = browser(site, Role.FINANCE), newcomer(site, "anna")
    marks = [mark(site, code) for code in (RATE, TAX)]
    ticked = [f"{one}.0" for one in marks]
    finance.submit("/findings/decisions", finding=ticked, verb="waive", reason="small")
    assert "You just decided about 2 findings." in finance.get("/findings").text
    assert "You just decided" not in other.get("/findings").text
    undo = [f"{one}.{latest(site, one)}" for one in marks]
    assert other.submit("/findings/undo", finding=undo).status_code == 409
    assert finance.submit("/findings/undo", finding=undo[:1]).status_code == 409
    assert browser(site, Role.AUDITOR).submit("/findings/undo", finding=undo).status_code == 403
    assert finance.submit("/findings/undo", finding=undo).status_code == 303
    assert {state(site, one) for one in marks} == {"open"}
    assert "You just decided" not in finance.get("/findings").text


def test_what_was_decided_a_while_ago_is_not_undone(tmp_path: Path) -> None:
    clock = Clock()
    site = sample_site(tmp_path, clock)
    finance = browser(site, Role.FINANCE)
    rate = mark(site, RATE)
    finance.submit("/findings/decisions", finding=f"{rate}.0", verb="waive", reason="small")
    clock.pass_(minutes=16)
    undo = f"{rate}.{latest(site, rate)}"
    assert finance.submit("/findings/undo", finding=undo).status_code == 409
    assert state(site, rate) == "waived"


def test_ticked_findings_are_left_when_somebody_was_faster_with_one(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    newcomer(site, "anna").submit(
        f"/findings/{mark(site, TAX)}/decision", number="0", verb="accept", reason="fine"
    )
    ticked = [f"{mark(site, code)}.0" for code in (RATE, TAX)]
    late = browser(site, Role.FINANCE).submit(
        "/findings/decisions", finding=ticked, verb="waive", reason="small"
    )
    assert late.status_code == 409
    assert "Anna accepted this at 09:00 UTC. Load the page again." in late.text
    assert state(site, mark(site, RATE)) == "open"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"finding": [], "verb": "accept", "reason": "x"}, "Tick the findings"),
        ({"finding": ["nonsense"], "verb": "accept", "reason": "x"}, "Tick the findings"),
        ({"finding": ["0123456789abcdef.0"], "verb": "accept", "reason": " "}, "Say why"),
    ],
)
def test_a_bar_that_says_too_little_is_told_so(
    tmp_path: Path, fields: dict[str, str | list[str]], said: str
) -> None:
    answer = browser(sample_site(tmp_path), Role.FINANCE).submit("/findings/decisions", **fields)
    assert answer.status_code == 400
    assert said in answer.text


def test_the_last_page_is_shown_where_there_are_fewer(tmp_path: Path) -> None:
    answer = browser(sample_site(tmp_path), Role.FINANCE).get("/findings?page=99")
    assert listed(answer.text)
    assert read_query("page=99&sort=code").turned("code", "PR101").page == 1


def test_an_auditor_reads_and_has_nothing_to_tick(tmp_path: Path) -> None:
    page = browser(sample_site(tmp_path), Role.AUDITOR).get("/findings").text
    assert "Senior Data Engineer" in page
    assert 'name="finding"' not in page
    assert "Save this list" not in page
