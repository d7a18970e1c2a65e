"""Legal holds as a program: set, listed, lifted; only for administrators, as on the page."""

import pytest
from sqlmodel import col, select

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.web.api.once import REPLAYED
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.audit import AuditEventRow
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.sites import browser, person

OWN, OTHER = "SOW-2025-014-larchmont", "FPA-2025-021-ostrava"


@pytest.fixture
def admin(site: Site) -> Program:
    return program(site, Role.ADMINISTRATOR)


def hold(caller: Program, stem: str, key: str | None = None) -> int:
    body = {"contract": stem, "reason": " a dispute "}
    return caller.change("/holds", body, key).status_code


def test_a_contract_is_put_on_hold_and_the_hold_lifted(site: Site, admin: Program) -> None:
    assert hold(admin, OWN) == 201
    (one,) = admin.all("/holds")
    assert (one["contract"], one["reason"]) == (OWN, "a dispute")
    page = browser(site, Role.ADMINISTRATOR)
    refused = page.submit(f"/contracts/{OWN}/erase", name=OWN, reason="over")
    assert "it is on legal hold" in refused.text
    twice = admin.change("/holds", {"contract": OWN, "reason": "again"})
    assert (twice.status_code, twice.json()["code"], twice.json()["current"]) == (
        409,
        "CHANGED_MEANWHILE",
        "on hold",
    )
    lifted = admin.change(f"/holds/{OWN}/lift", {"reason": "settled"})
    assert (lifted.status_code, lifted.json()["contract"]) == (200, OWN)
    assert list(admin.all("/holds")) == []
    late = admin.change(f"/holds/{OWN}/lift", {"reason": "settled"})
    assert (late.status_code, late.json()["current"]) == (409, "not on hold")
    with site.database.read() as session:
        query = select(AuditEventRow).where(col(AuditEventRow.action).startswith("hold."))
        told = [(one.action, one.contract, one.reason) for one in session.exec(query)]
    assert told == [("hold.set", OWN, "a dispute"), ("hold.lifted", OWN, "settled")]


def test_holds_come_in_pages_by_contract_and_a_key_sets_once(admin: Program) -> None:
    stems = sorted(one["stem"] for one in admin.all("/contracts"))[:3]
    assert [hold(admin, stem) for stem in stems] == [201, 201, 201]
    assert [one["contract"] for one in admin.all("/holds", limit=2)] == stems
    body = {"contract": stems[0], "reason": "r"}
    first, again = (admin.change("/holds", body, "k") for _ in range(2))
    assert first.json() == again.json()
    assert again.headers[REPLAYED] == "true"


def test_what_this_person_does_not_see_is_not_there(site: Site, admin: Program) -> None:
    assert hold(admin, OTHER) == 201
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        users.set_contracts(session, person(site, Role.ADMINISTRATOR), (OWN,), means)
    assert hold(admin, "nothing") == 404
    assert hold(admin, OTHER) == 404
    assert admin.change(f"/holds/{OTHER}/lift", {"reason": "r"}).status_code == 404
    assert list(admin.all("/holds")) == []
    assert hold(admin, OWN) == 201


@pytest.mark.parametrize(
    "body", [{"contract": OWN}, {"contract": OWN, "reason": " "}, {"reason": "r"}, {}]
)
def test_a_hold_says_of_what_and_why(admin: Program, body: object) -> None:
    answer = admin.change("/holds", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_INVALID")


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR])
def test_others_have_no_token_for_it(site: Site, role: Role) -> None:
    caller = program(site, role)
    assert caller.read("/holds").status_code == 403
    assert hold(caller, OWN) == 403
    assert caller.change(f"/holds/{OWN}/lift", {"reason": "r"}).status_code == 403
