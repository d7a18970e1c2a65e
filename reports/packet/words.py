"""The sentences of letters.  They state what was found and ask; they threaten nothing.

Whether a disputed sum may be held back is for the contract and the reader to say.
"""

from collections.abc import Sequence
from datetime import date

from models.findings import Direction
from reports.totals import Sum
from reports.wording import long_date, with_currency

SALUTATION = "Dear Sir or Madam,"
CLOSING = "Yours faithfully,"
WINDOW = "The time to dispute, as the contract says it"
COLUMNS = ("No.", "Point", "Agreed", "Billed", "Amount")
TOTALS = {True: "To be credited", False: "To be billed"}
DRAFT_COLUMNS = ("No.", "Description", "Quantity", "Price", "Amount")


def enclosed(points: int) -> str:
    """Name what goes with a letter."""
    return "Exhibit: point 1" if points == 1 else f"Exhibits: points 1 to {points}"


def draft_note(*, taxed: bool) -> str:
    """Say what is left to do with a draft invoice."""
    tax = "check its tax" if taxed else "add tax at the rate that applies"
    return f"This is a draft: give it a number, {tax}, and issue it from your invoicing system."


def draft_total(taxes: Sequence[int], *, taxed: bool = False) -> str:
    """Name the sum of a draft invoice; ``taxes`` are the lines that are tax themselves."""
    if not taxes:
        return "Net amount" if taxed else "Net amount, before tax"
    lines = ", ".join(map(str, taxes))
    return f"In all; {'line' if len(taxes) == 1 else 'lines'} {lines} {'is' if len(taxes) == 1 else 'are'} tax itself"


def draft_tax(rate: str) -> str:
    """Name the tax of a draft invoice."""
    return f"Tax, {rate} %"


def subject(direction: Direction, invoices: str, contract: str, sums: Sequence[Sum]) -> str:
    """Say in one line what a letter is about."""
    amount = _total(sums)
    if direction is Direction.UNDERBILLED:
        tail = f" {amount} not yet billed" if amount else " amounts not yet billed"
        return f"{contract or _capital(invoices)}:{tail}"
    tail = f": {amount} billed beyond what was agreed" if amount else ": request for correction"
    return f"{_capital(invoices or contract)}{tail}"


def opening(direction: Direction, invoices: str, contract: str, points: int) -> str:
    """Say why we write."""
    under = f" under {contract}" if contract else ""
    if points == 1:
        below, proved = "On the point below", "It is proved in the exhibit"
    else:
        below, proved = f"On the {points} points below", "Each is proved in the exhibits"
    if direction is Direction.UNDERBILLED:
        billed = f" or was billed too low on {invoices}" if invoices else ""
        return (
            f"On checking what we have billed{under} we found that the following was agreed and "
            f"not billed{billed}. The draft invoice that follows makes this good. {proved}: what was "
            "agreed, what was billed, and the working."
        )
    against = f" against {contract}" if contract else ""
    return (
        f"We have checked {invoices or 'what was billed'}{against}. {below} what was billed differs "
        f"from what was agreed. {proved}: the clause and the invoice line as they stand in the "
        "documents, and the working."
    )


def request(
    direction: Direction, sums: Sequence[Sum], act_before: date | None, *, with_tax: bool
) -> tuple[str, ...]:
    """Say what we ask for, and by when."""
    amount = _total(sums)
    if direction is Direction.UNDERBILLED:
        before = "" if with_tax else ", before tax"
        asked = f"The sum to be billed is {amount}{before}." if amount else ""
        return tuple(filter(None, (asked, "Please tell us if you see any of this differently.")))
    asked = (
        f"Please credit {amount}{'' if with_tax else ', with any tax charged on it'}, and send us "
        "a corrected invoice."
        if amount
        else "Please send us a corrected invoice."
    )
    notice = (
        f"With this letter we dispute these points. The time that the contract gives for it ends on "
        f"{long_date(act_before)}."
        if act_before
        else ""
    )
    see = "If you see any of this differently, please answer point by point with your evidence."
    return tuple(filter(None, (asked, notice, see)))


def _total(sums: Sequence[Sum]) -> str:
    return " and ".join(with_currency(one.amount, one.currency or None) for one in sums)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
