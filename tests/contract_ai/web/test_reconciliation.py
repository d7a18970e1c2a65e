"""The page of reconciliation: both sides of differences, filters, scopes, closing and reopening."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.storage.ledgers import Read, save_records
from contract_ai.web.site import Site
from models.accounts import Role
from models.ledgers import LedgerInvoice, RecordKind, Service
from tests.contract_ai.web.ledgered import MONTH, READ_AT, with_ledgers
from tests.contract_ai.web.sites import Browser, browser, person, sample_site

HERE = f"/reconciliation?month={MONTH}"
NOTE = "what is left is settled in June"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return with_ledgers(sample_site(tmp_path))


def _narrow(site: Site, *patterns: str) -> Browser:
    user = person(site, Role.FINANCE)
    with site.database.write() as session:
        users.set_contracts(session, user, patterns, Means(site.clock(), site.vault))
    return Browser(site, replace(user, contracts=patterns))


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR])
def test_both_sides_of_a_difference_stand_beside_each_other(site: Site, role: Role) -> None:
    text = browser(site, role).get(HERE).text
    for words in (
        "8 differences",
        "Another amount",
        "2,880.00\u202fGBP",
        "9,999.00\u202fGBP",
        "Void there",
        "Nobody On File GmbH",
        "3 charges, 1 fee",
        "\u22124.00\u202fEUR",
    ):
        assert words in text


def test_the_filter_is_in_the_address(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    only = who.get(f"{HERE}&kind=void&system=xero").text
    assert "1 difference<" in only
    assert "TA-1007" in only
    assert "2,880.00\u202fGBP" not in only.partition("What 2026-05 holds")[0]
    assert "1 difference<" in who.get(f"{HERE}&q=nobody").text
    assert "None like this" in who.get(f"{HERE}&q=nothing+like+it").text
    assert who.get("/reconciliation?month=March").status_code == 400
    assert who.get("/reconciliation?kind=colour").status_code == 400


def test_without_another_system_the_page_says_so(tmp_path: Path) -> None:
    text = browser(sample_site(tmp_path), Role.FINANCE).get("/reconciliation").text
    assert "nothing was compared" in text


def test_a_reader_of_some_contracts_sees_their_invoices_only(site: Site) -> None:
    who = _narrow(site, "USG-*")
    text = who.get(HERE).text
    assert "TA-3006" in text
    for hidden in (
        "TA-1007",
        "Nobody On File",
        "STRIPE PAYOUT",
        "What 2026-05 holds",
        "Close 2026",
    ):
        assert hidden not in text
    token = who.csrf()
    for address in ("close", "reopen"):
        form = {"csrf": token, "month": MONTH, "note": "x", "reason": "x"}
        assert who.post(f"/reconciliation/{address}", data=form).status_code == 403


def test_a_month_is_closed_and_what_changes_is_shown(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    refused = who.submit("/reconciliation/close", month=MONTH)
    assert refused.status_code == 400
    assert "Still open in 2026-05: 8 differences." in refused.text
    assert who.submit("/reconciliation/close", month=MONTH, note=NOTE).status_code == 303
    again = who.submit("/reconciliation/close", month=MONTH, note=NOTE)
    assert "is closed already" in again.text
    same = who.get("/reconciliation/closed/1").text
    assert "Nothing in the month changed" in same
    assert NOTE in same

    late = LedgerInvoice(
        service=Service.XERO,
        id="late",
        number="TA-8888",
        issued_on=READ_AT.date().replace(month=5),
        currency="EUR",
    )
    with site.database.write() as session:
        read = [Read(late, "1", "ab" * 32)]
        save_records(session, Service.XERO, RecordKind.INVOICE, read, READ_AT)
    told = browser(site, Role.AUDITOR).get("/reconciliation/closed/1").text
    assert "Invoice TA-8888 in Xero of 2026-05-29 with no amount was not in the period." in told
    assert "2 changes since" in browser(site, Role.AUDITOR).get("/reconciliation").text


def test_the_statement_is_handed_out_and_holds(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    who.submit("/reconciliation/close", month=MONTH, note=NOTE)
    answer = who.get("/reconciliation/closed/1/statement.json")
    form = json.loads(answer.text)
    assert form["statement"]["closed_by"] == "finance"
    assert form["statement"]["open_differences"] == 8
    assert answer.headers["content-disposition"] == 'attachment; filename="closed-2026-05.json"'
    narrow = _narrow(site, "USG-*")
    for address in ("/reconciliation/closed/1", "/reconciliation/closed/1/statement.json"):
        assert narrow.get(address).status_code == 404
    assert browser(site, Role.AUDITOR).get("/reconciliation/closed/2").status_code == 404


def test_a_month_is_reopened_with_a_reason(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    who.submit("/reconciliation/close", month=MONTH, note=NOTE)
    assert who.submit("/reconciliation/reopen", month=MONTH, reason=" ").status_code == 400
    done = who.submit("/reconciliation/reopen", month=MONTH, reason="a credit note came late")
    assert done.status_code == 303
    assert "a credit note came late" in who.get("/reconciliation").text
    assert who.submit("/reconciliation/reopen", month=MONTH, reason="x").status_code == 400
    assert who.submit("/reconciliation/close", month=MONTH, note=NOTE).status_code == 303


def test_what_cannot_be_closed_is_said(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    early = who.submit("/reconciliation/close", month="2026-06", note=NOTE)
    assert "2026-06 is not over" in early.text
    assert who.submit("/reconciliation/close", month="March").status_code == 400
    settings = site.settings.model_copy(update={"closing_key": None})
    no_key = browser(replace(site, settings=settings), Role.FINANCE)
    assert "No key signs" in no_key.get(HERE).text
    assert "No key signs" in no_key.submit("/reconciliation/close", month=MONTH).text


def test_auditors_and_administrators_close_nothing(site: Site) -> None:
    auditor = browser(site, Role.AUDITOR)
    assert "Somebody of finance closes it" in auditor.get(HERE).text
    assert auditor.submit("/reconciliation/close", month=MONTH, note=NOTE).status_code == 403
    assert browser(site, Role.ADMINISTRATOR).get("/reconciliation").status_code == 403
