"""One letter for each customer: it gathers the items that are due, and speaks as the gravest does."""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.recognition.parties import core_name
from models.reminders import Language, OpenItem, Policy, Step, Tone

_GRAVITY = tuple(Tone)


@dataclass(frozen=True, slots=True)
class Due:
    """An item, the step that is due of it, and the policy that says so.

    ``reminded`` counts the reminders of it that were sent before, once it was due.
    """

    item: OpenItem
    step: Step
    policy: Policy
    reminded: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter to be written: to whom, in what tone, and about which items, the oldest first.

    ``approval`` holds where one of the policies wants it.
    """

    supplier: str
    customer: str
    language: Language
    receivers: tuple[str, ...]
    tone: Tone
    approval: bool
    dues: tuple[Due, ...]


def gathered(dues: Iterable[Due]) -> tuple[Planned, ...]:
    """Gather what is due by customer; by language and address too, where policies differ."""
    groups: dict[tuple[object, ...], list[Due]] = {}
    for due in dues:
        item, policy = due.item, due.policy
        parties = _folded(item.supplier), _folded(item.customer)
        key = (*parties, policy.language, policy.receivers, policy.time_zone)
        groups.setdefault(key, []).append(due)
    return tuple(_planned(group) for group in groups.values())


def _folded(name: str) -> str:
    return core_name(name) or name.casefold()


def _planned(group: list[Due]) -> Planned:
    group = sorted(group, key=lambda due: (due.item.due_on, due.item.invoice))
    first = group[0]
    return Planned(
        supplier=first.item.supplier,
        customer=first.item.customer,
        language=first.policy.language,
        receivers=first.policy.receivers,
        tone=max((due.step.tone for due in group), key=_GRAVITY.index),
        approval=any(due.policy.approval for due in group),
        dues=tuple(group),
    )
