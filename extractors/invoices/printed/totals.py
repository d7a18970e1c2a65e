"""The amounts at the end of an invoice: net, tax, total, prepaid, due.

Each candidate is a label with an amount behind it, to its right or, in a summary table, below
it.  `choice` chooses among them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.values import DATE, PERCENT, Amount, amounts, clean, number
from extractors.invoices.printed.wording import DUE_TOTALS, TOTALS, compiled, spans

_PATTERNS = {key: compiled(wording) for key, wording in TOTALS.items()}
_LEAD = re.compile(r"^[\W\d%]*(?:plus|add|zzgl\.?|inkl\.?|\+)?[\W\d%]*$", re.IGNORECASE)
_TAIL = re.compile(  # what may stand between a label and its amount
    r"^(?:\W|\d|%|percent|prozent|\(?\b[a-z]{3}\b\)?|on|in|of|von|auf|sur|op|vat|tax|incl|excl|eur|ht|ttc|due|am|zum"
    r"|zzgl|inkl|plus|add|gesetzl|gesetzliche|avec|con|di|de|la|sur|over|sobre|su|reverse|charge|exempt|included|standard|reduced|zero|rate|rated|at|net|netto|gross|brutto|excluding|excluded|over|base|over|in|usd|chf|gbp|cad|aud|to|date|this|invoice|claim|autoliquidation|verlegd|steuerfrei"
    r"|\b[a-z]\b)*$",
    re.IGNORECASE,
)
_DAYS_TO_PAY = re.compile(  # "Net 30", "Net 21 days. Pay into account 010-00427"
    r"\s?\d{1,3}(?:\s?(?:calendar |business |working )?days?\b.*|\s?)", re.IGNORECASE | re.DOTALL
)
_SPAN = re.compile(
    r"(?<![\d.,])\d{1,3}[\s-]?(?:(?:calendar|business|working|banking)\s)?"
    r"(?:days?|weeks?|months?|tagen?|wochen|monaten?|jours?|mois|dagen|weken|maanden|días|giorni)\b",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r"^\s*\(?\d{1,2}[a-z]?[.)]\s+")  # "8. CURRENT PAYMENT DUE"
_IN_BRACKETS = re.compile(r"\([^()\d]*(?:\)|$)")  # the end may stand on the next line
_PARTS = ("net_amount", "tax_amount", "total")
"""What a row of totals under "Net | VAT | Gross" states."""
BESIDE = "beside the net amount"
"""Said of an amount right of the net amount, which may be the tax."""
_FEW_WORDS = 5
_TO_BANK = re.compile(  # "Payment: BSB 083-166, account 51 882 0447": where to pay, and no sum
    r"^\W*(?:(?:by|to|into|via|per|an|auf|op|à|sur|de|en|the|our|direct) )*"
    r"(?:bsb|iban|bic|swift|sort code|(?:bank )?(?:account|acct|a/c)|routing|aba|transit|bank|konto|compte|rekening|cuenta|conto|rib|eft|bacs|bankgiro|ref)\b",
    re.IGNORECASE,
)
_BESIDE = 8  # characters that may stand with an amount: "EUR", "€ TTC"
_NUMBERED = re.compile(  # "Tax ID", "VAT reg. no.", "Total hours": no sum of money
    r"[\s.\-]*(?:id|no|nr|n°|number|nummer|reg|registration|ident|hours|days|pages|quantity|weight)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One labelled amount."""

    key: str
    value: Decimal
    label: str
    segments: tuple[Segment, ...]
    rate: Decimal | None = None
    currency: str | None = None
    due: bool = False

    @property
    def row(self) -> int:
        """The row it stands on."""
        return self.segments[0].row


@dataclass(slots=True)
class Totals:
    """What was chosen for each field; ``untaxed``: the document names no tax at all."""

    chosen: dict[str, Sum] = field(default_factory=dict)
    taxes: list[Sum] = field(default_factory=list)
    adjustments: list[Sum] = field(default_factory=list)
    candidates: list[Sum] = field(default_factory=list)
    unnamed: list[Sum] = field(default_factory=list)
    untaxed: bool = False


def total_label(segment: Segment) -> tuple[str, str, str] | None:
    """Return (key, label, rest) where a segment begins with the name of a sum."""
    return _named(segment.text)


@lru_cache(maxsize=8192)
def _named(text: str) -> tuple[str, str, str] | None:
    best: tuple[int, str, int, int] | None = None
    for key, patterns in _PATTERNS.items():
        for start, end, _ in spans(patterns, text):
            named = _LEAD.match(text[:start]) and not _NUMBERED.match(text[end:])
            if text[start:end].lower() == "net" and _DAYS_TO_PAY.fullmatch(text[end:]):
                continue  # terms of payment: "Net 30"
            if key == "prepaid_amount" and _TO_BANK.match(text[end:]):
                continue
            if named and (best is None or end - start > best[0]):
                best = (end - start, key, start, end)
    if best is None:
        return None
    _, key, start, end = best
    return key, text[start:end], _ENUMERATED.sub("", text[:start]) + " " + text[end:]


def names_tax(canvas: Canvas, skip: frozenset[int]) -> bool:
    """Whether a tax is named outside the line table, with an amount or without."""
    return any(
        (named := total_label(segment)) is not None and named[0] == "tax_amount"
        for row in canvas.rows
        if row.index not in skip
        for segment in row.segments
    )


def is_total_row(row: Row, mark: str) -> tuple[str, Segment] | None:
    """Return which sum a row states and its label, None where it is no row of totals."""
    found = list(_row_sums(row, mark))
    if not found:
        return None
    lead = found[0].segments[0]
    return found[0].key, lead


def _is_tail(key: str, rest: str, mark: str) -> bool:
    """Whether what follows a label may stand before an amount: "VAT - Germany (0% on €240.00)".

    Words in brackets may: "VAT (exempt, healthcare)", "Shipping (UPS Ground)".
    """
    words = _IN_BRACKETS.sub(" ", _until_amount(rest, mark))
    rated = key == "tax_amount" and PERCENT.search(rest) is not None
    return bool(_TAIL.match(words)) or (rated and len(words.split()) <= _FEW_WORDS)


def _until_amount(rest: str, mark: str) -> str:
    first = next(amounts(_without_percent(rest), mark), None)
    return rest if first is None else rest[: first.start]


def sums_in(canvas: Canvas, mark: str, skip: frozenset[int]) -> list[Sum]:
    """Return every labelled amount outside the rows of the line table."""
    found: list[Sum] = []
    for row in canvas.rows:
        if row.index not in skip:
            found += _row_sums(row, mark)
    return found + list(_matrix_sums(canvas, mark, skip))


def unnamed_sums(canvas: Canvas, mark: str, skip: frozenset[int]) -> Iterator[Sum]:
    """Yield amounts at the end of rows whose words name no sum we know.

    "Launch offer  -20.00", and what begins as a sum does and goes on otherwise: "Total credited".
    """
    for row in canvas.rows:
        if row.index in skip or len(row.segments) < 2:  # noqa: PLR2004 (words and an amount)
            continue
        label, last = row.segments[-2:]
        found = list(amounts(last.text, mark))
        whole = (
            len(found) == 1 and len(clean(last.text)) - (found[0].end - found[0].start) <= _BESIDE
        )
        known = any(label in one.segments for one in _row_sums(row, mark)) if whole else False
        if whole and not known and any(c.isalpha() for c in label.text):
            percent = PERCENT.search(label.text)
            rate = number(percent["number"], mark) if percent else None
            yield _sum("unnamed", clean(label.text), (label, last), found[0], rate)


def _row_sums(row: Row, mark: str) -> Iterator[Sum]:
    for place, segment in enumerate(row.segments):
        named = total_label(segment)
        if named is None:
            continue
        key, label, rest = named
        inside = list(amounts(_without_date(_without_percent(rest)), mark))
        right = row.segments[place + 1 :]
        stop = next((i for i, other in enumerate(right) if total_label(other)), len(right))
        if not _is_tail(key, rest, mark):
            continue
        beside = list(_amounts_beside(right[:stop], mark))
        percent = PERCENT.search(segment.text) or next(
            (m for part in right[:stop] if (m := PERCENT.search(part.text))), None
        )
        rate = number(percent["number"], mark) if percent else None
        taken: tuple[tuple[Segment, ...], Amount] | None = None
        if len(beside) == len(_PARTS) and key in ("total", "net_amount"):
            parts = list(_parts(label, segment, beside))
            yield from parts
            if parts:
                continue
        if beside:
            signed = [one for one in beside if one[1].currency]  # hours may stand before the sum
            part, amount = beside[-1] if key == "tax_amount" else (signed or beside)[0]
            currency = amount.currency or next((a.currency for _, a in beside if a.currency), None)
            taken = ((segment, part), amount._replace(currency=currency))
        elif inside and _is_tail(key, _without_date(rest), mark):
            taken = ((segment,), inside[-1])
        if taken is not None:
            yield _sum(key, label, taken[0], taken[1], rate)
        if len(beside) == 2 and key == "net_amount":  # noqa: PLR2004 (net and tax)
            yield _sum(BESIDE, label, (segment, beside[1][0]), beside[1][1], None)


def _amounts_beside(right: Sequence[Segment], mark: str) -> Iterator[tuple[Segment, Amount]]:
    """Yield the amounts that fill a segment, but for a currency."""
    for part in right:
        for amount in amounts(_without_date(part.text), mark):
            if len(clean(part.text)) - (amount.end - amount.start) <= _BESIDE:
                yield part, amount


def _parts(label: str, segment: Segment, beside: Sequence[tuple[Segment, Amount]]) -> Iterator[Sum]:
    """Net, tax and gross of a row of totals, where the first two make the third."""
    (_, net), (_, tax), (_, gross) = beside
    if net.value + tax.value == gross.value:
        for name, (part, amount) in zip(_PARTS, beside, strict=True):
            yield _sum(name, label, (segment, part), amount, None)


def _sum(
    key: str, label: str, segments: tuple[Segment, ...], amount: Amount, rate: Decimal | None
) -> Sum:
    text = " ".join(part.text for part in segments)
    due = bool(DUE_TOTALS.search(label))
    currency = amount.currency or _code(text)
    return Sum(key, amount.value, label, segments, rate, currency, due)


def _code(text: str) -> str | None:
    return next((a.currency for a in amounts(text.replace(":", " "), ".") if a.currency), None)


def _without_date(text: str) -> str:
    """Blank dates and spans of time out: "Payment due Apr 17, 2025", "Payment: 30 days net"."""
    for pattern in (DATE, _SPAN):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _without_percent(text: str) -> str:
    return PERCENT.sub(lambda match: " " * len(match[0]), text)


def _matrix_sums(canvas: Canvas, mark: str, skip: frozenset[int]) -> Iterator[Sum]:
    """Summary tables: a row that names net, tax and total, amounts below, the last row counts."""
    for row in canvas.rows:
        if row.index in skip or not names_sums(row, mark):
            continue
        heads = _heads(row)
        values = _last_values(canvas, row, mark, skip)
        for key, label, segment in heads:
            middle = (segment.x0 + segment.x1) / 2
            near = [(part, amount) for part, amount in values if _over(part, segment)]
            near = near or [
                (part, amount)
                for part, amount in values
                if abs((part.x0 + part.x1) / 2 - middle) < segment.x1 - segment.x0
            ]
            if near:
                part, amount = min(near, key=lambda n: abs((n[0].x0 + n[0].x1) / 2 - middle))
                yield _sum(key, label, (part,), amount, None)


def names_sums(row: Row, mark: str) -> bool:
    """Whether a row names net, tax or total and no amount: the head of a summary table."""
    if len(row.segments) < 2 or any(True for _ in amounts(row.text, mark)):  # noqa: PLR2004 (a summary names two sums)
        return False
    keys = {key for key, *_ in _heads(row)}
    return len(keys) > 1 and "total" in keys


def _heads(row: Row) -> list[tuple[str, str, Segment]]:
    """The sums a row names, each with the words that name it."""
    heads = []
    for segment in row.segments:
        named = total_label(segment)
        if named is not None and len(clean(named[2])) <= 4:  # noqa: PLR2004 ("EUR", "%")
            heads.append((named[0], named[1], segment))
            continue
        for word in segment.words:
            single = segment.part((word,))
            named = total_label(single)
            if named is not None and not clean(named[2]):
                heads.append((named[0], named[1], single))
    return heads


def _over(part: Segment, head: Segment) -> bool:
    return part.x0 < head.x1 and part.x1 > head.x0


def _last_values(
    canvas: Canvas, head: Row, mark: str, skip: frozenset[int]
) -> list[tuple[Segment, Amount]]:
    last: list[tuple[Segment, Amount]] = []
    for row in canvas.rows[head.index + 1 : head.index + 12]:
        if row.page != head.page or row.index in skip:
            break
        words = [segment.part((word,)) for segment in row.segments for word in segment.words]
        values = [
            (word, amount)
            for word in words
            for amount in amounts(word.text, mark)
            if _exact(word.text, amount)
        ]
        if len(values) >= 2:  # noqa: PLR2004 (a summary names two sums)
            last = values
            if total_label(row.segments[0]) is not None:
                break
    return last


def _exact(text: str, amount: Amount) -> bool:
    return amount.end - amount.start >= len(text) - 1 and any(mark in text for mark in ".,")
