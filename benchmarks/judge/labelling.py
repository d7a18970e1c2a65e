"""Whether a candidate is what the labels of its document say."""

import re
from types import ModuleType
from typing import Any

from extractors.terms.candidates import Candidate
from models.forms import term_form


def judged(
    candidate: Candidate, gold: list[dict[str, Any]], scorer: ModuleType
) -> tuple[bool, float]:
    """Right where a label has the values and quotes the place; unsure where only the values."""
    form = term_form(candidate.term, "")
    same = [g for g in gold if g["kind"] == form["kind"] and scorer.strict_match(g, form)]
    if any(quotes(g["quote"], candidate) for g in same):
        return True, 1.0
    if form["kind"] == "billing" and not form.get("frequency"):
        # A deadline is told apart from the rhythm that its label may also name.
        return any(form["deadline_days"] == g.get("deadline_days") for g in gold), 1.0
    if same:
        return False, 0.0  # another place with the same values: neither right nor wrong
    loose = [
        g
        for g in gold
        if g["kind"] == form["kind"] and scorer.value_key(g) == scorer.value_key(form)
    ]
    if any(quotes(g["quote"], candidate) for g in loose):
        return False, 0.4  # an obligation with a field misread
    return False, 1.0


def quotes(quote: str, candidate: Candidate) -> bool:
    """Whether a label's quote holds the value with the words beside it."""
    text, whole = candidate.passage.text, squeezed(quote)
    start, end = candidate.start, candidate.end
    value = squeezed(text[start:end])
    left, right = (
        squeezed(text[max(start - 40, 0) : start])[-18:],
        squeezed(text[end : end + 40])[:18],
    )
    if left + value in whole or value + right in whole:
        return True
    sentence = squeezed(candidate.term.evidence.quote)
    return len(whole) > 30 and (whole in sentence or sentence in whole)  # noqa: PLR2004 (long enough to be one place)


def squeezed(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\W_]+", "", text.lower())
