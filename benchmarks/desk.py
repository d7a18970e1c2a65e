"""How long the lists and pages of the web application take to read, one reader.

    python -m benchmarks.desk [--database URL] [--contracts 10000] [--findings 100000]

Makes the database where it is empty.  Prints markdown: median and 95th percentile, in ms.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from benchmarks.desk_books import TODAY, Size, fill
from contract_ai.desk import (
    as_of,
    contract_detail,
    contracts,
    dashboard,
    deadlines,
    extraction,
    finding_detail,
    finding_summary,
    findings,
    invoices,
    tests_passed,
    timeline,
)
from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from models.tables.findings import FindingRow

_FILTERS = (
    "",
    "state=open&state=disputed",
    "state=open&sort=act_before",
    "state=open&sort=age&direction=overbilled",
    "sort=code&severity=high&currency=EUR",
    "contract=MSA-00007",
    "supplier=Supplier 007 Ltd&state=open",
    "age=over-90&state=open",
    "q=service desk&state=open",
    "q=INV-00012",
    "least=15000&direction=underbilled",
)
_NARROW = Scope.of("MSA-001*, MSA-00007")
Query = Callable[[Session], object]


def main() -> None:
    """Fill the database where it is empty, and time every query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="where the books are made and kept, or lie already")
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(options.database or Path(folder) / "books.db")
        made(database, Size(options.contracts, options.findings))
        print("| query | median, ms | 95th percentile, ms |\n| --- | --- | --- |")
        for name, query in queries():
            _row(database, name, query, options.rounds)
        database.close()


def made(database: Database, size: Size) -> None:
    """Fill an empty database."""
    with database.write() as session:
        if not session.execute(select(func.count(col(FindingRow.id)))).scalar():
            fill(session, size)
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def queries() -> Iterator[tuple[str, Query]]:
    """Name what is timed."""
    for query in _FILTERS:
        wanted = FindingFilter.parse(query)
        yield f"findings ?{query}", lambda s, w=wanted: findings.find(s, EVERYTHING, w, TODAY)
        yield (
            f"their counts ?{query}",
            lambda s, w=wanted: finding_summary.summary(s, EVERYTHING, w, TODAY),
        )
    wanted = FindingFilter(state=("open",))
    yield "findings of few contracts", lambda s: findings.find(s, _NARROW, wanted, TODAY)
    yield "their counts", lambda s: finding_summary.summary(s, _NARROW, wanted, TODAY)
    yield "findings, page 1000", lambda s: findings.find(s, EVERYTHING, wanted, TODAY, 1000)
    yield "next and previous finding", _beside
    yield "one finding", lambda s: finding_detail.finding(s, EVERYTHING, _mark(s))
    for query in (
        "",
        "q=agreement 77",
        "sort=expires",
        "sort=findings",
        "sort=review",
        "waiting=review",
    ):
        asked = ContractFilter.parse(query)
        yield f"contracts ?{query}", lambda s, w=asked: contracts.find(s, EVERYTHING, w)
    for query in ("", "q=inv-00012", "contract=MSA-00007", "sort=total", "findings=yes"):
        billed = InvoiceFilter.parse(query)
        yield f"invoices ?{query}", lambda s, w=billed: invoices.find(s, EVERYTHING, w)
    yield "one invoice", lambda s: invoices.invoice(s, EVERYTHING, 77)
    yield "one contract", lambda s: contract_detail.contract(s, EVERYTHING, 77)
    yield "its months", lambda s: timeline.months(s, EVERYTHING, 77, TODAY)
    yield "its deadlines", lambda s: deadlines.deadlines(s, EVERYTHING, 77, TODAY)
    yield "dashboard", lambda s: dashboard.dashboard(s, EVERYTHING, TODAY)
    yield "dashboard of few contracts", lambda s: dashboard.dashboard(s, _NARROW, TODAY)
    yield "what was checked", lambda s: tests_passed.check_counts(s, EVERYTHING)
    yield "quality of the reading", lambda s: extraction.extraction_quality(s, EVERYTHING)
    yield "as of a past day", lambda s: as_of.counts(s, EVERYTHING, TODAY)


def _mark(session: Session) -> str:
    query = select(col(FindingRow.fingerprint)).where(col(FindingRow.id) == 777)  # noqa: PLR2004 (any)
    return session.execute(query).scalar_one()


def _beside(session: Session) -> object:
    mark = findings.marks(session, EVERYTHING, FindingFilter(), TODAY, limit=100)[-1]
    return findings.neighbours(session, EVERYTHING, FindingFilter(), TODAY, mark)


def _row(database: Database, name: str, query: Query, rounds: int) -> None:
    spent = []
    for _ in range(rounds + 1):
        with database.read() as session:
            start = time.perf_counter()
            query(session)
            spent.append((time.perf_counter() - start) * 1000)
    spent = sorted(spent[1:])  # the first one warms up
    print(f"| {name} | {spent[len(spent) // 2]:.1f} | {spent[int(len(spent) * 0.95) - 1]:.1f} |")


if __name__ == "__main__":
    main()
