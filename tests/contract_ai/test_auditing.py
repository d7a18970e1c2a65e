"""Part by part gives what a check of everything at once gives; only what changed is checked again."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from checks.matching import Register, by_lines
from checks.run import audit
from contract_ai.auditing import Checked
from contract_ai.fact_tables import FactTable
from contract_ai.pipeline import check, load_book
from contract_ai.storage import documents as store
from contract_ai.storage.contracts import save_contract
from contract_ai.storage.engine import Database
from contract_ai.storage.facts import save_facts
from contract_ai.storage.findings import load_audit
from contract_ai.storage.invoices import save_invoices
from contract_ai.storage.upgrade import open_database
from models.cases import CheckSettings
from models.contracts import Contract
from models.facts import Approval, Fact, Payment, PurchaseOrder, TimesheetEntry
from models.findings import Audit, State
from models.invoices import Invoice
from tests.checks.builders import contract, invoice, line, term
from tests.contract_ai.samples import NOW, TODAY

ANALYST = term("rate", item="Analyst", amount="100", unit="hour", review=False)
DESK = term("fee", item="Service desk fee", amount="500", frequency="monthly", review=False)
PROVIDERS = ("Provider Inc.", "Provider Incorporated", "Other Works GmbH")
CUSTOMERS = ("Customer LLC", "Third Party AG")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "books.db")
    yield opened
    opened.close()


def put(
    database: Database,
    contracts: Iterable[Contract] = (),
    invoices: Iterable[Invoice] = (),
    **facts: Iterable[Fact],
) -> None:
    """Write documents as if they had been read; invoices of one file name are one document."""
    files: dict[str, list[Invoice]] = {}
    for one in invoices:
        files.setdefault(one.document.file, []).append(one)
    with database.write() as session:
        for deal in contracts:
            number = _document(session, store.CONTRACT, deal.document.file)
            save_contract(session, number, deal, NOW)
        for file, sheet in files.items():
            save_invoices(session, _document(session, store.INVOICE, file), sheet)
        for kind, rows in facts.items():
            number = _document(session, store.FACTS, f"{kind}.csv", kind)
            save_facts(session, number, FactTable(kind, tuple(rows)))


def _document(session: Session, kind: str, file: str, facts: str = "") -> int:
    new = store.NewDocument(
        f"{kind} {file}", kind, file, f"{kind}/{file}", "stamp", {"kind": facts}
    )
    return store.put_document(session, new, NOW)


def run(database: Database, **changed: object) -> Checked:
    settings = CheckSettings(duplicate_days=int(str(changed.get("days", 90))))
    as_of = changed.get("as_of", TODAY)
    assert isinstance(as_of, date)
    return check(database, as_of=as_of, now=NOW, settings=settings)


def stored(database: Database) -> Audit:
    with database.read() as session:
        found = load_audit(session)
    assert found is not None
    # Checks know nothing of states, which credit notes and people give.
    findings = tuple(replace(one, state=State.OPEN) for one in found.audit.findings)
    return replace(found.audit, findings=findings)


def whole(database: Database) -> Audit:
    with database.read() as session:
        return audit(load_book(session, TODAY))


def deals() -> tuple[Contract, ...]:
    other = [{"name": PROVIDERS[0]}, {"name": CUSTOMERS[1]}]
    third = [{"name": PROVIDERS[2]}, {"name": CUSTOMERS[0]}]
    return (
        contract("MSA", ANALYST, DESK),
        contract("SOW", ANALYST, kind="statement_of_work", under="MSA"),
        contract("AMD", ANALYST, kind="amendment", amends="SOW", effective_date="2026-04-01"),
        contract("NEXT", DESK, parties=other),
        contract("LAST", ANALYST, parties=third).model_copy(update={"confirmed": True}),
        contract("BLANK", DESK, parties=[]),
    )


def papers(rng: random.Random, customers: Sequence[str | None] = CUSTOMERS) -> Iterator[Invoice]:
    """Yield invoices that share numbers, totals, accounts, files and references across contracts."""
    for place in range(24):
        credit = rng.random() < 0.25
        lines = [
            line(
                1, description="Analyst, March 2026", quantity="2", unit_price="100", amount="200"
            ),
            line(2, description="Service desk fee", amount=rng.choice(("500", "510"))),
        ][rng.randrange(2) : rng.randrange(1, 3)] or [line(description="Something", amount="7")]
        ledger = rng.random() < 0.15
        number = rng.choice(("A-1", "a1", "A-01", "B-2", "C-3", f"D-{place}", None))
        made = invoice(
            str(place),
            *lines,
            document={
                "file": rng.choice((f"{place}.xml", f"{place}.xml", "sheet.csv")),
                "source": "stripe" if ledger else "ubl",
            },
            kind="credit_note" if credit else "invoice",
            corrects=rng.choice(("A-1", "a1", "B-2", None)) if credit else None,
            issue_date=rng.choice((None, *(date(2026, 3, 1) + timedelta(n) for n in (0, 9, 40)))),
            supplier={"name": rng.choice(PROVIDERS), "iban": rng.choice((None, "DE1", "DE2"))},
            customer={"name": rng.choice(customers)},
            contract_reference=rng.choice((None, None, "MSA", "SOW", "NEXT", "LAST", "gone")),
            purchase_order=rng.choice((None, None, "PO-1", "PO-2")),
            total=rng.choice(("200", "500", "710")),
        )
        yield made.model_copy(update={"number": number})


def records(rng: random.Random) -> dict[str, list[Fact]]:
    """Make facts, some of which name no contract or no invoice."""
    names = ("MSA", "sow", "LAST", None)
    numbers = ("A-1", "a 1", "B-2", "nobody's", None)
    return {
        "payments": [
            Payment(
                invoice_number=rng.choice(numbers), paid_on=TODAY, amount=rng.choice((200, 500))
            )
            for _ in range(6)
        ],
        "approvals": [
            Approval(invoice_number=rng.choice(("A-1", "B-2")), limit=rng.choice((None, 100, 300)))
            for _ in range(3)
        ],
        "timesheets": [
            TimesheetEntry(
                contract=rng.choice(names), role="Analyst", date=day, hours=2, approved_by="me"
            )
            for day in (date(2026, 3, 4), date(2026, 4, 9), date(2026, 5, 5))
        ],
        "purchase_orders": [PurchaseOrder(number=n, contract=rng.choice(names)) for n in ("PO-1",)],
    }


@pytest.mark.parametrize("seed", [0, *range(2, 13)])  # with 1 all papers belong to one part
def test_part_by_part_gives_what_everything_at_once_gives(books: Database, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (made data, no secret)
    put(books, deals(), papers(rng, (*CUSTOMERS, None)), **records(rng))
    done = run(books)
    assert stored(books) == whole(books)
    assert done.parts > 1
    assert done.again == done.parts


@pytest.mark.parametrize("seed", range(4))
def test_what_comes_later_is_checked_as_if_it_had_been_there(books: Database, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (made data, no secret)
    everything = list({one.document.file: one for one in papers(rng)}.values())
    first, later = everything[::2], everything[1::2]
    put(books, deals(), first)
    run(books)
    for one in later:
        put(books, (), [one])
        run(books)
        assert stored(books) == whole(books)
    put(books, (), (), **records(rng))
    run(books)
    assert stored(books) == whole(books)


@pytest.mark.parametrize("seed", range(4))
def test_contracts_that_come_after_their_invoices_find_them(books: Database, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (made data, no secret)
    everything = list({one.document.file: one for one in papers(rng)}.values())
    put(books, (), everything)
    coming = list(deals())
    rng.shuffle(coming)
    for one in coming:
        put(books, [one])
        run(books)
        assert stored(books) == whole(books)


def test_a_stray_invoice_is_looked_for_among_new_contracts_alone(
    books: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_deals(books)
    stray = invoice(
        "S", line(description="Piano lessons", amount="80"), customer={"name": "Nobody"}
    )
    put(books, (), [stray])
    run(books)
    looked: list[list[str]] = []

    def told(
        invoice: Invoice, register: Register, among: Sequence[Contract]
    ) -> tuple[Contract, ...]:
        looked.append([one.stem for one in among])
        return by_lines(invoice, register, among)

    monkeypatch.setattr("contract_ai.surveying.by_lines", told)
    piano = term("fee", item="Piano lessons", amount="80", frequency="monthly", review=False)
    put(books, [contract("THREE", piano, parties=[{"name": PROVIDERS[0]}, {"name": "Anyone"}])])
    run(books)
    assert looked == [["THREE"]]
    assert stored(books) == whole(books)


def two_deals(database: Database) -> None:
    bills = [
        invoice("A", line(description="Analyst", quantity="1", unit_price="100", amount="100")),
        invoice("B", line(description="Service desk fee", amount="500"), customer=_third()),
    ]
    sides = [{"name": PROVIDERS[0]}, _third()]
    put(database, [contract("ONE", ANALYST), contract("TWO", DESK, parties=sides)], bills)


def _third() -> dict[str, str]:
    return {"name": CUSTOMERS[1]}


def test_nothing_new_is_nothing_to_check(books: Database) -> None:
    two_deals(books)
    first = run(books)
    before = stored(books)
    again = run(books)
    assert (first.parts, first.again, again.again, again.invoices) == (2, 2, 0, 0)
    assert stored(books) == before
    assert (again.findings, again.tests) == (first.findings, first.tests)


def test_a_new_invoice_is_checked_with_its_family_alone(books: Database) -> None:
    two_deals(books)
    run(books)
    put(books, (), [invoice("C", line(description="Analyst", amount="90"))])
    done = run(books)
    assert (done.again, done.invoices) == (1, 2)
    assert stored(books) == whole(books)


def test_facts_concern_the_families_that_they_name(books: Database) -> None:
    two_deals(books)
    put(books, timesheets=[_hours("TWO")])
    run(books)
    with books.write() as session:
        number = _document(session, store.FACTS, "more.csv", "timesheets")
        save_facts(session, number, FactTable("timesheets", (_hours("ONE"),)))
    assert run(books).again == 1
    assert stored(books) == whole(books)


def _hours(name: str) -> TimesheetEntry:
    day = date(2026, 3, 1)
    return TimesheetEntry(contract=name, role="Analyst", date=day, hours=1, approved_by="me")


def test_other_settings_check_everything_again(books: Database) -> None:
    two_deals(books)
    run(books)
    assert run(books, days=30).again == 2


def test_what_was_said_of_a_document_goes_with_it(books: Database) -> None:
    two_deals(books)
    run(books)
    with books.write() as session:
        store.keep_only(session, [(store.INVOICE, "invoice A.xml")], NOW)
    done = run(books)
    assert stored(books) == whole(books)
    assert {test.contract for test in stored(books).tests} == {None}
    assert done.parts == 1
