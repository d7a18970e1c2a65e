"""A month as commands take it."""

import click

from checks.reconciliation.three_way import Span
from contract_ai.reconciling.months import month_span


class Month(click.ParamType[Span]):
    """A month as 2026-03."""

    name = "month"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Span:
        """Read the month, or say what it should look like."""
        if isinstance(value, Span):
            return value
        found = month_span(str(value))
        if found is None:
            self.fail(f"{value!r} is no month; write it as 2026-03.", param, ctx)
        return found
