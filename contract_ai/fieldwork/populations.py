"""What a sample is drawn from: invoices, tests of the last run, or its findings.

An item's key rests on the bytes of its document and what was tested, never on a row's number:
it is the same after everything was read and checked again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from checks.catalogue import all_checks
from contract_ai.desk.columns import (
    DOCUMENT,
    DOCUMENTS,
    FINDING,
    FINDINGS,
    INVOICE,
    INVOICES,
    TEST,
    TESTED,
    TESTED_ON,
    TESTS,
)
from contract_ai.desk.scope import EVERYTHING, Scope
from models.findings import Result
from reports.wording import check_name

KINDS = ("invoices", "tests", "findings")
MOST = 500_000
"""Items of a population; more are not loaded."""
RESULT_WORDS = {
    Result.PASS: "passed",
    Result.FINDING: "found something",
    Result.CANNOT_TELL: "cannot tell",
    Result.NOT_APPLICABLE: "did not apply",
}


class TooMany(ValueError):
    """A population is too large to be loaded; the message is for the user."""


class Population(BaseModel):
    """Which items there are to draw from; empty fields ask nothing.

    ``seen`` are the patterns of contracts that the person who drew may see, ``contracts`` the
    narrower ones asked for.  Days are those of issue, for findings of the run that found them
    first; both ends are in.  ``result`` is for tests, ``code`` for tests and findings.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    seen: tuple[str, ...] = EVERYTHING.patterns
    contracts: tuple[str, ...] = ()
    currency: str = ""
    since: date | None = None
    until: date | None = None
    code: str = ""
    result: str = ""

    def narrow(self, column: ColumnElement[Any]) -> Iterator[ColumnElement[bool]]:
        """Say in SQL which contracts are asked for."""
        yield Scope(self.seen).narrow(column)
        if self.contracts:
            yield Scope(self.contracts).narrow(column)


@dataclass(frozen=True, slots=True)
class Unit:
    """One item: ``words`` say what it is; ``place`` is an invoice's place in its document."""

    key: str
    words: str
    amount: Decimal | None
    currency: str | None
    contract: str | None
    sha256: str | None = None
    place: int | None = None
    code: str | None = None
    fingerprint: str | None = None


def units(session: Session, asked: Population) -> list[Unit]:
    """Load a population, in order of its keys.

    Raises:
        TooMany: it has more than `MOST` items.
    """
    query, make = {
        "invoices": (_invoices, _invoice),
        "tests": (_tests, _test),
        "findings": (_findings, _finding),
    }[asked.kind]
    chosen = query(asked)
    count = session.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    if count > MOST:
        msg = f"There are {count:,} items, and at most {MOST:,} are drawn from. Narrow the population."
        raise TooMany(msg)
    return sorted((make(row) for row in session.execute(chosen)), key=lambda one: one.key)


def digest(population: Iterable[Unit]) -> str:
    """Return the SHA-256 over the keys and amounts of a population that is in order of its keys.

    It is taken of lines "KEY TAB AMOUNT TAB CURRENCY".
    """
    made = sha256()
    for one in population:
        amount = "" if one.amount is None else f"{one.amount:f}"
        line = f"{one.key}\t{amount}\t{one.currency or ''}\n"
        made.update(line.encode("utf-8", "surrogatepass"))
    return made.hexdigest()


def _invoices(asked: Population) -> Select[Any]:
    query = (
        select(*_INVOICE)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None))
    )
    return query.where(*_asked(asked, TESTED_ON.contract, INVOICE.currency, INVOICE.issue_date))


def _invoice(row: Any) -> Unit:  # noqa: ANN401 (a row of `_invoices`)
    return Unit(
        f"invoice {row.sha256} {row.place}",
        f"Invoice {row.number or row.file}",
        row.total,
        row.currency,
        row.contract,
        row.sha256,
        row.place,
    )


def _tests(asked: Population) -> Select[Any]:
    query = (
        select(*_INVOICE, TEST.code, TEST.result, TESTED_ON.document.label("document"))
        .select_from(TESTS)
        .join(TESTED, TESTED_ON.id == TEST.tested_id)
        .outerjoin(INVOICES, INVOICE.id == TESTED_ON.invoice_id)
        .outerjoin(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
    )
    conditions = list(_asked(asked, TESTED_ON.contract, INVOICE.currency, INVOICE.issue_date))
    if asked.code:
        conditions.append(TEST.code == asked.code)
    if asked.result:
        conditions.append(TEST.result == asked.result)
    else:
        conditions.append(TEST.result != Result.NOT_APPLICABLE.value)
    return query.where(*conditions)


def _test(row: Any) -> Unit:  # noqa: ANN401 (a row of `_tests`)
    name = check_name(all_checks()[row.code].slug)
    on, key = "all documents", "book"
    if row.sha256 is not None:
        on, key = f"invoice {row.number or row.file}", f"{row.sha256} {row.place}"
    elif row.contract is not None:
        on, key = f"contract {row.contract}", f"contract {row.contract}"
    return Unit(
        f"test {row.code} {key}",
        f"{row.code} {name} on {on}: {RESULT_WORDS[Result(row.result)]}",
        row.total,
        row.currency,
        row.contract,
        row.sha256,
        row.place,
        row.code,
    )


def _findings(asked: Population) -> Select[Any]:
    query = select(
        FINDING.fingerprint,
        FINDING.code,
        FINDING.message,
        FINDING.contract,
        FINDING.amount,
        FINDING.currency,
    ).select_from(FINDINGS)
    conditions = list(_asked(asked, FINDING.contract, FINDING.currency, FINDING.found_on))
    if asked.code:
        conditions.append(FINDING.code == asked.code)
    return query.where(*conditions)


def _finding(row: Any) -> Unit:  # noqa: ANN401 (a row of `_findings`)
    return Unit(
        f"finding {row.fingerprint}",
        row.message,
        row.amount,
        row.currency,
        row.contract,
        code=row.code,
        fingerprint=row.fingerprint,
    )


def _asked(
    asked: Population,
    contract: ColumnElement[Any],
    currency: ColumnElement[Any],
    day: ColumnElement[Any],
) -> Iterator[ColumnElement[bool]]:
    yield from asked.narrow(contract)
    if asked.currency:
        yield currency == asked.currency
    if asked.since:
        yield day >= asked.since
    if asked.until:
        yield day <= asked.until


_INVOICE = (
    TESTED_ON.contract,
    INVOICE.number,
    INVOICE.total,
    INVOICE.currency,
    INVOICE.position.label("place"),
    DOCUMENT.file,
    DOCUMENT.sha256,
)
