"""MT940, the SWIFT customer statement message.

Reads:  messages with or without their SWIFT envelope, several in a file; field 86 as plain text,
        as German "?20" subfields and as "/EREF/…/REMI/…" words.
Leaves: the balances of days to come (65) and of value (64).
Source: SWIFT "Category 9, MT940 Customer Statement Message": fields 20, 25, 28C, 60, 61, 86, 62.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from extractors.bank.parts import MOST_LINES, amount_in, damaged, day_in, decoded, plain, quoted
from models.payments import BankFile, BankLine, BankStatement

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)", re.DOTALL)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d,]{1,16})")
_ENTRY = re.compile(
    r"""
    (?P<valued>\d{6}) (?P<booked>\d{4})? (?P<sign>R?[CD]) (?P<funds>[A-Z])?
    (?P<amount>\d{1,15},\d{0,6}) (?P<type>[NSF][A-Z0-9]{3})
    (?P<customer>[^\n]*?) (?://(?P<bank>[^\n]*))? (?:\n(?P<more>.*))? $
    """,
    re.VERBOSE | re.DOTALL,
)
_SUBFIELD = re.compile(r"\?(\d{2})")
_WORD = re.compile(
    r"/(EREF|KREF|MREF|CRED|DEBT|REMI|NAME|ORDP|BENM|IBAN|CDTRREF|MARF|CSID|TRTP|BIC|ID|ADDR)/"
)
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)\+")
_LABELS = frozenset("EREF KREF MREF CRED DEBT IBAN BIC".split())


@dataclass(slots=True)
class _Message:
    """One statement while it is read."""

    line: int
    account: str | None = None
    number: str | None = None
    currency: str | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    lines: list[BankLine] = field(default_factory=list)

    def statement(self) -> BankStatement:
        return BankStatement(
            account=self.account,
            number=self.number,
            currency=self.currency,
            lines=tuple(self.lines),
            opening=self.opening,
            closing=self.closing,
        ).checked()


def read_mt940(data: bytes, file: str) -> BankFile:
    """Read a statement of SWIFT fields.

    Raises:
        DocumentError: BANK_FILE_DAMAGED: no field, a field that cannot be read, or no closing
            balance (the file is cut).
    """
    messages: list[_Message] = []
    last = ""
    for number, tag, value in _fields(decoded(data, file)):
        if tag == "20":
            messages.append(_Message(number))
        if not messages:
            raise damaged(file, f"line {number}: field {tag} stands before field 20.")
        _take(messages[-1], tag, value, number, file, after=last)
        last = tag
    if not messages:
        raise damaged(file, "the file holds no SWIFT field.")
    cut = next((m for m in messages if m.closing is None), None)
    if cut is not None:
        raise damaged(file, f"the statement of line {cut.line} has no closing balance (field 62).")
    return BankFile("MT940", tuple(message.statement() for message in messages))


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line number, tag and value, continuation lines joined by line breaks."""
    start, held = 0, ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, raw in enumerate(lines, start=1):
        line = re.sub(r"^(?:\{[^{}]*\})*(?:\{4:)?(?=:|$)", "", raw) if raw.startswith("{") else raw
        ends = line.strip() in ("-", "-}", "") or line.startswith(("-}", "{"))
        if (line.startswith(":") and _TAG.match(line)) or ends:
            if match := _TAG.fullmatch(held):
                yield start, match[1], match[2]
            start, held = number, "" if ends else line
        elif held:
            held += "\n" + line
    if match := _TAG.fullmatch(held):
        yield start, match[1], match[2]


def _take(  # noqa: PLR0913 (a field has this many sides)
    message: _Message, tag: str, value: str, number: int, file: str, *, after: str
) -> None:
    place = f"line {number}"
    if tag == "25":
        message.account = plain(value)
    elif tag in ("28C", "28"):
        message.number = plain(value)
    elif tag in ("60F", "60M"):
        message.opening, message.currency = _balance(value, file, place)
    elif tag in ("62F", "62M"):
        message.closing, _ = _balance(value, file, place)
    elif tag == "61":
        if len(message.lines) >= MOST_LINES:
            raise damaged(file, f"the statement holds more than {MOST_LINES} movements.")
        message.lines.append(_entry(value, message.currency, file, place))
    elif tag == "86" and after == "61":
        message.lines[-1] = _described(message.lines[-1], value, file, place)


def _balance(value: str, file: str, place: str) -> tuple[Decimal, str]:
    match = _BALANCE.match(value)
    if match is None:
        raise damaged(file, f"{place} holds no balance: {value[:40]!r}.")
    amount = amount_in(match[4], file, place)
    return (-amount if match[1] == "D" else amount), match[3]


def _entry(value: str, currency: str | None, file: str, place: str) -> BankLine:
    match = _ENTRY.match(value)
    if match is None:
        raise damaged(file, f"{place} holds no movement: {value[:40]!r}.")
    valued = day_in(match["valued"], file, place)
    amount = amount_in(match["amount"], file, place)
    out = match["sign"] in ("D", "RC")  # a credit taken back goes out
    customer = plain(match["customer"])
    return BankLine(
        booked_on=_booked(match["booked"], valued, file, place),
        amount=-amount if out else amount,
        currency=currency,
        valued_on=valued,
        text=plain(match["more"]) or "",
        end_to_end_id=None if customer in ("NONREF", "NOTPROVIDED") else customer,
        bank_id=plain(match["bank"]),
        reversal=match["sign"].startswith("R"),
        evidence=quoted(f":61:{value}", file, place),
    )


def _booked(text: str | None, valued: date, file: str, place: str) -> date:
    """Return the day of booking, whose year is the one that puts it next to the value date."""
    if text is None:
        return valued
    near = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        try:
            near.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    if not near:
        raise damaged(file, f"{place} holds no date: {text!r}.")
    return min(near, key=lambda day: abs((day - valued).days))


def _described(line: BankLine, value: str, file: str, place: str) -> BankLine:
    """Add field 86 to its movement."""
    quote = quoted(f"{line.evidence.quote} :86:{value}", file, line.evidence.anchor or place)
    joined = value.replace("\n", "")
    if _SUBFIELD.search(joined):
        return replace(_german(line, joined), evidence=quote)
    if _WORD.search(joined):
        return replace(_by_words(line, joined), evidence=quote)
    text = plain(f"{line.text} {value}") or ""
    return replace(line, text=text, evidence=quote)


def _german(line: BankLine, value: str) -> BankLine:
    parts = _SUBFIELD.split(value)
    found = dict.fromkeys(parts[1::2], "")
    for code, text in zip(parts[1::2], parts[2::2], strict=True):
        found[code] += text
    purpose = "".join(
        found.get(code, "") for code in (*map(str, range(20, 30)), *map(str, range(60, 64)))
    )
    labelled = _labelled(_SEPA, purpose)
    return replace(
        line,
        text=plain(labelled.get("SVWZ") or (purpose if not labelled else None)) or line.text,
        end_to_end_id=_given(labelled.get("EREF")) or line.end_to_end_id,
        counterparty=plain(found.get("32", "") + found.get("33", "")),
        counterparty_account=plain(found.get("31")) or plain(labelled.get("IBAN")),
    )


def _by_words(line: BankLine, value: str) -> BankLine:
    found = _labelled(_WORD, value)
    name = found.get("NAME") or found.get("ORDP") or found.get("BENM")
    reference = found.get("CDTRREF")
    return replace(
        line,
        text=plain((found.get("REMI") or "").strip("/")) or line.text,
        reference=plain((reference or "").strip("/")),
        end_to_end_id=_given((found.get("EREF") or "").strip("/")) or line.end_to_end_id,
        counterparty=plain((name or "").strip("/")),
        counterparty_account=plain((found.get("IBAN") or "").strip("/")),
    )


def _labelled(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    parts = pattern.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _given(text: str | None) -> str | None:
    folded = plain(text)
    return None if folded in ("NOTPROVIDED", "NONREF") else folded
