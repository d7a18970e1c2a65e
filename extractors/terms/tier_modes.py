"""How tiers are reckoned, where a clause far from the table says it.

"The price of each band applies only to the transactions that fall inside that band" stands among
the charges, its bands in a schedule.  It is believed where the document has one tier table, which
is silent, and one mode is told.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.terms.candidates import Candidate
from extractors.terms.tables.scope import mode_of
from extractors.wording import phrase
from models.document import Document
from models.terms import Rate, TierMode

_BANDS = phrase(
    r"\b(?:bands?|tiers?|brackets?|blocks?|price\s+(?:levels?|steps?)|volume\s+steps?)\b"
)


def with_tier_modes(candidates: Sequence[Candidate], document: Document) -> list[Candidate]:
    """Give the rows of a silent tier table the mode that the document tells."""
    tiers = [term for c in candidates if (term := _tier(c))]
    silent = bool(tiers) and not any(term.tier_mode for term in tiers)
    if not silent or len({_name(term) for term in tiers}) != 1:
        return list(candidates)
    told = {mode for passage in document.passages if (mode := _told(passage.text))}
    if len(told) != 1:
        return list(candidates)
    mode = told.pop()
    return [
        replace(c, term=term.model_copy(update={"tier_mode": mode})) if (term := _tier(c)) else c
        for c in candidates
    ]


def _tier(candidate: Candidate) -> Rate | None:
    term = candidate.term
    tiered = isinstance(term, Rate) and (term.min_quantity or term.max_quantity)
    return term if isinstance(term, Rate) and tiered else None


def _name(term: Rate) -> tuple[str, str]:
    return re.sub(r"\W+", " ", (term.item or "").lower()), term.unit or ""


def _told(text: str) -> TierMode | None:
    return mode_of(text) if _BANDS.search(text) else None
