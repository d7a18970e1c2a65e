"""One line in the making: the cells of its rows, and the invoice line they become."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from extractors.invoices.periods import column_period, line_period
from extractors.invoices.prices import unit_price
from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.made_of import Count, count_in, price_beside
from extractors.invoices.printed.values import NUMBER, PERCENT, amounts, clean, number
from extractors.invoices.units import WORDS, unit_of_word
from models.dates import MONTHS
from models.evidence import Evidence
from models.invoices import InvoiceLine
from models.money import to_minor

_QUANTITY = re.compile(
    rf"(?P<open>\()?(?P<number>[-−–]?\s?(?:{NUMBER}))(?![\w%])(?P<minus>-|(?(open)\)|(?!)))?\s*(?P<unit>.*)"
)
_PER = re.compile(  # "300.00/hr", "300.00 per hour"
    r"(?<=\d)\s?(?:/\s?|per\s|p\.\s?)(?P<unit>[^\W\d]{1,12})\.?\s*$", re.IGNORECASE
)
_GLUED = re.compile(r"(?P<figure>-?\d[\d.,]*)(?P<unit>[^\W\d_]{1,6}\.?)")  # "3h", "12pcs"
_AT = re.compile(r"(?:^|\s)[@à×x]\s?(?=[^\w\s]?\d)")
_CAPITALS = re.compile(r"[A-Z]{2,}(?:[-./_][A-Z]*)+")
_BASE = re.compile(r"(?P<base>\d{1,5})\s(?P<unit>[^\W\d].*)")
_BROKEN_DATE = re.compile(r"(?<=\d)([-/.]) (?=\d)")  # "2026-06-" / "30"
_BROKEN_WORD = re.compile(  # "English–" / "German", "take-" / "over", but "Daten-" / "und ..."
    r"(?<=[^\W\d_][-–])\n(?=[^\W\d_])(?!(?:und|oder|bzw|and|or|et|ou|en|of|y|e|o|to|bis)\b)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_NO_SORT = frozenset("service services product products expense expenses item goods other".split())
_HUNDRED = Decimal(100)
_HALF_CENT = Decimal("0.005")


@dataclass(slots=True)
class LineDraft:
    """One line in the making.  ``cells`` are those of the row with its amount, by role."""

    cells: dict[str, str]
    amount: Decimal | None
    row: int
    wrapped: dict[str, dict[int, str]] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    bottom: float = 0.0

    def add(self, role: str, row: int, text: str) -> None:
        """Keep the words of a cell that goes over several rows."""
        self.wrapped.setdefault(role, {})[row] = text

    def whole(self, role: str) -> str:
        """The words of such a cell; a word broken at its hyphen is joined."""
        return _BROKEN_WORD.sub("", "\n".join(self.wrapped.get(role, {}).values())).replace(
            "\n", " "
        )

    @property
    def period(self) -> str:
        """The words of the period; a date broken at its hyphen is joined."""
        own = _BROKEN_DATE.sub(r"\1", self.whole("period"))
        ends = [self.whole(role) for role in ("period_start", "period_end")]
        return own or " to ".join(end for end in ends if end)

    def drop(self, rows: Sequence[Row]) -> None:
        """Give rows up to another line."""
        gone = {row.index for row in rows}
        for texts in self.wrapped.values():
            for index in gone & texts.keys():
                del texts[index]
        self.rows = [row for row in self.rows if row.index not in gone]
        self.segments = [part for part in self.segments if part.row not in gone]

    def line(
        self, place: int, canvas: Canvas, mark: str, *, day_first: bool | None, near: date | None
    ) -> InvoiceLine:
        """Build the invoice's line number ``place``; ``day_first``, ``near`` as in `column_period`."""
        cells = self.cells
        quantity, unit, price = self._counted(mark)
        base, named = _price_base(cells.get("price_base") or "", mark)
        if base is None:
            base, named = _price_base(cells.get("unit", ""), mark)
        elif not named:
            named = cells.get("unit", "")
        text = clean(self.whole("description")) or None
        sort = clean(cells.get("category", ""))
        if sort and sort.lower() not in _NO_SORT and not _tells(text or ""):
            text, sort = f"{sort} {text or ''}".strip(), ""
        start, end = column_period(self.period, day_first=day_first, near=near) or (None, None)
        if not any(c.isdigit() for c in self.period):  # a date that cannot be read is no other
            start, end = line_period(text, start, end, day_first=day_first)
        name = cells.get("name", "")
        code = cells.get("code") or self.whole("code") or (name if is_code(name) else sort)
        return InvoiceLine(
            number=place,
            description=text or clean(code) or None,
            item_code=clean(code) or None,
            quantity=quantity,
            unit=unit_of_word(named or unit or self.whole("unit")),
            unit_price=unit_price(self._own(price, mark), base, quantity, self.amount),
            discount=_discount(cells.get("discount", ""), quantity, price, self.amount, mark),
            amount=self.amount,
            tax_rate=_percent(cells.get("tax_rate", ""), mark),
            period_start=start,
            period_end=end,
            evidence=self._evidence(canvas),
        )

    def _counted(self, mark: str) -> tuple[Decimal | None, str | None, Decimal | None]:
        """Quantity, unit and the price of one, each from its column or from what words say."""
        quantity, unit = _quantity(self.cells.get("quantity", ""), mark)
        text = self.cells.get("unit_price", "")
        price = _last(_PER.sub("", text), mark)
        if price is None:
            price = _share(text, quantity, self.amount, mark)
        if price is None and quantity is not None:
            price = price_beside(self.cells.get("amount", ""), quantity, mark)
        if price is None and (made := self._made(mark)):
            return made.quantity, made.unit, made.price
        if price is None and unit and (at := _AT.search(unit)):  # "38 hours @ 94.00"
            price, unit = _last(unit[at.end() :], mark), unit[: at.start()].strip() or None
        if unit is None and (per := _PER.search(text)):
            unit = per["unit"]
        return quantity, unit, price

    def _made(self, mark: str) -> Count | None:
        """What the amount is made of, in a cell or on a row below the description."""
        if self.amount is None:
            return None
        for role in ("quantity", "other"):
            if made := count_in(self.cells.get(role, ""), self.amount, mark):
                return made
        rows = self.wrapped.get("description", {})
        for place, text in list(rows.items())[1:]:
            if made := count_in(text, self.amount, mark):
                del rows[place]
                return made
        return None

    def _own(self, price: Decimal | None, mark: str) -> Decimal | None:
        """The price, unless it is in another currency than the amount: "780.00 USD 1.3420"."""
        rate = _last(self.cells.get("exchange", ""), mark)
        return price if rate is None or rate == 1 else None

    def _evidence(self, canvas: Canvas) -> Evidence:
        own = [part for part in self.segments if part.row == self.row]
        page = own[0].page
        found = canvas.evidence(*[part for part in self.segments if part.page == page])
        if page is None and own[0].anchor:
            return canvas.evidence(*own)
        return found


def _price_base(text: str, mark: str) -> tuple[Decimal | None, str]:
    """The number of units a price is for, and the unit: "100 PC"."""
    if text.isdigit():
        return number(text, mark), ""
    match = _BASE.fullmatch(text.strip())
    return (number(match["base"], mark), match["unit"]) if match else (None, text)


def codes_first(drafts: Sequence[LineDraft]) -> None:
    """Take codes over the descriptions for codes, where every line begins with one: "HL-ENT-A"."""
    rows = [list(draft.wrapped.get("description", {}).items()) for draft in drafts]
    coded = (
        len(texts) > 1 and is_code(texts[0][1]) and _WORDS.search(texts[1][1]) for texts in rows
    )
    if not all(coded):
        return
    for draft, texts in zip(drafts, rows, strict=True):
        place, code = texts[0]
        draft.cells.setdefault("code", code)
        del draft.wrapped["description"][place]


def _tells(text: str) -> bool:
    """Whether a description says what is billed, and not only when: "Nightly cleaning", "March 2026".

    >>> _tells("Nightly cleaning, March"), _tells("March 2026"), _tells("Hours")
    (True, False, False)
    """
    words = _WORDS.findall(text)
    return sum(word.lower() not in MONTHS for word in words) > 1


def is_code(text: str) -> bool:
    """Whether a cell holds a code or a number and no words.

    >>> is_code("AC-2335"), is_code("Services"), is_code("3 nights"), is_code("SEAT-PRO")
    (True, False, False, True)
    """
    body = text.strip()
    return " " not in body and (any(c.isdigit() for c in body) or bool(_CAPITALS.fullmatch(body)))


def _quantity(text: str, mark: str) -> tuple[Decimal | None, str | None]:
    glued = _GLUED.fullmatch(text.strip())
    if glued and glued["unit"].lower() in WORDS:
        text = f"{glued['figure']} {glued['unit']}"
    match = _QUANTITY.search(text.strip().replace("−", "-").replace("–", "-"))
    if match is None:
        return None, clean(text) or None
    value = number(match["number"].replace("- ", "-"), mark)
    if value is not None and match["minus"]:
        value = -abs(value)
    return value, clean(match["unit"]).strip("()") or None


def _last(text: str, mark: str) -> Decimal | None:
    found = list(amounts(text, mark))
    return found[-1].value if found else None


def _share(
    text: str, quantity: Decimal | None, amount: Decimal | None, mark: str
) -> Decimal | None:
    """A percent as the price of one, where the amount is that share of the quantity.

    "109,550.73 USD | 8% | 8,764.06": a quantity of money, and 0.08 for each.
    """
    percent = _percent(text, mark) if PERCENT.search(text) else None
    if percent is None or quantity is None or amount is None:
        return None
    share = percent / _HUNDRED
    return share if abs(abs(quantity * share) - abs(amount)) <= _HALF_CENT else None


def _percent(text: str, mark: str) -> Decimal | None:
    match = PERCENT.search(text)
    if match is None and any(amount.currency for amount in amounts(text, mark)):
        return None  # an amount of tax under "GST"
    value = number(match["number"], mark) if match else _last(text, mark)
    return value if value is not None and 0 <= value <= _HUNDRED else None


def _discount(
    text: str,
    quantity: Decimal | None,
    price: Decimal | None,
    amount: Decimal | None,
    mark: str,
) -> Decimal | None:
    """The line's discount as an amount; a column of percents is worked out."""
    value = _last(text, mark)
    match = PERCENT.search(text)
    percent = number(match["number"], mark) if match else value
    if percent is None or quantity is None or price is None:
        return value
    worked = to_minor(quantity * price * percent / _HUNDRED, None)
    if match or (amount is not None and quantity * price - worked == amount):
        return worked or None
    return value or None
