"""Auditors' samples as a program: drawn with a seed, listed, read; the pages show the same."""

from typing import Any

import pytest

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.web.api.once import REPLAYED
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.api.programs import Program
from tests.contract_ai.web.sites import browser, person

WANTED: dict[str, Any] = {
    "purpose": "Q2 invoices",
    "kind": "invoices",
    "method": "random",
    "size": 5,
    "seed": "2026",
}
OWN = "SOW-2025-014-larchmont"


def test_the_same_seed_draws_the_same_items(site: Site, auditor: Program) -> None:
    first = auditor.change("/samples", WANTED)
    second = auditor.change("/samples", WANTED | {"purpose": "again"})
    assert (first.status_code, second.status_code) == (201, 201)
    made, again = first.json(), second.json()
    assert made["digest"] == again["digest"]
    items = [list(auditor.all(f"/samples/{one['sample']}/items")) for one in (made, again)]
    assert items[0] == items[1]
    assert len(items[0]) == made["items"] == 5
    assert auditor.get(first.headers["location"]).json() == made
    other = auditor.change("/samples", WANTED | {"seed": "2027"}).json()
    assert list(auditor.all(f"/samples/{other['sample']}/items")) != items[0]
    page = browser(site, Role.AUDITOR).get(f"/audit/samples/{made['sample']}").text
    assert all(one["words"] in page for one in items[0])
    assert "2026" in page


def test_samples_are_listed_the_latest_first_in_pages(auditor: Program) -> None:
    drawn = [auditor.change("/samples", WANTED).json()["sample"] for _ in range(3)]
    assert [one["sample"] for one in auditor.all("/samples", limit=2)] == drawn[::-1]
    assert len(auditor.read(f"/samples/{drawn[0]}/items", limit=2).json()["items"]) == 2


def test_by_money_from_tests_and_from_findings(auditor: Program) -> None:
    money = WANTED | {"method": "money", "currency": "USD"}
    made = auditor.change("/samples", money).json()
    assert made["currency"] == "USD"
    assert float(made["amount"]) > float(made["interval"]) > 0
    tests = WANTED | {"kind": "tests", "code": "pr101", "result": "pass", "contracts": ["SOW-*"]}
    made = auditor.change("/samples", tests).json()
    assert (made["code"], made["result"], made["contracts"]) == ("PR101", "pass", ["SOW-*"])
    assert auditor.change("/samples", WANTED | {"kind": "findings"}).status_code == 201


def test_without_a_seed_one_is_taken_and_a_key_draws_once(auditor: Program) -> None:
    body = {key: value for key, value in WANTED.items() if key != "seed"}
    made, again = (auditor.change("/samples", body, "k") for _ in range(2))
    assert len(made.json()["seed"]) == 16
    assert (again.json(), again.headers[REPLAYED]) == (made.json(), "true")
    assert len(list(auditor.all("/samples"))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": "  "},
        {"size": 0},
        {"size": 1001},
        {"method": "luck"},
        {"kind": "people"},
        {"seed": "a\nb"},
        {"seed": "x" * 65},
        {"code": "XX999", "kind": "tests"},
        {"code": "PR101"},
        {"result": "pass"},
        {"currency": "dollars"},
        {"since": "yesterday"},
        {"contracts": ["nothing-*"]},
        {"method": "money", "kind": "tests"},
    ],
)
def test_what_cannot_be_drawn_is_said_in_words(auditor: Program, wrong: dict[str, Any]) -> None:
    answer = auditor.change("/samples", WANTED | wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_INVALID"), answer.text
    assert list(auditor.all("/samples")) == []


def test_who_sees_some_contracts_only_neither_draws_nor_reads_others(
    site: Site, auditor: Program
) -> None:
    whole = auditor.change("/samples", WANTED | {"size": 50}).json()["sample"]
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        users.set_contracts(session, person(site, Role.AUDITOR), (OWN,), means)
    assert list(auditor.all("/samples")) == []
    assert auditor.read(f"/samples/{whole}").status_code == 404
    assert auditor.read(f"/samples/{whole}/items").status_code == 404
    own = auditor.change("/samples", WANTED).json()["sample"]
    assert {one["contract"] for one in auditor.all(f"/samples/{own}/items")} == {OWN}
    assert auditor.read(f"/samples/{10**30}").status_code == 404


def test_finance_has_no_token_for_it(finance: Program) -> None:
    assert finance.change("/samples", WANTED).json()["code"] == "SCOPE_MISSING"
    assert finance.read("/samples").json()["code"] == "SCOPE_MISSING"
