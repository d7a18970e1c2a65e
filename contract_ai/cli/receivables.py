"""``contract-ai receivables``: what customers owe by the contract, how old it is, when it comes."""

from collections.abc import Iterator
from datetime import date

import click

from checks.receivables.ageing import BUCKETS, Aged
from checks.receivables.dso import Measure
from checks.receivables.standing import Speed, Standing
from contract_ai.cli.common import DATABASE, Session, format_option, put, session_command
from contract_ai.cli.dates import AS_OF, today
from contract_ai.cli.tables import Whole, table
from contract_ai.desk.receivables import receivables
from contract_ai.desk.scope import EVERYTHING
from models.forms import Json, json_text


@click.command(epilog="Example: contract-ai receivables --as-of 2026-06-30 --database books.db")
@AS_OF
@DATABASE
@format_option("text")
@session_command
def command(session: Session, as_of: date | None, database: str | None, form: str) -> int:
    """List what customers owe: ageing by the contract's due dates, DSO, open items, forecast."""
    day = as_of or today()
    with session.database(database) as opened, opened.read() as reading:
        found = receivables(reading, EVERYTHING, day, session.settings.for_checks)
    put(json_text(_form(found)) if form == "json" else "\n\n".join(_text(found)) + "\n")
    return 0


def _text(found: Standing) -> Iterator[str]:
    yield f"Receivables as of {found.as_of.isoformat()}, by contractual due date"
    rows = [*(_aged(one, one.customer) for one in found.aged)]
    rows += [_aged(one, "all") for one in found.totals]
    yield table(["customer", "", *BUCKETS, "total"], rows)
    yield table(
        ["measure", "", "days", "how"],
        [row for speed in found.speeds for row in _speed(speed)],
    )
    yield table(
        ["invoice", "customer", "open", "", "due", "printed", "by", "interest so far"],
        [
            [
                one.number,
                one.customer,
                f"{one.open:f}",
                one.currency,
                one.due_on,
                one.printed_due_on,
                one.due_words,
                Whole(f"{one.late_charge:f} ({one.late_working})" if one.late_charge else ""),
            ]
            for one in found.items
        ],
    )
    yield table(
        ["expected", "invoice", "customer", "amount", "", "why"],
        [
            [one.on, one.number, one.customer, f"{one.amount:f}", one.currency, Whole(one.why)]
            for one in found.forecast
        ],
    )


def _aged(one: Aged, name: str) -> list[object]:
    return [name, one.currency, *(f"{amount:f}" for amount in one.amounts), f"{one.total:f}"]


def _speed(one: Speed) -> Iterator[list[object]]:
    for name, measure in _measures(one).items():
        yield [name, one.currency, measure.days, Whole(measure.working)]


def _measures(one: Speed) -> dict[str, Measure]:
    return {
        "DSO by balance": one.balance,
        "DSO by countback": one.countback,
        "best possible DSO": one.best,
        "days beyond terms": one.beyond_terms,
    }


def _form(found: Standing) -> dict[str, Json]:
    return {
        "schema": "receivables/1",
        "as_of": found.as_of.isoformat(),
        "ageing": [
            {
                "customer": one.customer,
                "currency": one.currency,
                **{name: f"{a:f}" for name, a in zip(BUCKETS, one.amounts, strict=True)},
                "total": f"{one.total:f}",
            }
            for one in found.aged
        ],
        "measures": [
            {
                "currency": one.currency,
                "name": name,
                "days": None if m.days is None else f"{m.days:f}",
                "working": m.working,
            }
            for one in found.speeds
            for name, m in _measures(one).items()
        ],
        "items": [
            {
                "invoice": one.number,
                "customer": one.customer,
                "contract": one.contract,
                "currency": one.currency,
                "total": f"{one.total:f}",
                "open": f"{one.open:f}",
                "due_on": one.due_on.isoformat() if one.due_on else None,
                "printed_due_on": one.printed_due_on.isoformat() if one.printed_due_on else None,
                "due_words": one.due_words,
                "clause": one.clause.quote if one.clause else None,
                "late_charge": None if one.late_charge is None else f"{one.late_charge:f}",
                "late_working": one.late_working,
            }
            for one in found.items
        ],
        "forecast": [
            {
                "on": one.on.isoformat(),
                "invoice": one.number,
                "customer": one.customer,
                "currency": one.currency,
                "amount": f"{one.amount:f}",
                "why": one.why,
            }
            for one in found.forecast
        ],
    }
