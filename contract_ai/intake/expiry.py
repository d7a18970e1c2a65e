"""Erasing what was kept long enough: by hand from a page, and by a command each night."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from contract_ai.intake.ending import ended
from contract_ai.intake.erasure import Erased, Forget, NoSuchContract, OnHold, erase
from contract_ai.intake.retention import rule
from contract_ai.intake.vault import Vault
from contract_ai.reading import Reader
from contract_ai.storage.engine import Database


@dataclass(frozen=True, slots=True)
class Place:
    """Where documents lie, and what was made of them: all that erasing has to reach."""

    database: Database
    vault: Vault | None
    reader: Reader
    forget: tuple[Forget, ...] = ()


def erase_ended(
    place: Place, wanted: Collection[str], today: date, now: datetime
) -> Iterable[Erased]:
    """Erase those of the contracts that are due by the rule as it is now, one after the other.

    What was put on hold meanwhile, or is gone already, is left out.
    """
    with place.database.read() as session:
        set_ = rule(session)
        found = ended(session, set_, today) if set_ else ()
    for one in found:
        if one.contract not in wanted or one.held:
            continue
        try:
            yield from erase(
                place.database,
                place.vault,
                place.reader,
                one.contract,
                reason=one.reason,
                now=now,
                forget=place.forget,
            )
        except (NoSuchContract, OnHold):
            continue
