"""A month as commands take it."""

from calendar import monthrange
from datetime import date

import click

from checks.reconciliation.three_way import Span


class Month(click.ParamType[Span]):
    """A month as 2026-03."""

    name = "month"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Span:
        """Read the month, or say what it should look like."""
        if isinstance(value, Span):
            return value
        try:
            first = date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"{value!r} is no month; write it as 2026-03.", param, ctx)
        return Span(first, first.replace(day=monthrange(first.year, first.month)[1]))
