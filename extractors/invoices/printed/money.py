"""Currency, totals, tax rates of lines, and allowances: what the chosen sums say."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.totals import Sum, Totals
from extractors.invoices.printed.values import ISO_CURRENCIES, amounts, clean, currency_of
from models.invoices import InvoiceLine

DOLLARS = {
    "Canada": "CAD",
    "Australia": "AUD",
    "New Zealand": "NZD",
    "Singapore": "SGD",
    "Hong Kong": "HKD",
}
"""Countries whose invoices write their own dollars as "$"."""
_DOLLAR_CODE = re.compile(r"\b(?:USD|CAD|AUD|NZD|SGD|HKD)\b")
_DOLLAR_COUNTRY = re.compile(rf"(?i:\b({'|'.join(DOLLARS)})\b)")
_AMERICAN = re.compile(r"\b(?:USA|U\.S\.A\.|United States)\b|,\s[A-Z]{2}\s\d{5}\b")
_REGISTERED = (  # numbers that only one country with dollars gives, its taxes
    (re.compile(r"\bABN\b"), "AUD"),
    (re.compile(r"\bNZBN\b"), "NZD"),
    (re.compile(r"\b(?:HST|QST|TVQ|TPS)\b|\d RT\s?\d{4}\b"), "CAD"),
)
_DOLLAR_TAX = re.compile(r"\b(?:GST|HST|PST|QST|ABN)\b")
_SLACK = Decimal("0.02")
_HUNDRED = Decimal(100)
_NO_TAX = re.compile(  # damages, not supplies: no tax is due on them
    r"\b(?:interest|late (?:fee|charge|payment)|zinsen|intérêts)\b", re.IGNORECASE
)


def read_currency(paper: Paper, totals: Totals) -> None:
    """The currency that is named, else the sign most amounts bear, totals first."""
    if "currency" in paper.draft.values:
        return
    found = paper.labels.best("currency", _iso)
    if found is not None:
        paper.take("currency", found)
        return
    signs: Counter[str] = Counter()
    for total in totals.candidates:
        if total.currency:
            signs[total.currency] += 3 if total.key == "total" else 1
    for source in (_signs(paper), _named(paper)):
        if not signs:
            signs.update(source)
    if signs:
        currency = signs.most_common(1)[0][0]
        paper.draft.put("currency", _dollar(paper) if currency == "USD" else currency)


def _dollar(paper: Paper) -> str:
    """Which dollar "$" means: a code says so, else the one country with dollars that is named."""
    texts = [segment.text for segment in paper.canvas.segments]
    codes = {code for text in texts for code in _DOLLAR_CODE.findall(text)}
    if codes:
        return codes.pop() if len(codes) == 1 else "USD"
    named = {DOLLARS[name.title()] for text in texts for name in _DOLLAR_COUNTRY.findall(text)}
    home = any(_AMERICAN.search(text) for text in texts)
    if len(named) == 1 and not home:
        return named.pop()
    given = {code for form, code in _REGISTERED if any(map(form.search, texts))}
    if len(given) == 1 and not home and not named:
        return given.pop()
    taxed = any(_DOLLAR_TAX.search(text) for text in texts)
    if named or (taxed and not home):
        paper.draft.doubt("The document does not say which dollars its amounts are.")
    return "USD"


def _iso(text: str) -> str | None:
    body = clean(text)[:3].upper()
    return body if body in ISO_CURRENCIES else currency_of(clean(text))


def _signs(paper: Paper) -> Iterator[str]:
    for segment in paper.canvas.segments:
        yield from (a.currency for a in amounts(segment.text, paper.mark) if a.currency)


def _named(paper: Paper) -> Iterator[str]:
    for segment in paper.canvas.segments:
        for word in re.split(r"[\s/()]", segment.text):
            if code := currency_of(clean(word)):
                yield code


def put_totals(paper: Paper, totals: Totals) -> None:
    """Keep the chosen sums; what is neither taxed nor paid in part says so by its figures."""
    draft = paper.draft
    for key, chosen in totals.chosen.items():
        value = abs(chosen.value) if key == "prepaid_amount" else chosen.value
        paper.put(key, value, *chosen.segments)
    net, total = draft.values.get("net_amount"), draft.values.get("total")
    if net is not None and total is not None and (net == total or totals.untaxed):
        draft.put("tax_amount", Decimal(0))
    if total is not None and not draft.values.get("prepaid_amount"):
        draft.put("amount_due", total, draft.evidence.get("total"))


def settle_net(paper: Paper, lines: Sequence[InvoiceLine], totals: Totals) -> None:
    """Take allowances off a subtotal that is only the sum of the lines.

    "Subtotal 677, discount -27, VAT 119, total 769": the net amount is 650, which the total
    proves; without that proof the printed figure stays.
    """
    draft = paper.draft
    _bare_net(paper, lines)
    _whole_net(paper, lines)
    net, tax, total = (draft.values.get(key) for key in ("net_amount", "tax_amount", "total"))
    if net is None or tax is None or total is None:
        return
    change = total - tax - net
    _name_one(totals, change)
    if (
        not change
        or not totals.adjustments
        or net != sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    ):
        return
    stated = sum((one.value for one in totals.adjustments), Decimal(0))
    if change in (stated, -stated):
        draft.values["net_amount"] = net + change


def _bare_net(paper: Paper, lines: Sequence[InvoiceLine]) -> None:
    """Take the sum of the lines for the net amount, where it stands under them without a name.

    The total proves it.
    """
    values = paper.draft.values
    made = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    added = values.get("tax_amount", Decimal(0)) + values.get("rounding_amount", Decimal(0))
    if "net_amount" in values or not made or made + added != values.get("total"):
        return
    alone = (row.segments[0] for row in paper.canvas.rows if len(row.segments) == 1)
    for segment in alone:
        found = list(amounts(segment.text, paper.mark))
        if [one.value for one in found] == [made] and not any(map(str.isalpha, segment.text)):
            paper.put("net_amount", made, segment)
            return


def _whole_net(paper: Paper, lines: Sequence[InvoiceLine]) -> None:
    """Take the sum of all lines where what is named is that of the first: "Total fees", then costs.

    The total proves it, and the first lines make what was named.
    """
    values = paper.draft.values
    net, total = values.get("net_amount"), values.get("total")
    sums = list(itertools.accumulate(line.amount or Decimal(0) for line in lines))
    if net is None or total is None or not sums or net not in sums[:-1] or net == sums[-1]:
        return
    if sums[-1] + values.get("tax_amount", Decimal(0)) == total:
        values["net_amount"] = sums[-1]
        paper.draft.evidence.pop("net_amount", None)


def _name_one(totals: Totals, change: Decimal) -> None:
    """Take the one sum of unknown name that is just what the net amount lacks for an adjustment."""
    fitting = [one for one in totals.unnamed if one.value and abs(one.value) == abs(change)]
    if change and not totals.adjustments and len(fitting) == 1:
        totals.adjustments = fitting


def taxed(paper: Paper, lines: Sequence[InvoiceLine], totals: Totals) -> list[InvoiceLine]:
    """Give lines the document's one tax rate where the table has no column for it."""
    rates = {tax.rate for tax in totals.taxes if tax.rate is not None}
    tax: Decimal | None = paper.draft.values.get("tax_amount")
    rate = Decimal(0) if tax == 0 and not rates else None
    if len(rates) == 1:
        rate = rates.pop()
    if rate is None or any(line.tax_rate is not None for line in lines):
        return list(lines)
    free = _untaxed(lines, rate, paper.draft.values.get("net_amount"), tax)
    return [
        line.model_copy(update={"tax_rate": Decimal(0) if line.number in free else rate})
        for line in lines
    ]


def _untaxed(
    lines: Sequence[InvoiceLine], rate: Decimal, net: Decimal | None, tax: Decimal | None
) -> set[int]:
    """Numbers of the lines that bear no tax, where only that explains the tax amount."""
    free = [line for line in lines if _NO_TAX.search(line.description or "")]
    bare = sum((line.amount or Decimal(0) for line in free), Decimal(0))
    if net is None or tax is None or abs(net * rate / _HUNDRED - tax) <= _SLACK:
        return set()
    fits = abs((net - bare) * rate / _HUNDRED - tax) <= _SLACK
    return {line.number for line in free} if fits else set()


def adjustments(paper: Paper, lines: Sequence[InvoiceLine], totals: Totals) -> list[InvoiceLine]:
    """Allowances and charges among the totals, where they are what the net amount needs."""
    net: Decimal | None = paper.draft.values.get("net_amount")
    if net is None or not lines:
        return []
    missing = net - sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    _name_one(totals, missing)  # "Less retention 5%  -5,446.30" between the lines and the net claim
    if not totals.adjustments:
        return []
    single = len(totals.adjustments) == 1
    found: list[tuple[Sum, Decimal]] = [
        (one, -one.value if missing < 0 < one.value and single else one.value)
        for one in totals.adjustments
    ]
    if sum((value for _, value in found), Decimal(0)) != missing:
        return []
    return [
        InvoiceLine(
            number=place,
            description=one.label,
            amount=value,
            evidence=paper.canvas.evidence(*one.segments),
        )
        for place, (one, value) in enumerate(found, start=1)
    ]
