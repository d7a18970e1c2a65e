"""Plain text tables for people."""

import json
from collections.abc import Iterable, Sequence

from models.contracts import Contract
from models.forms import Form, invoice_form, term_form
from models.invoices import Invoice
from reports.coverage_words import RESULTS, coverage_words

_LONGEST = 48
_ASIDE = frozenset({"kind", "evidence", "confidence", "review"})


class Whole(str):
    """A cell that is never cut, since it is a sentence of ours."""

    __slots__ = ()


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out rows in columns as wide as their widest cell.

    >>> print(table(["a", "b"], [["1", None]]))
    a  b
    1
    """
    cells = [list(headings), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headings))]
    lines = ("  ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)


def terms_table(contract: Contract) -> str:
    """List the terms of one contract."""
    rows = [
        [
            term.kind,
            values(term_form(term, "")),
            _page(term.evidence.page),
            term.evidence.section,
            f"{term.confidence:.2f}",
            "review" if term.review else "",
        ]
        for term in contract.terms
    ]
    title = contract.contract.title or ""
    head = f"{contract.document.file}  {title}".rstrip()
    terms = table(["term", "values", "page", "section", "sure", ""], rows)
    return f"{head}\n{terms}\n{coverage_table(contract)}"


def coverage_table(contract: Contract) -> str:
    """List what was looked for and not found, and what was not decided; empty where nothing is."""
    rows = [
        [one.kind, RESULTS[one.status].lower(), Whole(coverage_words(one, contract))]
        for one in contract.coverage
        if one.status != "found"
    ]
    possible = [
        [
            term.kind,
            values(term_form(term, "")),
            _page(term.evidence.page),
            term.evidence.quote,
        ]
        for one in contract.coverage
        for term in one.possible
    ]
    text = f"\n{table(['looked for', 'result', 'where'], rows)}\n" if rows else ""
    if possible:
        text += f"\n{table(['possibly', 'values', 'page', 'quote'], possible)}\n"
    return text


def invoices_table(invoices: Iterable[Invoice]) -> str:
    """List invoices, one a line."""
    rows = []
    for invoice in invoices:
        form = invoice_form(invoice)
        kind = "credit note" if invoice.is_credit else "invoice"
        rows.append(
            [
                invoice.number,
                kind,
                form.get("issue_date"),
                form.get("due_date"),
                invoice.supplier.name,
                form.get("total"),
                invoice.currency,
                len(invoice.lines),
            ]
        )
    headings = ["number", "kind", "issued", "due", "supplier", "total", "", "lines"]
    return table(headings, rows) + "\n"


def contracts_table(contracts: Iterable[Contract]) -> str:
    """List contracts, one a line."""
    rows = []
    for one in contracts:
        header = one.contract
        provider, customer = header.party("provider"), header.party("customer")
        rows.append(
            [
                one.stem,
                header.title,
                header.kind,
                provider.name if provider else None,
                customer.name if customer else None,
                header.effective_date,
                header.expiration_date,
                len(one.terms),
                sum(term.review for term in one.terms),
            ]
        )
    headings = [
        "contract",
        "title",
        "kind",
        "provider",
        "customer",
        "from",
        "to",
        "terms",
        "review",
    ]
    return table(headings, rows) + "\n"


def values(form: Form) -> str:
    """Write a term's own values on one line."""
    parts = []
    for key, value in form.items():
        if key not in _ASIDE:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            parts.append(f"{key} {shown}")
    return ", ".join(parts)


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    text = "".join(char if char.isprintable() else "?" for char in text)
    return (
        text
        if isinstance(value, Whole) or len(text) <= 2 * _LONGEST
        else text[: 2 * _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
    )


def _page(page: int | None) -> str:
    return "" if page is None else str(page)
