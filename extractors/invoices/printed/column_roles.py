"""What the words of one heading mean: the role of its column, None where we do not know them."""

import re
from functools import lru_cache

from extractors.invoices.printed.column_words import BESIDE, CURRENCY_TOKENS, PHRASES

_TOKEN = re.compile(r"[^\W\d_]+|[#%°]")
_SIDE = "|".join(sorted(BESIDE | CURRENCY_TOKENS))
_IN_BRACKETS = re.compile(rf"\(\s*(?:{_SIDE}|\W)+\s*\)", re.IGNORECASE)
_FORMULA = re.compile(r"(?<=\w)\s?\([A-Z](?:\s?[-+/]\s?[A-Z])+\)")  # "To date (D+E+F)"
_WITHOUT = r"ex|exc|excl|excluding|exclusive of|before|net of|without|ohne|exkl|hors|sans|senza|sin|exclusief"
_TAX = r"\b\.?\s(?:vat|gst|hst|tax(?:es)?|mwst|ust|tva|btw|iva|taxe)\b[.)]*"
_TAXED = re.compile(  # "Price ex GST", "Amount (excl. VAT)", "Preis ohne MwSt."
    rf"(?<=\w)[\s(]+(?:{_WITHOUT}|inc|incl|including|inclusive of|inkl|zzgl|inclusief){_TAX}$",
    re.IGNORECASE,
)
_UNTAXED = re.compile(rf"(?:\W|{_SIDE})*(?:{_WITHOUT}){_TAX}", re.IGNORECASE)  # "£ excl. VAT"
_UNIT_NAMED = re.compile(r"(?P<what>[^\d()]+)\([^\W\d]{1,12}\.?\)")  # "Consumption (kWh)"
_SIGNED_UNIT = re.compile(  # "Unit £", "€ per unit"
    r"unit\s?\(?(?:[$€£]|usd|eur|gbp|chf)\)?|(?:[$€£]|usd|eur|gbp|chf)\s?/?\s?(?:per )?unit",
    re.IGNORECASE,
)
PER_MANY = re.compile(
    r"(?:\bper|\bje|\bpro|\bpar|/)\s?(?P<many>10{1,2}|1[.,' ]?000)\b", re.IGNORECASE
)
"""The number of units that a price is for: "Price per 1,000"."""
_REMEMBERED = 8192  # texts: those of some hundred invoices
_PRICE_OF_ONE = re.compile(
    r"(?:unit )?(?:price|rate|cost|charge|fee|preis|satz|prix|tarif|prijs|precio|prezzo)[\s,]*(?:per|je|pro|par|por|/)(?:\s?[^\W\d]{1,15}\.?)?\W*"
    r"|[$€£]\s?/\s?[^\W\d]{1,12}|(?:hourly|daily|weekly|monthly|annual) (?:rate|charge|fee|price|cost)",
    re.IGNORECASE,
)
_COUNTED = frozenset(
    "hours hrs days qty quantity units count stunden tage menge anzahl served used delivered sold supplied".split()
)
_BEFORE = ("previous", "previously", "prior")
_SPANS = ("dates", "period", "zeitraum", "periode", "période", "periodo")


def tokens(text: str) -> tuple[str, ...]:
    """Fold a heading to its words: "Einzel/€" is ("einzel",)."""
    return tuple(token.lower() for token in _TOKEN.findall(text))


@lru_cache(maxsize=_REMEMBERED)
def role_of(text: str) -> str | None:
    """Return what a heading's words mean, None where we do not know them.

    It is asked of every row of a page, whose words say the same on many invoices.
    """
    text = _FORMULA.sub("", text)
    parts = tokens(text)
    if not parts and text.strip() in ("#", "№"):
        return "position"
    if role := _of_currency(text) or PHRASES.get(parts):
        return role
    # "Amount (EUR)", "Total USD", "Menge in": the currency and the like add nothing
    core = tuple(part for part in parts if part not in CURRENCY_TOKENS and part != "%")
    plain = tuple(
        part for part in tokens(_IN_BRACKETS.sub(" ", text)) if part not in CURRENCY_TOKENS
    )
    for shorter in (core, plain):
        if shorter and shorter != parts and (role := PHRASES.get(shorter)):
            return role
    if (unit := _UNIT_NAMED.fullmatch(text)) and role_of(unit["what"]) == "quantity":
        return "quantity"
    bare = PER_MANY.sub("", _TAXED.sub("", text))
    if bare != text:
        return role_of(bare)
    told = _of_parts(text) or _of_period(parts) or _of_price(text) or _of_count(parts)
    return told or _of_progress(parts)


def _of_currency(text: str) -> str | None:
    """What a currency makes of words that say little without it: "Unit £", "£ excl. VAT"."""
    if _SIGNED_UNIT.fullmatch(text):
        return "unit_price"
    return "amount" if _UNTAXED.fullmatch(text) else None


def _of_parts(text: str) -> str | None:
    """The role that the parts of "Hrs / Qty" share."""
    roles = {PHRASES.get(tokens(part)) for part in text.split("/") if tokens(part)}
    if roles == {"period_start", "period_end"}:
        return "period"
    if "/" not in text:
        return None
    if roles == {"quantity", None}:  # "Fläche/Menge"
        return "quantity"
    if "description" in roles:  # "Week / service"
        return "description"
    return roles.pop() if len(roles) == 1 else None


def _of_progress(parts: tuple[str, ...]) -> str | None:
    """What was charged before: "Fee to date", "Previously certified"."""
    before = len(parts) > 1 and (parts[-2:] == ("to", "date") or parts[0] in _BEFORE)
    return "progress" if before else None


def _of_price(text: str) -> str | None:
    """The price of one of whatever it is: "Price per meal", "$/gal", "Preis je ME €", "Hourly charge"."""
    return "unit_price" if _PRICE_OF_ONE.fullmatch(text.strip()) else None


def _of_count(parts: tuple[str, ...]) -> str | None:
    """How many of whatever it is: "Guard hours", "Meals served"."""
    strange = len(parts) > 1 and all((part,) not in PHRASES for part in parts[:-1])
    return "quantity" if strange and parts[-1] in _COUNTED else None


def _of_period(parts: tuple[str, ...]) -> str | None:
    """The role of "Trading period", "Abrechnungszeitraum": words we do not know, of a period."""
    strange = all(PHRASES.get((part,)) in (None, "period") for part in parts[:-1])
    return "period" if parts and strange and parts[-1].endswith(_SPANS) else None
