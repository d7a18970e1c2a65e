"""The day from which a price holds: "From 1 July 2025 the fee is", "with effect from 2025-07-01".

>>> str(starts_on("From 1 July 2025 the service fee is ", " per month."))
'2025-07-01'
"""

from datetime import date

from extractors.header.wording import dates_in
from extractors.terms.grammar.amounts import holds_money
from extractors.wording import phrase

_SINCE = phrase(
    r"(?:\b(?:from|as\s(?:of|from|at)|effective(?:\s(?:as\sof|from|on))?|with\seffect\s(?:from|on|as\sof)|starting|beginning|commencing|applicable\sfrom|on\s(?:and|or)\s(?:after|from)|from\sand\s(?:after|including)|as\sof\sand\sfrom)\s(?:on\s)?(?:the\s)?|^\W*(?:\w{1,3}\)|[\d.]+)?\W*on\s)$"
)
_NEAR = 100  # characters after a sum


def starts_on(before: str, after: str = "", *, day_first: bool = False) -> date | None:
    """Return the day said before a sum, else right after it; None where none is said.

    A day behind an earlier sum is that sum's, unless days are said before their sums, or a
    semicolon parts them.
    """
    found, leads = None, False
    for day in dates_in(before, day_first=day_first):
        free = not holds_money(before[: day.start])
        own = free or leads or ";" in before[: day.start]
        if own and _SINCE.search(before[: day.start]):
            found, leads = day.value, leads or free
    if found is not None:
        return found
    for day in dates_in(after[:_NEAR], day_first=day_first):
        if _SINCE.search(after[: day.start]) and not holds_money(after[: day.start]):
            return day.value
    return None
