"""What a company's books need: bytes a row, measured, and from them disk, hours and machines.

    python -m benchmarks.sizing [--database URL] [--lines 20000] [--contracts 300]
        [--want-contracts 1000000] [--want-lines 100000000] [--lines-an-invoice 10]
        [--pages-a-contract 20] [--pages-a-core-second N] [--night-hours 6]

Fills an empty database (a file that is thrown away, or the PostgreSQL named) with the books of
`benchmarks/scale_books.py`, runs all checks, and looks at how large each table is with its
indexes; what a table grows with stands in the tables at the top.  The sample company's documents
are read in this process for pages and invoices a core second, unless the options say them.
Prints markdown.
"""

import argparse
import math
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import inspect, text

import sample_contracts
from benchmarks.scale import Step, apart, checked, made_books
from benchmarks.scale_books import Size
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from contract_ai.tasks import contract, invoices
from models.errors import DocumentError
from models.forms import read_contract_form

_SQLITE = (
    "SELECT sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name "
    "WHERE m.tbl_name = :table"
)
_POSTGRES = "SELECT pg_total_relation_size(CAST(:table AS regclass))"
_BY_CONTRACT = frozenset({"contract", "contract_party", "term", "contract_evidence", "agreement"})
_BY_LINE = frozenset({"invoice_line", "usage", "timesheet"})
_SAMPLES = Path(sample_contracts.__file__).parent
_ROUNDS = 2
_FORM: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])
_GIGABYTE = 1e9
_SHOWN = 0.005  # of all bytes; smaller tables are not printed


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table, and its bytes with those of its indexes."""

    name: str
    rows: int
    size: int

    @property
    def driver(self) -> str:
        """What it grows with."""
        if self.name in _BY_CONTRACT:
            return "contracts"
        return "lines" if self.name in _BY_LINE else "invoices"


def main() -> None:
    """Measure, and print what is needed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--contracts", type=int, default=300)
    parser.add_argument("--want-contracts", type=int, default=1_000_000)
    parser.add_argument("--want-lines", type=int, default=100_000_000)
    parser.add_argument("--lines-an-invoice", type=float, default=10)
    parser.add_argument("--pages-a-contract", type=float, default=20)
    parser.add_argument("--pages-a-core-second", type=float)
    parser.add_argument("--seconds-an-invoice", type=float)
    parser.add_argument("--megabytes-an-original", type=float, default=0.1)
    parser.add_argument("--night-hours", type=float, default=6)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.database or str(Path(folder) / "books.db")
        made = apart(made_books, place, Size(given.lines, given.contracts))
        done = apart(checked, place)
        database = open_database(place)
        found = tables(database)
        database.close()
    bills = given.want_lines / given.lines_an_invoice
    wanted = {"contracts": given.want_contracts, "lines": given.want_lines, "invoices": bills}
    print(
        f"Measured on {made.counts['contracts']:,} contracts, {made.counts['invoices']:,} invoices "
        f"and {made.counts['lines']:,} lines; calculated for {given.want_contracts:,} contracts, "
        f"{bills:,.0f} invoices and {given.want_lines:,} lines.\n"
    )
    _disk(found, made, wanted)
    _time(given, made, done, wanted)


def tables(database: Database) -> list[Table]:
    """Measure every table of a database, the largest first."""
    query = text(_SQLITE if database.engine.dialect.name == "sqlite" else _POSTGRES)
    found = []
    with database.engine.connect() as connection:
        for name in inspect(database.engine).get_table_names():
            rows = connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 (our own names)
            size = connection.execute(query, {"table": name}).scalar_one() or 0
            found.append(Table(name, rows, int(size)))
    return sorted(found, key=lambda table: -table.size)


def _disk(found: list[Table], made: Step, wanted: dict[str, float]) -> None:
    print("| table | rows | bytes a row, with indexes | grows with | GB wanted |")
    print("| --- | --- | --- | --- | --- |")
    everything, total = sum(table.size for table in found), 0.0
    for table in found:
        if not table.rows:
            continue
        needed = table.size * wanted[table.driver] / made.counts[table.driver] / _GIGABYTE
        total += needed
        if table.size >= _SHOWN * everything:
            a_row = table.size / table.rows
            print(
                f"| {table.name} | {table.rows:,} | {a_row:,.0f} | {table.driver} | {needed:,.1f} |"
            )
    print(f"| all | | | | {total:,.1f} |\n")


def _time(given: argparse.Namespace, made: Step, done: Step, wanted: dict[str, float]) -> None:
    lines_a_second = made.counts["lines"] / done.core
    invoices_a_second = made.counts["invoices"] / done.core
    pages, an_invoice = _reading()
    pages = given.pages_a_core_second or pages
    an_invoice = given.seconds_an_invoice or an_invoice
    contracts = wanted["contracts"] * given.pages_a_contract / pages
    work = {
        "reading contracts": contracts,
        "reading invoices": wanted["invoices"] * an_invoice,
        "checks": max(wanted["lines"] / lines_a_second, wanted["invoices"] / invoices_a_second),
    }
    print("| work of the first time | core hours | cores for a night |\n| --- | --- | --- |")
    for name, seconds in work.items():
        hours = seconds / 3600
        print(f"| {name} | {hours:,.0f} | {math.ceil(hours / given.night_hours):,} |")
    originals = (wanted["contracts"] + wanted["invoices"]) * given.megabytes_an_original / 1000
    print(
        f"\nChecks: {lines_a_second:,.0f} lines and {invoices_a_second:,.0f} invoices a core "
        f"second, {done.peak:,.0f} MB.  Reading: {pages:,.1f} pages of contracts a core second, "
        f"{an_invoice * 1000:,.0f} core ms an invoice.  Originals: {originals:,.0f} GB."
    )


def _reading() -> tuple[float, float]:
    """Return pages of contracts a core second, and core seconds an invoice, of the samples."""
    contracts = [(path.name, path.read_bytes()) for path in _SAMPLES.glob("contracts/*.pdf")]
    bills = [(path.name, path.read_bytes()) for path in _SAMPLES.glob("invoices/TA-*")]
    pages = 0
    contract.warm()
    contracts = [one for one in contracts if _has_text(*one)]
    for name, data in bills:
        invoices.run(data, name, "")
    started = time.process_time()
    for _ in range(_ROUNDS):
        for name, data in contracts:
            form = read_contract_form(_FORM.validate_python(contract.run(data, name, "")))
            pages += form.document.pages or 0
    middle = time.process_time()
    for _ in range(_ROUNDS):
        for name, data in bills:
            invoices.run(data, name, "")
    ended = time.process_time()
    return pages / (middle - started), (ended - middle) / (_ROUNDS * len(bills))


def _has_text(name: str, data: bytes) -> bool:
    """Whether a document is read without text recognition; reads it, which warms what reads."""
    try:
        contract.run(data, name, "")
    except DocumentError:
        return False
    return True


if __name__ == "__main__":
    main()
