"""Money at stake as bars, drawn as SVG: one chart a currency, readable without colour or script."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from markupsafe import Markup, escape

from models.findings import Direction, LocatedFinding
from reports.totals import stakes, sums_by_direction
from reports.wording import DIRECTION_SIGNS, DIRECTION_WORDS, check_name, clean, money, quantity

WIDTH = 420
BAR = 15
LABEL = 20
GAP = 10
AXIS = 36
VALUE_ROOM = 140  # for the figure at a bar's end
MAX_GROUPS = 8
LABEL_LETTERS = 52


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a group's money in one direction."""

    group: str
    direction: Direction
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the same numbers as rows: group, direction, amount."""

    title: str
    svg: Markup
    heading: str
    rows: tuple[tuple[str, str, str], ...]
    currency: str


def charts(findings: Iterable[LocatedFinding], titles: dict[str, str]) -> tuple[Chart, ...]:
    """Draw the money at stake by contract, or by check where there is one contract only.

    ``titles`` names contracts by their stem.
    """
    every = tuple(findings)
    by_contract = len({found.contract for found in every}) > 1
    groups: dict[str, list[LocatedFinding]] = {}
    for found in every:
        groups.setdefault(_group(found, titles, by_contract=by_contract), []).append(found)
    bars: dict[str, list[Bar]] = {}
    for name, members in groups.items():
        for one in sums_by_direction(members):
            bars.setdefault(one.currency, []).append(Bar(name, one.direction, one.amount))
    heading = "Contract" if by_contract else "Check"
    order = dict.fromkeys(stake.currency for stake in stakes(every))
    return tuple(
        chart_of(currency, _largest(bars[currency]), heading)
        for currency in order
        if len(bars[currency]) > 1  # one bar compares nothing; its sum stands above
    )


def _group(found: LocatedFinding, titles: dict[str, str], *, by_contract: bool) -> str:
    if not by_contract:
        return f"{check_name(found.slug)} ({found.code})"
    if not found.contract:
        return "No contract found"
    title = titles.get(found.contract)
    return f"{title} ({found.contract})" if title else found.contract


def _largest(bars: list[Bar]) -> list[list[Bar]]:
    groups: dict[str, list[Bar]] = {}
    for bar in bars:
        groups.setdefault(bar.group, []).append(bar)
    ranked = sorted(groups.values(), key=lambda group: -max(bar.amount for bar in group))
    kept, rest = ranked[:MAX_GROUPS], [bar for group in ranked[MAX_GROUPS:] for bar in group]
    if rest:
        name = f"{len(ranked) - MAX_GROUPS} others"
        sums = {d: sum((b.amount for b in rest if b.direction is d), Decimal(0)) for d in Direction}
        kept.append([Bar(name, direction, amount) for direction, amount in sums.items() if amount])
    return kept


def chart_of(currency: str, groups: list[list[Bar]], heading: str) -> Chart:
    """Draw groups of bars in the order given; ``heading`` says what they are by."""
    title = f"Money at stake by {heading.lower()}, {currency or 'currency unknown'}"
    rows = tuple(
        (bar.group, DIRECTION_WORDS[bar.direction], money(bar.amount, currency or None))
        for group in groups
        for bar in group
    )
    return Chart(title, _svg(title, currency, groups), heading, rows, currency)


def _svg(title: str, currency: str, groups: list[list[Bar]]) -> Markup:
    step, top = _scale(max(bar.amount for group in groups for bar in group))
    room = Decimal(WIDTH - VALUE_ROOM)
    height = sum(LABEL + len(group) * (BAR + 3) + GAP for group in groups)
    parts = []
    for tick in range(int(top / step) + 1):
        x = _number(room * step * tick / top)
        anchor = "start" if not tick else "middle"
        parts.append(f'<path class="grid" d="M{x} 0V{height}"/>')
        parts.append(
            f'<text class="tick" x="{x}" y="{height + 15}" text-anchor="{anchor}">'
            f"{_short(step * tick)}</text>"
        )
    y = 0
    for group in groups:
        parts.append(
            f'<text class="label" x="0" y="{y + 14}">{escape(clean(_cut(group[0].group)))}</text>'
        )
        y += LABEL
        for bar in group:
            parts.append(_bar(bar, currency, y, room * bar.amount / top))
            y += BAR + 3
        y += GAP
    unit = escape(f"at stake, {clean(currency)}" if currency else "at stake")
    parts.append(
        f'<text class="tick" x="{WIDTH}" y="{height + 15}" text-anchor="end">{unit}</text>'
    )
    return Markup(  # noqa: S704 (every text in it is escaped above)
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height + AXIS - GAP}" role="img" '
        f'aria-label="{escape(clean(title))}">{"".join(parts)}</svg>'
    )


def _bar(bar: Bar, currency: str, y: int, width: Decimal) -> str:
    shown = max(width, Decimal(2))
    value = f"{DIRECTION_SIGNS[bar.direction]} {money(bar.amount, currency or None)}"
    return (
        f'<rect class="bar {bar.direction.value}" x="0" y="{y}" width="{_number(shown)}" '
        f'height="{BAR}"/><text class="value" x="{_number(shown + 6)}" y="{y + 12}">'
        f"{value}</text>"
    )


def _scale(largest: Decimal) -> tuple[Decimal, Decimal]:
    """Return a round step and the end of the axis: at most five steps."""
    if largest <= 0:
        return Decimal(1), Decimal(1)
    unit = Decimal(1).scaleb(largest.adjusted() - 1)
    for factor in (1, 2, 5, 10, 20, 25, 50):
        step = unit * factor
        steps = (largest / step).to_integral_value(ROUND_CEILING)
        if steps <= 4:  # noqa: PLR2004 (more labels would touch each other)
            break
    return step, step * steps


def _short(value: Decimal) -> str:
    """Write a label of the axis: 1,500 is "1.5k"."""
    for size, letter in ((9, "bn"), (6, "m"), (3, "k")):
        if value >= Decimal(1).scaleb(size):
            return f"{quantity(value.scaleb(-size))}{letter}"
    return quantity(value)


def _cut(text: str) -> str:
    return (
        text
        if len(text) <= LABEL_LETTERS
        else f"{text[: LABEL_LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
    )


def _number(value: Decimal) -> str:
    return f"{value:.1f}"
