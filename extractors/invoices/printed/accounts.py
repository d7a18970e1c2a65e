"""The account to pay to: an IBAN, else the bank's number and the account's beside it.

Reads:  "IBAN: FI21 ...", also wrapped; "Routing 125000024, Account 4410982276" (US), "Sort code
        20-13-52 Account no. 70441892" (GB), "BSB 062-184 Account 1047 7719" (AU), "Inst. 004
        Transit 10252 Acct 5218843" (CA); both on one row or on rows under each other; bank and
        account as figures behind the way to pay: "ACH: 121042882 / 5500731186",
        "Direct deposit 003-10252-5218843" (CA).
Leaves: an account's number without a label.
"""

import itertools
import re

from extractors.invoices.printed.canvas import Row, Segment
from extractors.invoices.printed.labels import Found
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.values import account, clean, iban, right_length

_NO = r"(?:\s?(?:no\.?|nr\.?|number|code|\#))?[\s.:#]{0,3}"
_NAMES = r"\b(?:aba|rtn|(?:aba |bank )?routing|bsb|sort[ -]?code|transit|inst(?:itution|\.)?|blz|bankleitzahl)"
_BANK_NAMED = re.compile(rf"{_NAMES}(?![^\W\d])", re.IGNORECASE)
_BANK = re.compile(
    rf"{_NAMES}{_NO}"
    r"(?P<code>\d(?:[\d -]{0,10}\d)?)(?!\d)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    rf"\b(?:account|acct|acc|a/c|konto){_NO}(?P<account>\d[\d -]{{3,18}}\d)(?!\d)", re.IGNORECASE
)
_IBAN_BEGUN = re.compile(r"\bIBAN[\s:]{0,3}([A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){0,2})$")
_WAYS = r"\b(?:ach|eft|bacs|wire|direct (?:credit|deposit|entry)|bank transfer|pay(?:able)? to)\b"
_WAY_TO_PAY = re.compile(_WAYS, re.IGNORECASE)
_BY_FIGURES = re.compile(
    rf"{_WAYS}[^\d\n]{{0,40}}(?:"
    r"(?P<bank>\d{9}|\d{3}[- ]\d{3}|\d{5}-\d{3}|\d\d-\d\d-\d\d)(?:\s?[/,]\s?|\s)(?P<number>\d[\d ]{4,12}\d)"
    r"|(?P<bank2>\d{3}-\d{5}|\d{5}-\d{3})-(?P<number2>\d{7,12})"  # Canadian, all dashes
    r")(?![\d/-])",
    re.IGNORECASE,
)
_NEAR = 2.2  # line heights from the bank's number to the account's


def read_account(paper: Paper) -> None:
    """Keep the account: an IBAN before another, labelled before bare."""
    if _begun_iban(paper):
        return
    strict = paper.labels.best("iban", lambda text: iban(clean(text)))
    if strict is not None and (whole := _wrapped_iban(paper, strict)):
        paper.put("supplier.iban", whole, *strict.segments)
    if strict is None and _domestic(paper):
        return
    found = strict or paper.labels.best("iban", account)
    paper.take("supplier.iban", found)
    for segment in paper.canvas.segments if found is None else ():
        for match in re.finditer(r"\b[A-Z]{2}\d{2}\s?[A-Z\d]{4}", segment.text):
            if code := iban(segment.text[match.start() :]):
                paper.put("supplier.iban", code, segment)
                return


def _begun_iban(paper: Paper) -> bool:
    """Keep an IBAN of which a line ends with the first letters: "IBAN NL44" / "RABO 0123 4567 89"."""
    rows = paper.canvas.rows
    for row, below in itertools.pairwise(rows):
        begun = _IBAN_BEGUN.search(row.text)
        whole = iban(f"{begun[1]} {below.segments[0].text}") if begun else None
        if whole and right_length(whole) and below.page == row.page:
            paper.put("supplier.iban", whole, row.segments[-1], below.segments[0])
            return True
    return False


def _wrapped_iban(paper: Paper, found: Found[str]) -> str | None:
    """The account that goes on in the next line, where only both together have its length."""
    last = found.segments[-1]
    if right_length(found.value) or last.row + 1 >= len(paper.canvas.rows):
        return None
    text = f"{last.text[last.text.rfind(found.value[:4]) :]} {paper.canvas.rows[last.row + 1].text}"
    whole = iban(text)
    return whole if whole and right_length(whole) else None


def _domestic(paper: Paper) -> bool:
    """Keep the bank's number and the account's, where the page prints both together."""
    rows = paper.canvas.rows
    for place, row in enumerate(rows):
        if not (_BANK_NAMED.search(row.text) or _WAY_TO_PAY.search(row.text)):
            continue
        near = [row, *(other for other in rows[place + 1 : place + 3] if _under(row, other))]
        for last in range(1, len(near) + 1):
            text = " ".join(one.text for one in near[:last])
            if number := domestic_account(text):
                paper.put("supplier.iban", number, *_segments(near[:last]))
                return True
    return False


def domestic_account(text: str) -> str | None:
    """Return bank and account as figures, so that every way to print them is the same.

    >>> domestic_account("BSB 062-184 Account 1047 7719"), domestic_account("Account 1047 7719")
    ('062184 10477719', None)
    """
    if figures := _BY_FIGURES.search(text):
        return " ".join(re.sub(r"\D", "", part) for part in figures.groups() if part)
    banks = [match["code"] for match in _BANK.finditer(text)]
    number = _ACCOUNT.search(text)
    if not banks or number is None:
        return None
    return " ".join(re.sub(r"\D", "", part) for part in (*banks, number["account"]))


def _under(row: Row, other: Row) -> bool:
    return other.page == row.page and other.top - row.bottom <= _NEAR * row.height


def _segments(rows: list[Row]) -> tuple[Segment, ...]:
    return tuple(
        segment
        for row in rows
        for segment in row.segments
        if _BANK.search(segment.text) or _ACCOUNT.search(segment.text)
    ) or tuple(segment for row in rows for segment in row.segments)
