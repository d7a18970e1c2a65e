"""What differs between two readings of one document, field by field.  Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, cast

from pydantic import TypeAdapter

from models.forms import json_text, plain

Form: TypeAlias = Mapping[str, object]
_PLACE = ("quote", "page", "section")
_ASIDE = frozenset(
    {"schema", "document", "contract_evidence", "evidence", "confidence", "notices", "confirmed"}
)
_ALIKE = 0.5


class What(StrEnum):
    """How something differs."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field; an empty text where it was, or is, not stated."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One term, header or invoice that is read in another way.

    ``term`` is the number of the term on file.  ``decided`` says that a person decided about it:
    what is on file stays whatever becomes of the new reading.
    """

    what: What
    thing: str
    fields: tuple[FieldChange, ...] = ()
    quote_before: str = ""
    quote_after: str = ""
    term: int | None = None
    decided: bool = False


DIFFERENCES: TypeAdapter[tuple[Difference, ...]] = TypeAdapter(tuple[Difference, ...])


@dataclass(frozen=True, slots=True)
class Known:
    """A term on file: what counts, and what it was read as before a person decided.

    ``read`` is None where a person added it.
    """

    number: int
    values: Form
    decided: bool
    rejected: bool
    read: Form | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A term on file and the one that is read now; one of them may be missing."""

    known: Known | None
    new: Form | None


def flat_term(kind: str, values: Form, quote: str, page: int | None, section: str | None) -> Form:
    """Write a term as what is compared: its fields, and where it stands."""
    return {"kind": kind, **values, "quote": quote, "page": page, "section": section}


def paired(known: Sequence[Known], new: Sequence[Form]) -> list[Pair]:
    """Find for each term on file the one that is read now in its place.

    Equal ones first, then those with the same quote, then the most alike of one kind.
    """
    left, come = list(known), list(new)
    pairs: list[Pair] = []
    for least in (1.0, 0.9, _ALIKE):
        scored = sorted(
            (
                (-score, i, j)
                for i, one in enumerate(left)
                for j, other in enumerate(come)
                if (score := _likeness(one, other)) >= least
            ),
        )
        used: tuple[set[int], set[int]] = (set(), set())
        for _, i, j in scored:
            if i not in used[0] and j not in used[1]:
                pairs.append(Pair(left[i], come[j]))
                used[0].add(i)
                used[1].add(j)
        left = [one for i, one in enumerate(left) if i not in used[0]]
        come = [one for j, one in enumerate(come) if j not in used[1]]
    return [*pairs, *(Pair(one, None) for one in left), *(Pair(None, one) for one in come)]


def term_differences(pairs: Sequence[Pair]) -> Iterator[Difference]:
    """Name what differs, as against what was read before; news about what a person decided too."""
    for pair in pairs:
        known, new = pair.known, pair.new
        if known is None:
            if new is not None:
                yield Difference(What.CAME, _kind(new), _fields({}, new), quote_after=_quote(new))
        elif new is None:
            if known.read is not None and not known.rejected:
                yield Difference(
                    What.WENT,
                    _kind(known.values),
                    _fields(known.values, {}),
                    quote_before=_quote(known.values),
                    term=known.number,
                    decided=known.decided,
                )
        elif new not in (known.values, known.read) and not _same_values(known, new):
            yield Difference(
                What.CHANGED,
                _kind(known.values),
                _fields(known.values, new),
                _quote(known.values),
                _quote(new),
                known.number,
                known.decided,
            )


def header_differences(before: Form, after: Form, *, decided: bool) -> Iterator[Difference]:
    """Compare two contracts without their terms; one difference for all that changed."""
    fields = _fields(_flat(before), _flat(after))
    if fields:
        yield Difference(What.CHANGED, "contract", fields, decided=decided)


def invoice_differences(
    before: Sequence[Form], after: Sequence[Form], *, decided: bool
) -> Iterator[Difference]:
    """Compare the invoices of one file: by number, else in their order."""
    come = list(after)
    for one in before:
        same = next((other for other in come if other.get("number") == one.get("number")), None)
        if same is None and len(before) == len(after):
            same = next(iter(come), None)
        if same is None:
            yield Difference(What.WENT, _invoice(one), _fields(_flat(one), {}), decided=decided)
            continue
        come.remove(same)
        if fields := _fields(_flat(one), _flat(same)):
            yield Difference(What.CHANGED, _invoice(one), fields, decided=decided)
    for one in come:
        yield Difference(What.CAME, _invoice(one), _fields({}, _flat(one)))


def _same_values(known: Known, new: Form) -> bool:
    """Whether a decided term is confirmed by what is read now, wherever that stands."""
    return known.decided and any(
        one is not None and not _fields(_without_place(one), _without_place(new))
        for one in (known.values, known.read)
    )


def _likeness(known: Known, new: Form) -> float:
    """Say how alike two terms are: 1 equal, 0.9 one quote, else the share of equal fields."""
    best = 0.0
    for one in (known.values, known.read):
        if one is None or one["kind"] != new["kind"]:
            continue
        if one == new:
            return 1.0
        if one["quote"] and one["quote"] == new["quote"]:
            best = max(best, 0.9)
        mine, other = _without_place(one), _without_place(new)
        names = {**mine, **other}
        equal = sum(mine.get(name) == other.get(name) for name in names)
        best = max(best, 0.9 * equal / max(len(names), 1) - 0.01)
    return best


def _without_place(form: Form) -> Form:
    return {key: value for key, value in form.items() if key not in _PLACE}


def _flat(form: Form, prefix: str = "") -> dict[str, object]:
    """Write a form with one level: "supplier.name", "lines.3.amount"."""
    found: dict[str, object] = {}
    for key, value in form.items():
        if key in _ASIDE:
            continue
        if isinstance(value, list):
            value = {str(n): one for n, one in enumerate(cast("list[object]", value), 1)}  # noqa: PLW2901
        if isinstance(value, Mapping):
            found |= _flat(cast("Form", value), f"{prefix}{key}.")
        else:
            found[prefix + key] = value
    return found


def _fields(before: Form, after: Form) -> tuple[FieldChange, ...]:
    pairs = (
        (name, _text(before.get(name)), _text(after.get(name))) for name in {**before, **after}
    )
    return tuple(FieldChange(*one) for one in pairs if one[1] != one[2] and one[0] != "kind")


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json_text(plain(value))


def _kind(form: Form) -> str:
    return str(form["kind"])


def _quote(form: Form) -> str:
    return str(form.get("quote") or "")


def _invoice(form: Form) -> str:
    return f"invoice {form.get('number') or 'without number'}"
