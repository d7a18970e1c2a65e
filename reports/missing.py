"""What could not be told, grouped by the thing that would settle it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.findings import Result, Test
from models.invoices import Invoice

# Two reasons that differ only in such a detail name the same missing thing.
_DETAIL = re.compile(
    r"\d{4}-\d{2}-\d{2}|[\"'\u2018\u201c][^\"'\u2019\u201d]*[\"'\u2019\u201d]|\S*\d\S*"
)


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing thing: the checks that wait for it and the invoices that hang on it.

    ``at_risk`` are the totals of those invoices by currency, each invoice counted once.
    """

    reason: str
    tests: int
    codes: tuple[str, ...]
    invoices: tuple[str, ...]
    contracts: tuple[str, ...]
    at_risk: tuple[tuple[str, Decimal], ...]


def invoice_key(document: str | None, number: str | None) -> tuple[str, str]:
    """Tell invoices apart: two may share a number, and one file may hold many."""
    return (document or "", number or "")


def missing_things(tests: Iterable[Test], invoices: Iterable[Invoice]) -> tuple[Missing, ...]:
    """Group the tests that could not tell by their reason, most waiting tests first."""
    known = {invoice_key(inv.document.file, inv.number): inv for inv in invoices}
    groups: dict[str, list[Test]] = {}
    kinds: dict[str, str] = {}
    for test in tests:
        if test.result is Result.CANNOT_TELL:
            nameless = _nameless(test)
            if nameless not in kinds:
                kinds[nameless] = _DETAIL.sub("\u2026", nameless)
            groups.setdefault(kinds[nameless], []).append(test)
    made = [_missing(group, known) for group in groups.values()]
    return tuple(sorted(made, key=lambda one: (-one.tests, one.reason)))


def _nameless(test: Test) -> str:
    reason = test.reason
    for name in filter(None, (test.invoice, test.contract)):
        reason = reason.replace(name, "\u2026")
    return reason


def _missing(group: list[Test], known: dict[tuple[str, str], Invoice]) -> Missing:
    keys = dict.fromkeys(invoice_key(t.document, t.invoice) for t in group if t.invoice)
    reasons = dict.fromkeys(test.reason for test in group)
    risk: dict[str, Decimal] = {}
    for key in keys:
        invoice = known.get(key)
        if invoice is not None and invoice.total is not None:
            currency = invoice.currency or ""
            risk[currency] = risk.get(currency, Decimal(0)) + invoice.total
    first = next(iter(reasons))
    more = f" (and {len(reasons) - 1} like it)" if len(reasons) > 1 else ""
    return Missing(
        reason=first + more,
        tests=len(group),
        codes=tuple(sorted({test.code for test in group})),
        invoices=tuple(dict.fromkeys(number for _, number in keys)),
        contracts=tuple(sorted({t.contract for t in group if t.contract})),
        at_risk=tuple(sorted(risk.items())),
    )
