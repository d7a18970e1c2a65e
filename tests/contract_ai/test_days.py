"""From day to day only what a day can change is checked again, and it is as if all were."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from checks.run import audit
from contract_ai.pipeline import check, load_book
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from models.facts import Acceptance, Expense
from models.findings import Audit
from tests.checks.builders import contract, term
from tests.contract_ai.samples import NOW
from tests.contract_ai.test_auditing import ANALYST, DESK, papers, put, records, run, stored
from tests.contract_ai.web.sites import sample_site

FIRST = date(2026, 2, 25)
CARE = term("fee", item="Care", amount="90", frequency="quarterly", review=False)
LEAST = term("minimum", amount="1000", per="quarter", review=False)
STAGE = term("milestone", name="Go live", amount="700", review=False)
TRAVEL = term("expense", reimbursable=True, categories=["travel"], review=False)


def whole(database: Database, as_of: date) -> Audit:
    with database.read() as session:
        return audit(load_book(session, as_of))


@pytest.mark.long("of 150 days, each checked twice; tests of one day run on both")
@pytest.mark.parametrize("seed", range(1, 4))  # with 0 all papers belong to one part
def test_each_day_is_as_if_all_were_checked(tmp_path: Path, seed: int) -> None:
    books = open_database(tmp_path / "books.db")
    rng = random.Random(seed)  # noqa: S311 (made data, no secret)
    deals = [
        contract("MSA", ANALYST, DESK, CARE, LEAST, STAGE, TRAVEL, effective_date="2026-01-15"),
        contract("SOW", ANALYST, STAGE, kind="statement_of_work", under="MSA"),
        contract("AMD", DESK, kind="amendment", amends="MSA", effective_date="2026-04-01"),
        contract("LAST", CARE, effective_date="2026-02-28"),
    ]
    put(
        books,
        deals,
        papers(rng),
        **records(rng),
        acceptances=[Acceptance(contract="MSA", milestone="Go live", accepted_on=FIRST)],
        expenses=[Expense(contract="MSA", incurred_on=FIRST, amount=50, category="travel")],
    )
    parts = again = days = 0
    day, last, turns = FIRST, None, 0
    while day < FIRST + timedelta(days=150):
        done = run(books, as_of=day)
        said = stored(books)
        assert said == whole(books, day), day
        turns += last is not None and said != last
        again, parts, last, days = again + done.again, parts + done.parts, said, days + 1
        day += timedelta(days=rng.randint(1, 6))
    assert turns > 1, "nothing ever changed: this proves nothing"
    assert again < parts * 0.6
    run(books, as_of=FIRST)  # back in time
    assert stored(books) == whole(books, FIRST)
    books.close()


@pytest.mark.long("of many days, each checked twice; tests of one day run on both")
def test_the_sample_company_from_day_to_day(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    settings = site.settings.for_checks
    rng = random.Random(5)  # noqa: S311 (any days)
    day, again, parts = date(2026, 6, 30), 0, 0
    for _ in range(12):
        day += timedelta(days=rng.choice((1, 1, 1, 2, 7, 31)))
        done = check(site.database, as_of=day, now=NOW, settings=settings)
        assert stored(site.database) == whole(site.database, day), day
        again, parts = again + done.again, parts + done.parts
    assert again < parts
    site.database.close()
