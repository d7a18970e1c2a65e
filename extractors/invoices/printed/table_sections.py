"""Sections within a line table: their headings and their sums.

A heading ("Creative hours") stands apart from the line above it and from the line below it, wider
than the lines that a description wraps to.  A sum ("Subtotal Equipment and gateway  401.00") looks
like a line without quantity and price.  Its first word names a sum, and it is one where its amount
is what the lines above it make: those of its section, or all of them.
"""

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from extractors.invoices.periods import period_in
from extractors.invoices.printed.canvas import Row

_SUM = (
    r"(?:(?:sub|tussen|mellem|sous)?[ -]?tot(?:al|aal|ale)s?|totals|totaux"
    r"|(?:zwischen|teil|gesamt|gruppen|block)(?:summe|total|betrag)|summe|(?:del|mellan|mellom|väli)?summa|(?:del|mellom)?sum"
    r"|suma|soma|somma|razem|yhteensä|samlet)"
)
"""What a sum is called: English, German, French, Italian, Spanish, Portuguese, Dutch, Nordic, Polish."""
_SUM_FIRST = rf"^\W*(?:section |group |category |site |phase |grand )?{_SUM}\b"
_BEGINS_A_SUM = re.compile(_SUM_FIRST, re.IGNORECASE)
_NAMES_A_SUM = re.compile(
    rf"{_SUM_FIRST}"
    rf"|^[^\d]{{1,60}}[ ,:–-]+(?:{_SUM}|zusammen|insgesamt|i alt|in totale|au total)\W*(?=\s{{2}}|$)",
    re.IGNORECASE,
)
_OF_ALL = frozenset(
    "for of the this your all to in on due now payable pay paid be net gross amount invoice bill statement period month account"
    " charges fees sum value quantity qty hours units items lines weight pages excl excluding ex incl including inc vat tax taxes gst hst usd eur gbp chf cad aud"
    " für diese rechnung netto brutto betrag fällig mwst ust de la facture à payer ht ttc te betalen btw".split()
)
"""Words beside "Total" that say nothing of a section."""
_SUMMARY = re.compile(
    r"\W*(?:(?:time ?keeper|fees?|hours|rates?|task|category) )?(?:summary|recap(?:itulation)?|zusammenfassung)\b",
    re.IGNORECASE,
)
_COSTS = re.compile(
    r"\W*(?:other |further |additional |reimbursable )?(?:costs?|disbursements?|expenses?|reimbursables?|outlays|auslagen|spesen"
    r"|frais|débours|(?:on)?kosten|gastos|spese)\b[\w ]{0,25}\W*",
    re.IGNORECASE,
)
_APART = 0.45  # line heights
_SAME = 1.0  # point


def sums_named_section(text: str) -> bool:
    """Whether a sum says of what: "Total for 07700 900114  19.25", and not "Total due  19.25".

    >>> sums_named_section("Subtotal for site B 12.00"), sums_named_section("Total fees 12.00")
    (True, False)
    """
    named = _BEGINS_A_SUM.match(text)
    rest = re.sub(r"[^\W\d_]*\s?[$€£]?-?[\d.,']+\W*$", "", text[named.end() :]) if named else ""
    words = {word.lower() for word in re.findall(r"[^\W_]+", rest)}
    return bool(words - _OF_ALL)


def begins_a_sum(text: str) -> bool:
    """Whether words begin as those of a sum do: "Total Voice services", "Subtotal B"."""
    return bool(_BEGINS_A_SUM.match(text))


def is_summary(text: str) -> bool:
    """Whether a heading says that what follows was billed above: "Timekeeper Summary"."""
    return bool(_SUMMARY.match(text))


def begins_costs(text: str) -> bool:
    """Whether a heading begins costs behind the sum of the fees: "Costs Advanced", "Auslagen".

    >>> begins_costs("DISBURSEMENTS"), begins_costs("Payment details")
    (True, False)
    """
    return bool(_COSTS.fullmatch(text))


def heads_section(row: Row, above: Sequence[Sequence[Row]], below: Row) -> bool:
    """Whether a text row between two lines heads the second rather than ending the first.

    ``above`` are the rows of each line before, ``below`` is the row with the next line.
    """
    if len(row.segments) > 1 or period_in(row.text) is not None:
        return False
    last = above[-1][-1]
    steps = row.top - last.bottom, below.top - row.bottom
    wrapped = [
        lower.top - upper.bottom for rows in above for upper, lower in itertools.pairwise(rows)
    ]
    return min(steps) >= _APART * row.height and max(wrapped, default=0) < steps[0] - _SAME


def is_section_sum(
    text: str, amount: Decimal, billed: Sequence[Decimal | None], summed: int
) -> bool:
    """Whether a row sums up lines; ``billed`` are all above it, ``summed`` of them are summed up.

    >>> is_section_sum("Subtotal Labour  30.00", Decimal(30), [Decimal(5), Decimal(30)], 1)
    True
    >>> is_section_sum("Total care plan  30.00", Decimal(30), [Decimal(5), Decimal(15)], 0)
    False
    """
    amounts = [one or Decimal(0) for one in billed]
    section = amounts[summed:]
    made = bool(section) and amount in (sum(section, Decimal(0)), sum(amounts, Decimal(0)))
    return made and bool(_NAMES_A_SUM.match(text))
