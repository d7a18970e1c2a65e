"""Parties of a sentence that says what one does for the other, and by that who pays.

Reads:  "Acme Pty Ltd supplies the platform to Beta Union Ltd", "Acme AG carries out this work for Beta
        AG", "This order is placed by Beta N.V. with Acme B.V.", "Beta Ltd orders from Acme Ltd",
        "Acme LLP will act for Beta plc".
Yields: two firms, each with its defined name where one stands behind it, else with the word for its side.
Source: order forms, statements of work and short contracts, which have no "between X and Y".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.header.names import NamedParty, clean_name, has_form, plausible, same_name
from extractors.wording import Wording, phrase
from models.passage import Passage

_TOP = 6  # passages in which a paper says what it is about
_LONGEST = 700  # characters of such a sentence with what stands before it
_WILL = r"\b(?:(?:hereby|now)\s+|(?:will|shall|agrees\s+to|undertakes\s+to)\s+)?"
_RUN = r"(?P<name>(?:[A-Z0-9][\w.&'’/-]*,?\s+|(?:of|and|de|&|plc)\s+){1,8})"
_BEFORE = phrase(rf"{_RUN}(?:\([^()]{{1,80}}\)[\s,]*){{0,2}}$", re.NOFLAG)
_NEXT = re.compile(rf"(?:the\s+)?{_RUN}")
_ALIAS = re.compile(
    r"[\s,]*(?:\([^()]{1,60}\)\s*)?\(\s*(?:the\s+)?[\"“‘']?(?P<alias>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)[\"”’']?\s*\)"
)
_OVER = re.compile(r"[.;]\s+(?=[A-Z][a-z]+\s+[a-z])|\|")  # another sentence begins


def _linked(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|.{{0,160}}?\s)(?:{words})\s+(?=[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb, the words before the other firm, whether who acts is paid, and whether it stands behind."""

    verb: Wording
    link: re.Pattern[str]
    provides: bool
    behind: bool = False


_DEEDS = (
    _Deed(
        phrase(
            rf"{_WILL}(?:suppl(?:y|ies)|provides?|delivers?|sells?|licen[cs]es?|leases?|rents?|performs?|renders?|undertakes?|hosts?|operates?|manufactures?|carr(?:y|ies)\s+out)\s"
        ),
        _linked("to|for"),
        provides=True,
    ),
    _Deed(
        phrase(rf"{_WILL}(?:acts?|works?|is\s+engaged|are\s+engaged)(?=\s)"),
        _linked(r"for|on\s+behalf\s+of"),
        provides=True,
    ),
    _Deed(
        phrase(rf"{_WILL}(?:orders?|buys?|purchases?|rents?|leases?|takes?)\s"),
        _linked("from"),
        provides=False,
    ),
    _Deed(
        phrase(r"\b(?:placed|given|ordered|issued)\s+by\s"),
        _linked("with|from"),
        provides=False,
        behind=True,
    ),
)
_SIDES = {True: "Provider", False: "Customer"}


def acting(passages: Sequence[Passage]) -> Iterator[list[NamedParty]]:
    """Yield the two firms of each such sentence near the top, in the order in which they stand."""
    for passage in passages[:_TOP]:
        for deed in _DEEDS:
            for verb in deed.verb.finditer(passage.text[:_LONGEST]):
                if found := _pair(passage, verb, deed):
                    yield found


def _pair(passage: Passage, verb: re.Match[str], deed: _Deed) -> list[NamedParty] | None:
    text = passage.text[:_LONGEST] + " "
    stop = _OVER.search(text, verb.end())
    end = stop.start() + 1 if stop else len(text)
    acts = (
        _NEXT.match(text, verb.end(), end) if deed.behind else _BEFORE.search(text[: verb.start()])
    )
    one = _firm(passage, acts, provides=deed.provides)
    at = deed.link.match(text, max(one.end, verb.end()), end) if one else None
    other = at and _firm(passage, _NEXT.match(text, at.end()), provides=not deed.provides)
    return [one, other] if one and other and not same_name(one.name, other.name) else None


def _firm(passage: Passage, run: re.Match[str] | None, *, provides: bool) -> NamedParty | None:
    """Cut a run of capital words down to a firm's name, with its defined name or the word for its side."""
    name = clean_name(run["name"]) if run else ""
    at = passage.text.find(name, run.start("name")) if run else -1
    if at < 0 or not plausible(name) or not has_form(name):
        return None
    defined = _ALIAS.match(passage.text, at + len(name))
    alias = defined["alias"] if defined else _SIDES[provides]
    return NamedParty(name, alias, passage, at, at + len(name))
