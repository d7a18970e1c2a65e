"""Reads a CSV of usage events, an event a line; columns are recognised by their headings.

Headings stand in the first line, in any order and case; columns with other headings are kept as
properties.  A line that is no event is refused and named; the others are read.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.facts.columns import heading
from models.errors import DocumentError, ErrorCode
from models.usage import NotAnEvent, UsageEvent, read_event

HEADINGS: Mapping[str, str] = {
    name: field
    for field, names in {
        "event_id": "event_id id eventid event_uuid uuid transaction_id idempotency_key",
        "contract": "contract contract_id contract_number contract_reference agreement",
        "customer": "customer customer_name customer_id account client",
        "meter": "meter meter_name metric event_name event_type item",
        "quantity": "quantity value amount units usage",
        "unit": "unit unit_of_measure uom",
        "subject": "subject user user_id unique_id",
        "at": "at timestamp time event_time occurred_at date_time datetime date",
    }.items()
    for name in names.split()
}
"""The field that a folded heading names."""
_NEEDED = ("event_id", "meter", "at")
_MARKS = ",;\t|"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is no event: its number, what is wrong, and what to do."""

    line: int
    what: str
    do: str


def events_in(lines: Iterable[str], file: str) -> Iterator[UsageEvent | RefusedLine]:
    """Read the lines of a CSV.

    Raises:
        DocumentError: the first line holds no headings that we know, or the file is no CSV.
    """
    rest = iter(lines)
    first = next(rest, "")
    mark = max(_MARKS, key=first.count)
    columns = _columns(next(csv.reader([first], delimiter=mark), []), file)
    reader = csv.reader(rest, delimiter=mark)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _event(columns, row, reader.line_num + 1)
    except csv.Error as error:
        raise DocumentError(
            ErrorCode.TABLE_DAMAGED,
            f"line {reader.line_num + 1} cannot be read as CSV: {error}.",
            where=file,
            do="Export it again; nothing of it was taken.",
        ) from error


def _columns(headings: Sequence[str], file: str) -> list[tuple[str | None, str]]:
    """Return the field of each column, None for a property, and its heading."""
    found: list[tuple[str | None, str]] = []
    taken: set[str] = set()
    for text in headings:
        field = HEADINGS.get(heading(text))
        field = None if field in taken else field
        taken |= {field} if field else set()
        found.append((field, text.strip()))
    missing = [name for name in _NEEDED if name not in taken]
    if not taken & {"contract", "customer"}:
        missing.append("contract or customer")
    if missing:
        raise DocumentError(
            ErrorCode.TABLE_NO_HEADER,
            f"the first line has no heading for: {', '.join(missing)}.",
            where=file,
            do="Write headings such as event_id, contract, meter, quantity, at in the first line.",
        )
    return found


def _event(
    columns: Sequence[tuple[str | None, str]], row: Sequence[str], line: int
) -> UsageEvent | RefusedLine:
    if len(row) > len(columns):
        what = f"It has {len(row)} cells, and the first line {len(columns)}."
        return RefusedLine(line, what, "Put texts that hold the separator into quotation marks.")
    given: dict[str, str] = {}
    properties: dict[str, str] = {}
    for (field, name), cell in zip(columns, row, strict=False):
        if field is not None:
            given[field] = cell
        elif name and cell.strip():
            properties[name] = cell
    try:
        return read_event(given, properties)
    except NotAnEvent as error:
        return RefusedLine(line, error.what, error.do)
