"""Terms that a line of an invoice may bill, those that fit best first."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from checks.agreement import contract_of, terms_on
from checks.recognition.lines import Offer, is_chargeable
from checks.recognition.periods import period_of
from checks.told_lines import name_of_term
from contract_ai.desk.kin import load_kin
from contract_ai.desk.scope import Scope
from models.cases import Family
from models.invoices import Invoice, InvoiceLine
from models.matching import TermName
from models.terms import Term


@dataclass(frozen=True, slots=True)
class TermCandidate:
    """One item: its rows (all tiers of a rate), how well the line fits it (0 to 1), where it stands.

    ``in_force`` is false for a term of another time than the line's.
    """

    name: TermName
    terms: tuple[Term, ...]
    sure: float
    in_force: bool

    @property
    def key(self) -> str:
        """What a form sends for it."""
        text = f"{self.name.contract}|{self.name.kind}|{self.name.item}|{self.name.quote}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def has(self, words: str) -> bool:
        """Whether every word stands in its name, its contract or its clause."""
        quotes = (term.evidence.quote for term in self.terms)
        named = (self.name.shown, self.name.contract, self.name.kind, *quotes)
        text = " ".join(named).casefold()
        return all(word in text for word in words.casefold().split())


def term_candidates(
    session: Session, scope: Scope, invoice: Invoice, line: InvoiceLine, stem: str
) -> tuple[TermCandidate, ...]:
    """Return the terms that lines can bill under a contract, of documents that this user sees."""
    kin = load_kin(session, stem)
    if kin is None or not scope.sees(stem):
        return ()
    family, (start, _) = kin.family, period_of(line, invoice)
    now = {id(term) for term in terms_on(family, start or date.max)}
    found = list(_candidates(family, line, now))
    seen = [one for one in found if scope.sees(one.name.contract)]
    return tuple(sorted(seen, key=lambda one: (not one.in_force, -one.sure, one.name.shown)))


def _candidates(family: Family, line: InvoiceLine, now: set[int]) -> Iterator[TermCandidate]:
    """Yield items with all rows in force, else of any time; other kinds one by one."""
    every = [term for member in family.members for term in member.terms if is_chargeable(term)]
    current = [term for term in every if id(term) in now]
    past = [term for term in every if id(term) not in now]
    known: set[tuple[str, str]] = set()
    for terms, in_force in ((current, True), (past, False)):
        weighed = Offer(terms).weighed(line)
        items = {id(term) for group, _ in weighed for term in group}
        alone = [((term,), 0.0) for term in terms if id(term) not in items]
        for group, sure in (*weighed, *alone):
            name = name_of_term(group[0], family)
            about = (name.kind, name.item or name.quote) if name else ("", "")
            if name is not None and about not in known and contract_of(family, group[0]):
                known.add(about)
                yield TermCandidate(name, group, sure, in_force)
