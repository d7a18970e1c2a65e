"""Money at stake by how long ago it was found, as bars with the same numbers as a table."""

from collections.abc import Iterable

from contract_ai.desk.dashboard import Stake
from contract_ai.desk.finding_filter import AGES, UNKNOWN
from models.findings import Direction
from reports.chart import Bar, Chart, chart_of

HEADING = "Days since found"
NAMES = {age: f"{age.replace('over-90', 'over 90')} days" for age in AGES} | {UNKNOWN: "not known"}


def age_charts(by_age: Iterable[Stake]) -> tuple[Chart, ...]:
    """Draw one chart a currency, youngest first; money without a sum has no bar."""
    currencies: dict[str, dict[str, list[Bar]]] = {}
    for one in by_age:
        if one.amount:
            groups = currencies.setdefault(one.currency, {})
            bar = Bar(NAMES[one.name], Direction(one.direction), one.amount)
            groups.setdefault(one.name, []).append(bar)
    order = [*NAMES]
    return tuple(
        chart_of(currency, [groups[name] for name in sorted(groups, key=order.index)], HEADING)
        for currency, groups in currencies.items()
    )
