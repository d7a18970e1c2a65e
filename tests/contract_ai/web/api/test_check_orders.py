"""Runs of the checks by order: kept when the server is killed, narrowed, told of, once."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import col, select

from contract_ai import pipeline
from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.auditing import Checked
from contract_ai.storage.check_orders import LEASE
from contract_ai.storage.upgrade import open_database
from contract_ai.web.api import PREFIX
from contract_ai.web.api.once import REPLAYED
from contract_ai.web.app import create_app
from contract_ai.web.ordered import OrderedChecks
from contract_ai.web.site import Site
from models.accounts import Role
from models.errors import ErrorCode, SettingsError
from models.tables.audit import AuditEventRow
from models.tables.check_orders import CheckOrderRow
from tests.contract_ai.intake.kills import in_child
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.sites import Clock, make_site, person

OWN, OTHER = "SOW-2025-014-larchmont", "FPA-2025-021-ostrava"


def ordered(caller: Program) -> OrderedChecks:
    found: OrderedChecks = caller.app.state.ordered  # type: ignore[attr-defined]  # a FastAPI
    return found


def actions(site: Site) -> list[str]:
    with site.database.read() as session:
        query = select(AuditEventRow.action).where(col(AuditEventRow.action).startswith("checks."))
        return list(session.exec(query.order_by(col(AuditEventRow.seq))))


def test_an_order_waits_until_it_is_run_and_then_tells_what_came_of_it(
    site: Site, finance: Program
) -> None:
    before = len(actions(site))
    answer = finance.change("/checks")
    assert answer.status_code == 202
    made = answer.json()
    assert answer.headers["location"] == made["address"] == f"{PREFIX}/checks/{made['order']}"
    assert (made["state"], made["queued"]) == ("waiting", False)
    assert finance.get(made["address"]).json()["state"] == "waiting"
    assert finance.read("/checks").json()["running"] is True
    assert ordered(finance).work() == 1
    told = finance.get(made["address"]).json()
    last = finance.read("/checks").json()
    assert (last["running"], last["orders"]) == (False, 0)
    assert told["state"] == "done"
    assert (told["findings"], told["tests"]) == (
        last["last_run"]["findings"],
        last["last_run"]["tests"],
    )
    assert (told["crashes"], told["ordered_by"]) == (0, person(site, Role.FINANCE).name)
    assert actions(site)[before:] == ["checks.ordered", "checks.run", "checks.order_done"]


def test_a_run_is_narrowed_to_one_contract(site: Site, finance: Program) -> None:
    ordered(finance).work()
    made = finance.change("/checks", {"contract": OWN}).json()
    assert ordered(finance).work() == 1
    told = finance.get(made["address"]).json()
    assert (told["state"], told["contract"]) == ("done", OWN)
    own = list(finance.all("/findings", contract=OWN))
    assert told["findings"] == len(own) > 0
    assert "checks.narrow_run" in actions(site)


def test_what_the_token_may_not_see_is_not_there(site: Site, finance: Program) -> None:
    hidden = finance.change("/checks", {"contract": OTHER}).json()["address"]
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        users.set_contracts(session, person(site, Role.FINANCE), (OWN,), means)
    for answer in (
        finance.change("/checks", {"contract": OTHER}),
        finance.change("/checks", {"contract": "nothing"}),
        finance.get(hidden),
        finance.read("/checks/999"),
        finance.read(f"/checks/{10**30}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_THERE")
    own = finance.change("/checks", {"contract": OWN})
    assert own.status_code == 202
    assert finance.get(own.json()["address"]).status_code == 200


@pytest.mark.parametrize("body", [{"contract": ""}, {"contract": 7}, {"all": True}, [], "x"])
def test_an_order_that_is_not_understood_is_refused(finance: Program, body: object) -> None:
    assert finance.change("/checks", body).status_code == 400


def test_the_same_key_orders_once(site: Site, finance: Program) -> None:
    first = finance.change("/checks", {"contract": OWN}, "k")
    ordered(finance).work()
    again = finance.change("/checks", {"contract": OWN}, "k")
    assert again.headers[REPLAYED] == "true"
    assert again.json() == first.json()
    assert ordered(finance).work() == 0
    assert finance.change("/checks", None, "k").json()["code"] == "KEY_USED"
    assert actions(site).count("checks.ordered") == 1


def test_a_contract_that_went_meanwhile_is_said_in_words(site: Site, finance: Program) -> None:
    made = finance.change("/checks", {"contract": OWN}).json()
    with site.database.write() as session:
        session.exec(select(CheckOrderRow)).one().contract = "gone"
    ordered(finance).work()
    told = program(site, Role.ADMINISTRATOR).get(made["address"]).json()
    assert (told["state"], told["code"]) == ("failed", "NOT_THERE")
    assert told["what"] == "The contract is not on file."


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError(ErrorCode.DATABASE_UNUSABLE, "Full.", where="d", do="Free it."), "Full."),
        (RuntimeError("a secret of ours"), "A fault of ours stopped the checks."),
    ],
)
def test_a_run_that_fails_says_so_and_the_next_one_is_run(
    finance: Program, error: Exception, code: str
) -> None:
    def fails(*_: object, **__: object) -> Checked:
        raise error

    runner = ordered(finance)
    runner.run = fails
    made = finance.change("/checks").json()
    assert runner.work() == 1
    told = finance.get(made["address"])
    assert (told.json()["state"], told.json()["what"]) == ("failed", code)
    assert "secret" not in told.text
    runner.run = pipeline.check
    after = finance.change("/checks").json()
    assert runner.work() == 1
    assert finance.get(after["address"]).json()["state"] == "done"


def _served(folder: Path, clock: Clock, run: Callable[..., Checked]) -> None:
    """Be another server on the database, from its start to its end."""
    site = make_site(open_database(folder / "books.db"), folder / "books.files", clock)
    program(site, Role.FINANCE)
    runner: OrderedChecks = create_app(site).state.ordered
    runner.run = run
    runner.work()
    site.database.close()


def _killed_before(*_: object, **__: object) -> Checked:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _killed_after(*given: object, **named: object) -> Checked:
    pipeline.check(*given, **named)  # type: ignore[arg-type]  # as they came
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@pytest.mark.parametrize("run", [_killed_before, _killed_after])
def test_a_server_that_is_killed_between_claim_and_end(
    site: Site, tmp_path: Path, clock: Clock, finance: Program, run: Callable[..., Checked]
) -> None:
    made = finance.change("/checks").json()
    assert in_child(lambda: _served(tmp_path, clock, run)) == signal.SIGKILL
    assert finance.get(made["address"]).json()["state"] == "running"
    assert ordered(finance).work() == 0  # the lease still holds
    clock.now += LEASE + timedelta(seconds=1)
    assert ordered(finance).work() == 1
    told = finance.get(made["address"]).json()
    assert (told["state"], told["ended_at"]) == ("done", "2026-06-30T09:01:01Z")
    clock.now += 2 * LEASE
    assert ordered(finance).work() == 0
    assert actions(site).count("checks.order_done") == 1


def test_who_was_only_too_slow_says_nothing(site: Site, finance: Program, clock: Clock) -> None:
    """Another server took the order over, and ended it, while the first one still ran."""
    slow, other = ordered(finance), ordered(program(site, Role.FINANCE))

    def run(*given: object, **named: object) -> Checked:
        clock.now += LEASE + timedelta(seconds=1)
        assert other.work() == 1
        return pipeline.check(*given, **named)  # type: ignore[arg-type]  # as they came

    slow.run = run
    made = finance.change("/checks").json()
    assert slow.work() == 0
    assert finance.get(made["address"]).json()["state"] == "done"
    assert actions(site).count("checks.order_done") == 1


def test_the_server_runs_at_its_start_what_was_ordered_before(site: Site) -> None:
    caller = program(site, Role.FINANCE)
    made = caller.change("/checks").json()
    runner, begun = ordered(caller), Event()

    def run(*given: object, **named: object) -> Checked:
        begun.set()
        return pipeline.check(*given, **named)  # type: ignore[arg-type]  # as they came

    runner.run = run
    runner.start()
    assert begun.wait(20)
    runner.stop()
    assert caller.get(made["address"]).json()["state"] == "done"


def test_a_server_that_stops_puts_back_what_it_cannot_end(site: Site, finance: Program) -> None:
    begun, go_on = Event(), Event()

    def waits(*given: object, **named: object) -> Checked:
        begun.set()
        go_on.wait(20)
        return pipeline.check(*given, **named)  # type: ignore[arg-type]  # as they came

    made = finance.change("/checks").json()
    runner = ordered(finance)
    runner.run = waits
    runner.start()
    assert begun.wait(20)
    runner.stop(patience=0)
    assert finance.get(made["address"]).json()["state"] == "waiting"
    go_on.set()
    thread = runner._thread
    assert thread is not None
    thread.join(20)
    assert finance.get(made["address"]).json()["state"] == "waiting"
    assert ordered(program(site, Role.FINANCE)).work() == 1
    assert actions(site).count("checks.order_done") == 1
