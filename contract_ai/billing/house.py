"""Reminding as the settings of this house have it."""

from datetime import date

from contract_ai.billing.books import loading
from contract_ai.billing.reminding import Reminding
from contract_ai.settings import Settings
from contract_ai.storage.engine import Database


def reminding(settings: Settings, database: Database, as_of: date) -> Reminding:
    """Return what reminding needs; ``as_of`` is the day that open items are worked out for."""
    house = settings.letterhead
    sender = (house.name, *house.lines) if house else ()
    return Reminding(database, loading(settings, as_of), sender, settings.for_checks.holidays)
