"""The trail as a file: JSON, from which every hash can be computed again, or CSV to read."""

import csv
import io
from collections.abc import Iterator

from sqlmodel import Session

from contract_ai.audit.sealing import canonical
from contract_ai.audit.stored import COLUMNS, stored

ORDER = (
    "seq",
    "at",
    "actor",
    "role",
    "action",
    "object",
    "contract",
    "reason",
    "before",
    "after",
    "prev",
    "hash",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(session: Session, upto: int | None = None) -> Iterator[str]:
    """Write a list of events, oldest first, one a line; ``upto`` is the number of the last."""
    first = True
    for row in stored(session, upto=upto):
        form = dict(zip(COLUMNS, row, strict=True))
        yield ("[\n" if first else ",\n") + canonical(form).decode()
        first = False
    yield "[]\n" if first else "\n]\n"


def as_csv(session: Session) -> Iterator[str]:
    """Write a table of events, oldest first.

    A text that a spreadsheet program would take for a formula gets an apostrophe in front.
    """
    yield csv_line(ORDER)
    for row in stored(session):
        form = dict(zip(COLUMNS, row, strict=True))
        yield csv_line([plain_text(form[name]) for name in ORDER])


def plain_text(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet program would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_line(values: "list[object] | tuple[str, ...]") -> str:
    """Write a line of a table."""
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()
