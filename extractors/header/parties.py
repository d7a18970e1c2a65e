"""Parties: of all the places that may name them, the one that names them best.

Several readers propose lists of parties; a list is worth what its members show: a legal form, a
defined name that acts in the clauses, a place over a signature.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.header import acting, calling, forms, preamble, sides, signing
from extractors.header.names import (
    STRICT,
    NamedParty,
    clean_name,
    has_form,
    same_name,
    without_roles,
)
from extractors.header.reading import Reading
from extractors.wording import phrase
from models.passage import Passage

__all__ = ["NamedParty", "clean_name", "named_parties"]

_MANY = 2  # a contract has two sides
_ENOUGH_ACTS = 2
_CLEAR = 15.0  # two firms with defined names that act: nothing is named better
_NOBODY = 3.5  # below it a proposal's team is asked for
_LEAST = 12.0  # below it definitions further down are asked as well
_WHO_SIGNS = phrase(
    r"\bparties\s+signatory\s+hereto\b|\b(?:persons|parties|entities|investors)\s+(?:set\s+forth|listed|named|identified)\s+on\s+the\s+signature\s+pages?\b"
    r"|\bthe\s+undersigned\s+(?:hereby\s+|each\s+)*agrees?\b"
)
_TOP = 90  # passages in which the opening says that whoever signs is a party


def named_parties(reading: Reading) -> list[NamedParty]:
    """Find the parties; the preamble first, then form fields, definitions and signatures."""
    passages = reading.passages
    signers = _distinct(forms.signatories(reading))
    best: list[NamedParty] = []
    worth = 0.0
    for found, bonus in _proposals(passages, signers):
        value = _worth(found, reading, signers) + bonus
        if found and value > worth:
            best, worth = found, value
        if worth > _CLEAR:
            break
    if len(best) < _MANY or worth < _LEAST:
        near = _distinct([p for p in preamble.defined(passages) if _acts(p, reading)])
        if _worth(near, reading, signers) > _worth(best, reading, signers):
            best = near
    if not best or worth < _NOBODY:
        best = forms.applicants(passages) or best
    best = _kept(best, reading, signers)
    if any(_WHO_SIGNS.search(low) for low in reading.lowers[:_TOP]):
        best = _distinct([*best, *signing.persons(reading), *signers])
    best += signing.left_out(best, signers, reading)
    for more in _others(best, signers, reading):
        if len(best) != 1:
            break
        only = best[0].name
        others = [p for p in _distinct(more) if not (same_name(p.name, only) or p.name in only)]
        best += others if len(others) == 1 else []
    best = calling.one_each(best or signers[:_MANY])
    best = [_in_full(calling.called(p, best, reading), reading) for p in best]
    return sides.called(_in_one_style(best), reading)


def _in_one_style(parties: list[NamedParty]) -> list[NamedParty]:
    """Drop the point of a sentence after "Ltd" where the other party has its "Ltd" without one."""
    plain = {form for party in parties if (form := party.name.split()[-1]).isalnum()}
    return [
        replace(party, name=party.name[:-1], end=party.end - 1)
        if party.name.endswith(".")
        and party.name.split()[-1][:-1] in plain
        and re.match(r"\s+[A-Z]|\s*$", party.passage.text[party.end :])
        else party
        for party in parties
    ]


def _others(
    best: list[NamedParty], signers: list[NamedParty], reading: Reading
) -> Iterator[list[NamedParty]]:
    """Yield the lists in which the other side of a single party may stand."""
    yield signers
    yield forms.fields(reading.passages)
    yield forms.captions(reading.passages)
    yield list(signing.addressees(reading))
    if best:
        yield list(signing.beside(best[0], reading))


def _in_full(party: NamedParty, reading: Reading) -> NamedParty:
    """Give a name its legal form where the contract has it elsewhere, as over a signature."""
    if has_form(party.name):
        return party
    low = party.name.lower()
    for passage, text in zip(reading.passages, reading.lowers, strict=True):
        at = text.find(low)
        while at >= 0:
            form = STRICT.match(passage.text, at + len(low))
            if form and not text[at - 1 : at].isalnum():
                return replace(party, name=passage.text[at : form.end()].strip())
            at = text.find(low, at + 1)
    return party


def _proposals(
    passages: tuple[Passage, ...], signers: list[NamedParty]
) -> Iterator[tuple[list[NamedParty], float]]:
    for found, bonus in preamble.openings(passages):
        yield _distinct(found), bonus
    for found in acting.acting(passages):
        yield found, -0.5
    yield _distinct(forms.fields(passages)), 0.5
    yield forms.captions(passages), -1.0
    yield signers[:_MANY], -2.0


def _worth(found: list[NamedParty], reading: Reading, signers: list[NamedParty]) -> float:
    """Two sides first, then how much each shows that it is a party."""
    shown = sorted((_shown(p, reading, signers) for p in found), reverse=True)
    return sum(shown[:_MANY]) + sum(min(s - 3.5, 1.0) for s in shown[_MANY:])


def _shown(party: NamedParty, reading: Reading, signers: list[NamedParty]) -> float:
    signs = any(same_name(party.name, s.name) for s in signers)
    acts = min(reading.acts_of(party.alias or party.name.split()[0]), 4)
    sides = re.split(r"(?i)\s+(?:and|&)\s+", party.name)
    both = len(sides) > 1 and (
        bool(STRICT.search(sides[0])) or (bool(STRICT.search(sides[1])) and "," in sides[0])
    )
    return (
        1.0
        + 2.0 * has_form(party.name)
        + 1.5 * bool(party.alias)
        + 0.5 * acts
        + 1.5 * signs
        - 4.0 * both
    )


def _acts(party: NamedParty, reading: Reading) -> bool:
    return reading.acts_of(party.alias or party.name) >= _ENOUGH_ACTS


def _kept(found: list[NamedParty], reading: Reading, signers: list[NamedParty]) -> list[NamedParty]:
    """Drop from more than two those that neither act, sign nor show a legal form."""
    if len(found) <= _MANY:
        return found
    kept = [
        p
        for p in found
        if has_form(p.name) or _acts(p, reading) or any(same_name(p.name, s.name) for s in signers)
    ]
    return kept if len(kept) >= _MANY else found[:_MANY]


def _distinct(found: list[NamedParty]) -> list[NamedParty]:
    kept: list[NamedParty] = []
    for party in found:
        if not any(same_name(party.name, other.name) for other in kept):
            kept.append(party)
    return [p for p in kept if not any(_caption(p.name, q.name) for q in kept if q is not p)]


def _caption(name: str, other: str) -> bool:
    """Whether ``name`` is "X and Y" of a caption, or "LICENSEE X", and ``other`` is X."""
    bare = without_roles(name)
    if bare != name and same_name(bare, other):
        return True
    sides = re.split(r"(?i)\s+and\s+", name)
    return len(sides) == _MANY and any(same_name(side, other) for side in sides)
