"""Chooses net, tax and total among the sums an invoice names.

Where several fit a name, arithmetic chooses; where only one does, it is reported as printed even
when the figures do not add up.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.invoices.printed.canvas import Segment
from extractors.invoices.printed.totals import BESIDE, Sum, Totals

_SLACK = Decimal("0.02")
_TWIN = re.compile(r"(?:[CSI]|UT)GST|[GHPQ]ST|TPS|TVQ|TVH", re.IGNORECASE)
_MOST = 40  # candidates of one name


def choose(candidates: Sequence[Sum], unnamed: Sequence[Sum] = ()) -> Totals:
    """Choose net, tax and total among the candidates, by arithmetic where it can.

    ``unnamed`` are sums under words we do not know: what is missing is found among them where
    only that adds up.
    """
    totals = Totals(candidates=list(candidates), unnamed=list(unnamed))
    nets, taxes, grands = (
        [s for s in candidates if s.key == key][-_MOST:]
        for key in ("net_amount", "tax_amount", "total")
    )
    totals.adjustments = [s for s in candidates if s.key == "adjustment" and s.value]
    for key in ("prepaid_amount", "rounding_amount"):
        found = [s for s in candidates if s.key == key]
        if found:
            totals.chosen[key] = found[-1]
    if not taxes:
        taxes = _unnamed_taxes(nets, unnamed, grands) or _beside_net(candidates, nets, grands)
    if not grands:
        grands = _unnamed_total(nets, taxes, [*unnamed, *totals.adjustments])
        totals.adjustments = [s for s in totals.adjustments if s.segments != _places(grands)]
    fit = _fit(nets, taxes, grands)
    if fit is None and not nets:
        fit = _fit([replace(one, key="net_amount") for one in unnamed], taxes, grands)
    alone = (nets[-1] if nets else None, _all_tax(taxes), _grand(grands))
    net, tax, total = fit or alone
    totals.taxes = _single_taxes(taxes)
    total = _before_payments(net, tax, total, totals.chosen.get("prepaid_amount"))
    for key, chosen in (("net_amount", net), ("tax_amount", tax), ("total", total)):
        if chosen is not None:
            totals.chosen[key] = chosen
    _due(totals, grands)
    return totals


def _fit(
    nets: Sequence[Sum], taxes: Sequence[Sum], grands: Sequence[Sum]
) -> tuple[Sum, Sum | None, Sum] | None:
    """The last net, tax and total that add up; largest total first."""
    options: list[Sum] = list(reversed(taxes))
    whole = _all_tax(taxes)
    if whole is not None:
        options.insert(0, whole)
    order = sorted(grands, key=lambda s: (not s.due, abs(s.value), s.row), reverse=True)
    first = [replace(one, key="net_amount") for one in grands]
    # "Total 100, VAT 20, Grand Total 120": where no net is named the first total is the net
    found = _adding_up(nets, options, order) or _adding_up(
        first, [tax for tax in options if tax.value], order
    )
    if found is not None or taxes:
        return found
    same = ((net, total) for total in order for net in reversed(nets) if net.value == total.value)
    return next(((net, None, total) for net, total in same), None)


def _adding_up(
    nets: Sequence[Sum], taxes: Sequence[Sum], totals: Sequence[Sum]
) -> tuple[Sum, Sum, Sum] | None:
    """The first total for which a net and a tax make it; the last net that does."""
    fitting = (
        (net, tax, total)
        for total in totals
        for net in reversed(nets)
        for tax in taxes
        if abs(net.value + tax.value - total.value) <= _SLACK
    )
    return next(fitting, None)


def _unnamed_taxes(nets: Sequence[Sum], unnamed: Sequence[Sum], grands: Sequence[Sum]) -> list[Sum]:
    """Percents of unknown name that together make the total of a net amount."""
    rated = [replace(one, key="tax_amount") for one in unnamed if one.rate and one.value]
    whole = sum((one.value for one in rated), Decimal(0))
    fits = any(abs(n.value + whole - t.value) <= _SLACK for n in nets for t in grands)
    return rated if rated and fits else []


def _beside_net(candidates: Sequence[Sum], nets: Sequence[Sum], grands: Sequence[Sum]) -> list[Sum]:
    """The tax right of the net amount, under a column of taxes, where both make a total."""
    return [
        replace(one, key="tax_amount")
        for one in candidates
        if one.key == BESIDE
        for net in nets
        if net.row == one.row
        and any(abs(net.value + one.value - total.value) <= _SLACK for total in grands)
    ][:1]


def _unnamed_total(nets: Sequence[Sum], taxes: Sequence[Sum], others: Sequence[Sum]) -> list[Sum]:
    """The last sum under other words that is net and tax together: "Credit (USD)  $360.00"."""
    made = {(net.row, net.value + tax.value) for net in nets for tax in taxes if tax.row > net.row}
    fits = [one for one in others if any(one.row > row and one.value == s for row, s in made)]
    return [replace(fits[-1], key="total")] if fits else []


def _places(sums: Sequence[Sum]) -> tuple[Segment, ...]:
    return sums[0].segments if sums else ()


def _single_taxes(taxes: Sequence[Sum]) -> list[Sum]:
    """The tax lines by rate, each once."""
    seen: dict[tuple[Decimal | None, Decimal, str], Sum] = {}
    for tax in taxes:
        twin = _TWIN.search(tax.label)  # two of one rate: "CGST 9%" and "SGST 9%"
        seen.setdefault((tax.rate, tax.value, twin[0].upper() if twin else ""), tax)
    return list(seen.values())


def _all_tax(taxes: Sequence[Sum]) -> Sum | None:
    """One tax, or the sum of the taxes of several rates."""
    single = _single_taxes(taxes)
    if not single:
        return None
    named = [tax for tax in single if tax.rate is None and "total" in tax.label.lower()]
    if len(single) == 1 or named:
        return (named or single)[-1]
    rated = [tax for tax in single if tax.rate is not None] or single
    if len({tax.rate for tax in rated}) < len(rated):
        rated = [tax for tax in rated if tax.value] or rated[-1:]
    value = sum((tax.value for tax in rated), Decimal(0))
    last = rated[-1]
    return Sum(last.key, value, last.label, last.segments, None, last.currency)


def _grand(grands: Sequence[Sum]) -> Sum | None:
    plain = [s for s in grands if not s.due] or list(grands)
    return max(plain, key=lambda s: (s.row, abs(s.value)), default=None)


def _before_payments(
    net: Sum | None, tax: Sum | None, total: Sum | None, paid: Sum | None
) -> Sum | None:
    """The net amount and tax where the only total is what payments left of them."""
    if net is None or total is None or paid is None or not total.due:
        return total
    whole = net.value + (tax.value if tax is not None else 0)
    left = whole - abs(paid.value) == total.value and whole != total.value
    return replace(net, key="total", value=whole, due=False) if left else total


def _due(totals: Totals, grands: Sequence[Sum]) -> None:
    """The amount to pay, where the document names one besides or instead of the total."""
    due = [s for s in grands if s.due]
    total, paid = totals.chosen.get("total"), totals.chosen.get("prepaid_amount")
    left = total.value - abs(paid.value) if total is not None and paid is not None else None
    proved = [s for s in due if s.value == left]
    if due:
        totals.chosen["amount_due"] = (proved or due)[-1]
