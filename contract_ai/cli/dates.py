"""Options that say which day it is and what counts as bad; the only place that asks the clock."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

import click

from models.findings import Severity

C = TypeVar("C", bound=Callable[..., object])


class IsoDate(click.ParamType[date]):
    """A date as 2026-03-31."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the date, or say what it should look like."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-03-31.", param, ctx)


AS_OF = click.option(
    "--as-of",
    type=IsoDate(),
    metavar="DATE",
    help="The day taken for today: what is overdue or missing by then.  [default: today]",
)
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="Exit with 1 when a finding is at least this severe.",
)


def today() -> date:
    """Ask the clock, in local time: a due date is the local day."""
    return datetime.now().astimezone().date()
