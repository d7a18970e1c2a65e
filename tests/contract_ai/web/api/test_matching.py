"""Correcting a match as a program: offered, kept, learned, taken back, as on the page."""

from typing import Any

import pytest
from sqlmodel import col, select

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.web.api.once import REPLAYED
from contract_ai.web.ordered import OrderedChecks
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.audit import AuditEventRow
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.sites import browser, person

RETAINER, ORDER, OTHER = "RET-2026-002-bramble", "SOW-2025-014-larchmont", "FPA-2025-021-ostrava"


def place(caller: Program, number: str = "TA-1003") -> str:
    row = next(caller.all("/invoices", q=number))["id"]
    return f"/invoices/{row}"


def match(caller: Program, where: str) -> dict[str, Any]:
    found: dict[str, Any] = caller.read(f"{where}/match").json()
    return found


def check(caller: Program) -> int:
    ordered: OrderedChecks = caller.app.state.ordered  # type: ignore[attr-defined]  # a FastAPI
    return ordered.work()


def test_an_invoice_is_put_under_another_contract_and_back(site: Site, finance: Program) -> None:
    where = place(finance)
    assert (match(finance, where)["version"], match(finance, where)["contract"]) == (0, ORDER)
    offers = finance.read(f"{where}/candidates").json()["items"]
    assert (offers[0]["stem"], offers[0]["names"], offers[0]["companies"]) == (ORDER, True, 2)
    made = finance.change(
        f"{where}/match", {"to": RETAINER, "reason": "as they wrote", "version": 0}
    )
    assert made.status_code == 201
    assert check(finance) == 1
    now = match(finance, where)
    assert (now["version"], now["contract"], now["why"]) == (
        made.json()["version"],
        RETAINER,
        "hand",
    )
    assert finance.read(f"/checks/{made.json()['checks']}").json()["state"] == "done"
    page = browser(site, Role.FINANCE)
    assert "Matched by Fiona Ames on 2026-06-30: as they wrote" in page.get(where).text
    assert "Fiona Ames matched TA-1003" in page.get("/learned").text
    back = finance.change(f"{where}/match/undo", {"version": now["version"]})
    assert (back.status_code, back.json()["version"]) == (200, 0)
    check(finance)
    assert match(finance, where)["contract"] == ORDER
    with site.database.read() as session:
        query = select(AuditEventRow.action).where(col(AuditEventRow.action).startswith("match."))
        assert list(session.exec(query)) == ["match.corrected", "match.taken_back"]


def test_a_line_is_put_to_another_term_or_to_nothing(finance: Program) -> None:
    where = place(finance)
    offers = finance.read(f"{where}/lines/1/candidates").json()["items"]
    assert len(offers) >= 3
    current = match(finance, where)["lines"][0]
    other = next(one for one in offers if one["terms"] != current["terms"])
    made = finance.change(f"{where}/match", {"line": 1, "to": other["key"], "version": 0})
    assert made.status_code == 201
    check(finance)
    line = match(finance, where)["lines"][0]
    assert (line["version"], line["terms"]) == (made.json()["version"], other["terms"])
    assert match(finance, where)["version"] == 0  # of the invoice itself nothing was said
    nothing = {"line": 1, "to": None, "version": line["version"]}
    refused = finance.change(f"{where}/match", nothing)
    assert (refused.status_code, refused.json()["code"]) == (400, "REQUEST_INVALID")
    assert finance.change(f"{where}/match", nothing | {"reason": "not agreed"}).status_code == 201
    words = next(one["name"] for one in offers).split()[0]
    found = finance.read(f"{where}/lines/1/candidates", q=words).json()["items"]
    assert 0 < len(found) <= len(offers)


def test_what_is_learned_is_applied_to_others_on_file_when_that_is_asked(
    site: Site, finance: Program
) -> None:
    where = place(finance)
    current = match(finance, where)["lines"][0]
    offers = finance.read(f"{where}/lines/1/candidates").json()["items"]
    other = next(one["key"] for one in offers if one["terms"] != current["terms"])
    body = {"line": 1, "to": other, "version": 0}
    made = finance.change(f"{where}/match", body).json()
    assert made["others"] > 0
    page = browser(site, Role.FINANCE).get(where).text
    assert f"{where}/match/{made['correction']}/apply" in page  # the page offers the same
    check(finance)
    done = finance.change(f"{where}/match/{made['correction']}/apply")
    assert (done.status_code, done.json()["others"]) == (200, 0)
    check(finance)
    line = match(finance, place(finance, "TA-1002"))["lines"][0]
    assert line["terms"] == match(finance, where)["lines"][0]["terms"] != current["terms"]
    assert finance.change(f"{where}/match/999/apply").status_code == 404
    alone = body | {"version": made["version"], "learn": False}
    assert finance.change(f"{where}/match", alone).json()["others"] == 0


def test_who_was_slower_is_told_and_a_key_corrects_once(finance: Program) -> None:
    where, body = place(finance), {"to": RETAINER, "version": 0}
    made = finance.change(f"{where}/match", body, "k")
    again = finance.change(f"{where}/match", body, "k")
    assert (again.json(), again.headers[REPLAYED]) == (made.json(), "true")
    for path in (f"{where}/match", f"{where}/match/undo"):
        given = body if path.endswith("match") else {"version": 0}
        slow = finance.change(path, given)
        assert (slow.status_code, slow.json()["code"]) == (409, "CHANGED_MEANWHILE")
        assert slow.json()["current"] == str(made.json()["version"])


def test_what_is_for_others_is_neither_offered_nor_taken(site: Site, finance: Program) -> None:
    where, other = place(finance), place(finance, "TA-5002")
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        users.set_contracts(session, person(site, Role.FINANCE), ("SOW-*",), means)
    offers = finance.read(f"{where}/candidates").json()["items"]
    assert {one["stem"][:4] for one in offers} == {"SOW-"}
    for to in (RETAINER, "nothing"):
        assert finance.change(f"{where}/match", {"to": to, "version": 0}).status_code == 404
    assert finance.change(f"{other}/match", {"to": ORDER, "version": 0}).status_code == 404
    for path in (
        f"{other}/candidates",
        f"{other}/lines/1/candidates",
        f"{where}/lines/99/candidates",
    ):
        assert finance.read(path).status_code == 404, path


def test_an_auditor_has_no_token_for_it(site: Site) -> None:
    auditor = program(site, Role.AUDITOR)
    answer = auditor.change("/invoices/1/match", {"to": ORDER, "version": 0})
    assert (answer.status_code, answer.json()["code"]) == (403, "SCOPE_MISSING")


@pytest.mark.parametrize(
    "body",
    [
        {"version": 0},
        {"to": ORDER},
        {"to": ORDER, "version": -1},
        {"to": "x" * 300, "version": 0},
        {"to": ORDER, "version": 0, "reason": "a\0b"},
        {"to": ORDER, "version": 0, "line": 1 << 40},
    ],
)
def test_what_is_not_understood_is_refused(finance: Program, body: object) -> None:
    answer = finance.change(f"{place(finance)}/match", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_INVALID")
