"""``python -m sample_contracts.cash``: from contract to cash, after a run on the sample company.

Shows what is to be billed, what came in, what is open, and what QuickBooks has otherwise, each by
a command of ``contract-ai`` that does the same with your own data.  It works on a copy of the
run's database that is gone afterwards, and writes its files beside the report.
"""

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import fill
from typing import Any

from checks.receivables.ageing import BUCKETS
from contract_ai.cli.main import main as contract_ai
from contract_ai.intake.removal import retire
from contract_ai.storage.documents import FACTS, documents
from contract_ai.storage.upgrade import open_database
from models.accounts import Actor
from models.errors import SettingsError

HERE = Path(__file__).parent
CASH = HERE / "cash"
AS_OF, MONTH = "2026-06-30", "2026-07"
DONE, DIFFERENT = 0, 1
_WIDE, _NAME = 100, 32  # columns of a terminal, and of them a customer's name
_HEADS = ["customer", "currency", *BUCKETS, "total"]
_DIFFERENCE = ["kind", "number", "record", "ours", "theirs", "amount", "currency", "words"]


class Failed(Exception):
    """A command did not end as it should."""

    def __init__(self, arguments: Sequence[str], said: str) -> None:
        super().__init__(f"contract-ai {' '.join(arguments)}: {said.strip()}")


class Books:
    """A database, and ``contract-ai`` on it."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def run(self, *arguments: str | Path, ends: Sequence[int] = (DONE,)) -> str:
        """Run one command and return what it printed.

        Raises:
            Failed: it ended otherwise.
        """
        given = [*map(str, arguments), "--database", str(self._place)]
        printed, said = io.BytesIO(), io.StringIO()
        with redirect_stdout(io.TextIOWrapper(printed, "utf-8", write_through=True)) as out:
            with redirect_stderr(said):
                code = contract_ai(given)
            out.detach()
        if code not in ends:
            raise Failed(given, said.getvalue())
        return printed.getvalue().decode()

    def ask(self, *arguments: str | Path, ends: Sequence[int] = (DONE,)) -> Any:
        """Run one command and return what it answers as JSON."""
        return json.loads(self.run(*arguments, "--format", "json", ends=ends))

    def leave_out(self, file: str) -> None:
        """Take a file of facts out of use."""
        database = open_database(self._place, Actor("sample_contracts.cash", "command line"))
        with database.write() as session:
            numbers = [row.id for row in documents(session, FACTS) if row.file == file and row.id]
            for number in numbers:
                retire(session, number, "The bank itself says what was paid.", datetime.now(UTC))
        database.close()


def show(report: Path) -> None:
    """Do it all with the database of the run that wrote ``report``, a few lines of each.

    Raises:
        Failed: a command did not end as it should.
        SettingsError: the run's database cannot be used.
        OSError: there is no such run, or files cannot be written.
    """
    known = json.loads((report / "findings.json").read_text("utf-8"))["findings"]
    with TemporaryDirectory(prefix="contract-ai-cash-") as passing:
        place = Path(passing) / "books.db"
        shutil.copyfile(report / "contract-ai.db", place)
        books = Books(place)
        books.leave_out("payments.csv")
        books.run("payments", "add", CASH / "bank.xml", "--as-of", AS_OF)
        books.run("add", CASH / "deals.csv", "--as", "facts")
        books.run("check", "--as-of", AS_OF)
        print(
            f"\nFrom contract to cash, with bank.xml, quickbooks.json and deals.csv of {_here(CASH)}"
        )
        _drafts(books, report)
        _payments(books)
        _receivables(books, report)
        _reconciled(books, report)
        _findings(books, known)
    print("\nAll of it in the browser: .venv/bin/contract-ai demo")


def _drafts(books: Books, report: Path) -> None:
    print("\nTo be billed in July 2026 and on no invoice yet, with tax (contract-ai bill):")
    for draft in books.ask("bill", "--period", MONTH):
        items = ", ".join(line["description"] for line in draft["lines"])
        print(
            f"  {_who(draft['customer']['name'])}{_sum(draft['total'], draft['currency'])}  {items}"
        )
    folder = report / "drafts"
    shutil.rmtree(folder, ignore_errors=True)
    paper = "--format", "pdf", "--out", folder, "--issuing", CASH / "company.toml"
    try:
        paths = books.run("invoice-files", "--period", MONTH, *paper).splitlines()
    except Failed as error:  # a machine without the system's library for PDFs
        paths = [f"no PDF: {error}"]
    for path in paths:
        print(f"  Draft: {_here(Path(path))}")


def _payments(books: Books) -> None:
    held = books.ask("payments", "list")
    waiting = [one for one in held if one["state"] != "applied"]
    print(
        f"\nCame in by the bank's statements: {len(held)} payments, {len(held) - len(waiting)} matched "
        "to invoices (contract-ai payments).\nThese wait for a person:"
    )
    for one in waiting:
        print(f"  {_who(one['payer'])}{_sum(one['amount'], one['currency'])}")
        _say(one["why"], 6)


def _receivables(books: Books, report: Path) -> None:
    found = books.ask("receivables", "--as-of", AS_OF)
    rows, items = found["ageing"], found["items"]
    buckets = [name for name in BUCKETS if any(Decimal(row[name]) for row in rows)]
    print("\nOpen on 30 June 2026, by days past the contract's due date (contract-ai receivables):")
    print(f"  {_who('')}    " + "".join(f"{name:>12}" for name in buckets))
    for row in rows:
        amounts = "".join(f"{_money(row[name]):>12}" for name in buckets)
        print(f"  {_who(row['customer'])}{row['currency']} {amounts}")
    owed = {row["currency"] for row in rows}
    days = [
        f"{one['currency']} {one['days']}"
        for one in found["measures"]
        if one["name"] == "DSO by countback" and one["currency"] in owed
    ]
    print(f"  Days sales outstanding, by countback: {', '.join(days)}")
    _write(report / "ageing.csv", "Ageing", _HEADS, rows)
    _write(report / "open-items.csv", "Open items", list(items[0]), items)


def _reconciled(books: Books, report: Path) -> None:
    records = "--records", CASH / "quickbooks.json"
    found = books.ask("reconcile", *records, ends=(DONE, DIFFERENT))
    print(
        f"\nQuickBooks has {len(found)} things otherwise than our invoices (contract-ai reconcile):"
    )
    for one in found:
        _say(one["words"])
    _write(report / "reconciliation.csv", "Reconciliation", _DIFFERENCE, found)


def _findings(books: Books, known: Iterable[dict[str, Any]]) -> None:
    before = {_key(one) for one in known}
    new = [one for one in books.ask("findings")["findings"] if _key(one) not in before]
    print(f"\nThe bank and the deals add {len(new)} findings to those of the report:")
    for one in sorted(new, key=lambda one: (one["code"], one["amount"])):
        _say(" ".join(filter(None, (one["code"], one.get("invoice"), one["message"]))))


def _key(finding: dict[str, Any]) -> tuple[object, ...]:
    return tuple(map(finding.get, ("code", "contract", "invoice", "line", "amount")))


def _write(path: Path, name: str, heads: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Write a table that spreadsheets open, and say where."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, heads, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    print(f"  {name}: {_here(path)}")


def _who(name: str) -> str:
    return f"{name:<{_NAME}}"


def _money(amount: str) -> str:
    return f"{Decimal(amount):,.2f}" if Decimal(amount) else "-"


def _sum(amount: str, currency: str) -> str:
    return f"{_money(amount):>12} {currency}"


def _say(text: str, indent: int = 2) -> None:
    print(fill(text, _WIDE, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2)))


def _here(path: Path) -> Path:
    """Name a path from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


if __name__ == "__main__":
    try:
        show(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "report")
    except (Failed, SettingsError, OSError) as error:
        sys.exit(f"{error}\nIs the sample company checked? contract-ai run sample_contracts")
