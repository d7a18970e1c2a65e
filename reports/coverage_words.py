"""What was looked for in a contract, as sentences: "no late charge" is said, with where it was sought."""

from models.contracts import Contract
from models.coverage import Coverage
from reports.wording import count

STATES = {
    "payment_term": "a payment term",
    "late_charge": "a late charge",
    "early_discount": "a discount for early payment",
    "rate": "a rate",
    "fee": "a fixed fee",
    "percentage_fee": "a percentage fee",
    "milestone": "a milestone payment",
    "escalator": "a price change",
    "cap": "a cap on charges",
    "minimum": "a minimum",
    "expense": "a rule on expenses",
    "retainage": "a retainage",
    "billing": "a billing rule",
    "dispute": "a time to dispute invoices",
    "tax": "how taxes are treated",
    "discount": "a discount",
}
RESULTS = {
    "found": "Found",
    "blank": "Blank",
    "undecided": "Not decided",
    "not_found": "Not found",
    "unread": "Not read",
}


def coverage_words(one: Coverage, contract: Contract) -> str:
    """Say in one sentence what became of a kind of term in a contract."""
    where = _pages(one, contract)
    match one.status:
        case "found":
            words = f"{one.found} found{_more(one)}."
        case "blank":
            many = one.blanks > 1
            words = f"{'Its values are' if many else 'Its value is'} blank or redacted: see the passages below{_more(one)}."
        case "undecided":
            words = f"None is sure{_more(one)}."
        case "unread":
            words = "The document was not read."
        case "not_found" if one.passages:
            speak = "passage speaks" if one.passages == 1 else "passages speak"
            none = "it does not state" if one.passages == 1 else "none states"
            words = f"{one.passages} {speak} of {one.subject}{where}; {none} {STATES.get(one.kind, one.kind)}."
        case _:
            words = f"No passage speaks of {one.subject}."
    return words + _unread(one, contract)


def _more(one: Coverage) -> str:
    parts = []
    if one.possible:
        parts.append(f"{count(len(one.possible), 'possible statement')} not decided")
    if one.doubts:
        parts.append(f"{count(one.doubts, 'passage')} to read")
    return f"; {', '.join(parts)}" if parts else ""


def _pages(one: Coverage, contract: Contract) -> str:
    if not one.pages or (contract.document.pages or 0) < 2:  # noqa: PLR2004 (one page: said at once)
        return ""
    word = "page" if len(one.pages) == 1 else "pages"
    more = " and others" if one.passages > len(one.pages) and len(one.pages) > 5 else ""  # noqa: PLR2004 (as many as are listed)
    return f" ({word} {', '.join(map(str, one.pages))}{more})"


def _unread(one: Coverage, contract: Contract) -> str:
    """A page that was not read may hold what was not found."""
    pages = contract.document.unread_pages
    if not pages or one.status in ("found", "unread"):
        return ""
    word = "Page" if len(pages) == 1 else "Pages"
    was = "was" if len(pages) == 1 else "were"
    return f" {word} {', '.join(map(str, pages))} {was} not read."
