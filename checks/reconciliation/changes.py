"""What a period holds now against what it held when it was closed, in words and figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from checks.reconciliation.contents import OURS, Contents, Figure, Held, Key
from checks.reconciliation.differences import Difference
from models.ledgers import Service

_COMPARED = {
    "kind": "kind",
    "number": "number",
    "on": "date",
    "customer": "customer",
    "currency": "currency",
    "net": "net amount",
    "tax": "tax",
    "gross": "amount",
    "parts": "sum of its parts",
    "ended": "state",
}
_SYSTEMS = {OURS: "our invoices"} | {one.value: one.value.capitalize() for one in Service}
_SYSTEMS |= {Service.QUICKBOOKS.value: "QuickBooks", Service.HUBSPOT.value: "HubSpot"}


class ChangeKind(StrEnum):
    """How something is not as it was."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"
    NEW_DIFFERENCE = "new_difference"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as the statement has it.

    ``name`` is its number or id.  ``amount`` is by how much the period's sum changes in
    ``currency``, None where it does not.
    """

    kind: ChangeKind
    source: str
    name: str
    words: str
    amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is not as the statement has it; None on a side that has no such figure."""

    then: Figure | None
    now: Figure | None

    @property
    def any(self) -> Figure:
        """Either of the two, to name it by."""
        found = self.now or self.then
        if found is None:
            msg = "a figure that moved stands on one side at least"
            raise AssertionError(msg)
        return found

    @property
    def words(self) -> str:
        """Say it in one sentence."""
        one = self.any
        what = f"{system(one.source)}, {one.kind.value.replace('_', ' ')}s in {one.currency or 'no currency'}"
        return f"{what[:1].upper()}{what[1:]}: {_sum(self.then)} then, {_sum(self.now)} now."


def system(source: str) -> str:
    """Name a source.

    >>> system("here"), system("xero")
    ('our invoices', 'Xero')
    """
    return _SYSTEMS.get(source, source)


def changes(
    then: Contents, now: Contents, elsewhere: Mapping[Key, Held] | None = None
) -> tuple[Change, ...]:
    """Say what is different now.

    ``elsewhere`` is all that is on file by its key, whatever the period: it tells where something
    that is gone went to.
    """
    before = {one.key: one for one in then.held}
    after = {one.key: one for one in now.held}
    found = [
        *(
            _gone(one, (elsewhere or {}).get(key))
            for key, one in before.items()
            if key not in after
        ),
        *(_added(one) for key, one in after.items() if key not in before),
        *(
            _changed(before[key], one)
            for key, one in after.items()
            if key in before and one != before[key]
        ),
    ]
    return (*found, *_differences(then, now))


def moved(then: Contents, now: Contents) -> tuple[Moved, ...]:
    """Return the figures that differ."""
    before = {(one.source, one.kind, one.currency): one for one in then.figures}
    after = {(one.source, one.kind, one.currency): one for one in now.figures}
    keys = list(dict.fromkeys((*before, *after)))
    pairs = (Moved(before.get(key), after.get(key)) for key in keys)
    return tuple(one for one in pairs if one.then != one.now)


def _gone(one: Held, now: Held | None) -> Change:
    where = "is not on file any more" if now is None else f"is now dated {now.on.isoformat()}"
    words = f"{_what(one)} was in the period with {_amount(one)} and {where}."
    return Change(ChangeKind.GONE, one.source, one.name, words, _counted(one, -1), one.currency)


def _added(one: Held) -> Change:
    words = f"{_what(one)} of {one.on.isoformat()} with {_amount(one)} was not in the period."
    return Change(ChangeKind.ADDED, one.source, one.name, words, _counted(one, 1), one.currency)


def _changed(then: Held, now: Held) -> Change:
    fields = (
        f"{word} {_value(then, name)} then, {_value(now, name)} now"
        for name, word in _COMPARED.items()
        if getattr(then, name) != getattr(now, name)
    )
    words = f"{_what(then)}: {'; '.join(fields)}."
    apart = (_counted(now, 1) or Decimal(0)) - (_counted(then, 1) or Decimal(0))
    same = then.currency == now.currency
    amount = apart if same and apart else None
    return Change(ChangeKind.CHANGED, now.source, now.name, words, amount, now.currency)


def _differences(then: Contents, now: Contents) -> Iterator[Change]:
    before = {_mark(one): one for one in then.differences}
    after = {_mark(one): one for one in now.differences}
    for key, one in after.items():
        if key not in before:
            yield _told(ChangeKind.NEW_DIFFERENCE, one, f"New difference: {one.words}")
    for key, one in before.items():
        if key not in after:
            yield _told(ChangeKind.SETTLED, one, f"No difference any more: {one.words}")


def _told(kind: ChangeKind, one: Difference, words: str) -> Change:
    return Change(kind, one.service.value, one.number or one.record or "", words)


def _mark(one: Difference) -> tuple[object, ...]:
    return one.kind, one.service, one.number, one.record, one.ours, one.theirs


def _what(one: Held) -> str:
    where = "" if one.source == OURS else f" in {system(one.source)}"
    return f"{one.kind.value.replace('_', ' ').capitalize()} {one.name}{where}"


def _amount(one: Held) -> str:
    return "no amount" if one.gross is None else f"{one.gross} {one.currency or ''}".rstrip()


def _value(one: Held, name: str) -> str:
    value = getattr(one, name)
    if name == "ended":
        return value or "valid"
    return "none" if value is None else str(value)


def _counted(one: Held, sign: int) -> Decimal | None:
    return None if one.ended or one.gross is None else sign * one.gross


def _sum(figure: Figure | None) -> str:
    return "none" if figure is None else f"{figure.count} with {figure.total}"
