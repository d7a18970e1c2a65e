"""What the words of a scope name: "transport charges (parcels and pallets)", "all but set-up".

A scope may list its items, in brackets or side by side, and name what it leaves out.

>>> listed("transport charges (parcels and pallets)")
('parcels', 'pallets')
>>> listed("licence and support fees")
('licence', 'support fees')
>>> listed("seat charges")
()
>>> divided("all fees except the set-up fee")
('all fees ', ' the set-up fee')
"""

import re
from functools import lru_cache

_SPARED = re.compile(
    r"\b(?:except(?:ing)?(?:\s+for)?|excluding|exclusive\s+of|other\s+than|but\s+not|save\s+for"
    r"|apart\s+from|with\s+the\s+exception\s+of|not\s+including|without)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile(
    r"\s*[,;/]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|as\s+well\s+as)\s+", re.IGNORECASE
)
# Brackets that say more of what stands before them, and do not list it.
_ASIDE = re.compile(
    r"^\s*(?:incl|e\.\s?g|net\b|gross\b|if\b|as\b|which\b|up\s+to\b)", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def divided(scope: str) -> tuple[str, str]:
    """Part a scope into what it names and what it leaves out."""
    found = _SPARED.search(scope)
    return (scope[: found.start()], scope[found.end() :]) if found else (scope, "")


@lru_cache(maxsize=4096)
def listed(scope: str) -> tuple[str, ...]:
    """Return the items that a scope lists, those in brackets before all others; () for no list."""
    named = divided(scope)[0]
    inside = [text for text in _BRACKETS.findall(named) if text and not _ASIDE.search(text)]
    if inside:
        return _parts(inside[0])
    parts = _parts(_BRACKETS.sub(" ", named))
    return parts if len(parts) > 1 else ()


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())
