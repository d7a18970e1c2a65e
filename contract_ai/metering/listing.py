"""What was used in a month, by meter, for people and programs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from checks.recognition.references import plain
from checks.usage.homes import Home
from checks.usage.rows import Counted
from checks.usage.windows import windows
from contract_ai.metering.meters import Meter, Places, Waiting, meters_of
from contract_ai.metering.publishing import count_month


@dataclass(frozen=True, slots=True)
class MeterMonth:
    """One meter in one month (by its first day), with what its events come to in each unit."""

    meter: Meter
    month: date
    counted: tuple[Counted, ...]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the month."""
        spans = windows(self.month, self.meter.rule)
        return spans[0].first, spans[-1].last


Sees = Callable[[Home], bool]


def meters_in(
    session: Session, month: date, sees: Sees, contract: str = ""
) -> tuple[list[Meter], list[Waiting]]:
    """Return the meters that may have events in a month, and what belongs nowhere yet.

    ``contract`` narrows to one, by file stem, number or title.
    """
    places = Places.of(session)
    meters, waiting = meters_of(session, places)
    wanted = plain(places.homes.of_contract(contract).name) if contract else ""
    found = [
        one
        for one in meters
        if sees(one.home) and wanted in {"", plain(one.home.name)} and _reaches(one, month)
    ]
    return found, waiting


def count_meters(session: Session, meters: Iterable[Meter], month: date) -> list[MeterMonth]:
    """Count the events of meters in a month."""
    return [MeterMonth(one, month, tuple(count_month(session, one, month))) for one in meters]


def _reaches(meter: Meter, month: date) -> bool:
    if not meter.first_at.year - 1 <= month.year <= meter.last_at.year + 1:
        return False
    spans = windows(month, meter.rule)
    return spans[0].start <= meter.last_at and meter.first_at < spans[-1].end
