"""What a filter asks of findings: which rows of the list in memory it lets through."""

from collections.abc import Iterator
from datetime import date

from contract_ai.desk.finding_filter import AGES, UNKNOWN, FindingFilter
from contract_ai.desk.held.columns import Coded, Mask
from contract_ai.desk.held.findings import MANY
from contract_ai.desk.held.table import Table
from contract_ai.desk.scope import Scope
from models.tables.columns import scaled

_KEYS = ("state", "direction", "severity", "code", "currency", "signed", *MANY)


def asked(table: Table, wanted: FindingFilter, today: date) -> dict[str, Mask]:
    """Return the rows that each key of a filter lets through, for the keys that ask something."""
    return dict(_asked(table, wanted, today))


def through(table: Table, scope: Scope, masks: dict[str, Mask], without: str = "") -> Mask:
    """Return the rows that a user sees and all keys let through, but one that is not asked."""
    rows = table.seen(scope)
    for key, mask in masks.items():
        if key != without:
            rows = rows & mask
    return rows


def let_through(table: Table, scope: Scope, wanted: FindingFilter, today: date) -> Mask:
    """Return the rows that a filter lets through."""
    return through(table, scope, asked(table, wanted, today))


def _asked(table: Table, wanted: FindingFilter, today: date) -> Iterator[tuple[str, Mask]]:
    for key in _KEYS:
        if values := getattr(wanted, key):
            yield key, table.coded[key].one_of(value or None for value in values)
    if wanted.age:
        yield "age", _aged(table.coded["found_on"], wanted.age, today)
    if wanted.review is not None:
        yield "review", table.coded["review"].one_of([wanted.review])
    amounts = table.amounts["amount"]
    if wanted.least is not None:
        yield "least", amounts.there & (amounts.values >= scaled(wanted.least))
    if wanted.most is not None:
        yield "most", amounts.there & (amounts.values <= scaled(wanted.most))
    if wanted.q.split():
        yield "q", table.having(wanted.q)


def _aged(days: Coded, buckets: tuple[str, ...], today: date) -> Mask:
    return days.marked([bucket_of(day, today) in buckets for day in days.values])


def bucket_of(found_on: date | None, today: date) -> str:
    """Return the bucket of an age; a day of the future counts as today."""
    if found_on is None:
        return UNKNOWN
    days = max((today - found_on).days, 0)
    return next(name for name, (_, oldest) in AGES.items() if oldest is None or days <= oldest)
