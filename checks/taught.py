"""What people said of matches: their own decisions, and what follows for other invoices.

A decision always wins, and the credit notes on its invoice go with it.  What is learnt from it comes after a reference or an order that names one
contract, holds between the same two companies only, and gives way to a later decision that says
otherwise about an invoice like it.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from checks.recognition.clues import (
    billed_number,
    clue_of,
    clues_of,
    is_like,
    is_same_matter,
    name_of,
    pair_of,
)
from checks.recognition.references import plain
from models.cases import Family
from models.heads import Headed
from models.invoices import Invoice, InvoiceLine
from models.matching import Correction, LineClue, Told

Pair = tuple[str, str]
_NOTHING: tuple[Correction, ...] = ()


class Taught:
    """Corrections, looked up by what they are about and by what they hold for."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self.decisions = latest(corrections)
        self._own: dict[str, list[Correction]] = {}
        self._rules: dict[Pair, list[Correction]] = {}
        self._billed: dict[Pair, list[Correction]] = {}
        for one in self.decisions:
            for name in one.invoice:
                self._own.setdefault(name, []).append(one)
            if one.line is None and (number := billed_number(one.invoice)):
                self._billed.setdefault((number, one.clues.supplier), []).append(one)
        for one in self.rules:
            self._rules.setdefault((one.clues.supplier, one.clues.customer), []).append(one)

    @cached_property
    def rules(self) -> tuple[Correction, ...]:
        """The decisions that others follow from, the latest first."""
        teaching = [one for one in reversed(self.decisions) if self.can_teach(one)]
        return tuple(one for one in teaching if one.teaches and not self.contradicting(one))

    @staticmethod
    def can_teach(one: Correction) -> bool:
        """Whether others can follow: an invoice under no contract says nothing of the next."""
        if one.line is None:
            return one.contract is not None
        return one.clue is not None and bool(one.clue.code or one.clue.words)

    def contradicting(self, rule: Correction) -> Correction | None:
        """Return a later decision that says otherwise about an invoice or line like it."""
        later = (one for one in reversed(self.decisions) if one.number > rule.number)
        return next((one for one in later if _contradicts(one, rule)), None)

    def concerns(self, invoice: Headed) -> bool:
        """Whether what was learnt may hold for an invoice, by its parties alone."""
        return any(one.line is None for one in self._rules_for(invoice))

    def of_invoice(self, invoice: Headed) -> Correction | None:
        """Return what a person said of the contract of an invoice."""
        return next((one for one in self._about(invoice) if one.line is None), None)

    def of_corrected(self, note: Headed) -> Correction | None:
        """Return what a person said of the invoice that a credit note corrects.

        None where nobody said anything, or of two invoices of that number different things.
        """
        if not self._billed or not note.is_credit or not note.corrects:
            return None
        supplier, customer = pair_of(note)
        billed = self._billed.get((plain(note.corrects), supplier), _NOTHING)
        found = [one for one in billed if not customer or one.clues.customer in {"", customer}]
        return found[-1] if len({one.answer for one in found}) == 1 else None

    def of_line(self, invoice: Headed, line: InvoiceLine) -> Correction | None:
        """Return what a person said of a line; by its words where it has another number now."""
        about = [one for one in self._about(invoice) if one.line is not None]
        if not about:
            return None
        clue = clue_of(line)
        same = [one for one in about if one.clue and one.clue.words == clue.words]
        exact = next((one for one in same if one.line == line.number), None)
        if exact or not same or not isinstance(invoice, Invoice):
            return exact
        # An invoice can have thousands of lines, and each asks: the second alike is enough.
        alike = (other for other in invoice.lines if clue_of(other).words == clue.words)
        return same[0] if len(list(islice(alike, 2))) == 1 else None

    def contract_rule(self, invoice: Invoice, among: Container[str]) -> Told | None:
        """Return what was learnt about the contract of an invoice, of these contracts."""
        rules = [one for one in self._rules_for(invoice) if one.line is None]
        if not rules:
            return None
        clues, names = clues_of(invoice), set(name_of(invoice))
        for rule in rules:
            held_back = names & rule.spared
            if not held_back and rule.contract in among and is_same_matter(rule.clues, clues):
                return Told(rule, learned=True)
        return None

    def line_rule(self, invoice: Invoice, line: InvoiceLine, family: Family) -> Told | None:
        """Return what was learnt about a line of an invoice under a family of contracts."""
        rules = [one for one in self._rules_for(invoice) if one.line is not None]
        if not rules:
            return None
        stems, clue, names = set(stems_of(family)), clue_of(line), set(name_of(invoice))
        for rule in rules:
            own = home_of(rule) in stems and not names & rule.spared
            if own and rule.clue and is_like(rule.clue, clue):
                return Told(rule, learned=True)
        return None

    def stamp(self, invoice: Headed) -> str:
        """Name all that is said of an invoice or may hold for it; "" where nothing is."""
        with_it = self.of_corrected(invoice)
        found = (*self._about(invoice), *self._rules_for(invoice), *filter(None, [with_it]))
        return "&".join(one.stamp for one in found)

    def _about(self, invoice: Headed) -> Sequence[Correction]:
        if not self._own:
            return _NOTHING
        found = (one for name in name_of(invoice) for one in self._own.get(name, _NOTHING))
        return tuple({one.number: one for one in found}.values())

    def _rules_for(self, invoice: Headed) -> Sequence[Correction]:
        return self._rules.get(pair_of(invoice), _NOTHING) if self._rules else _NOTHING


def latest(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Leave out what was said before of the same invoice or line."""
    newest: dict[tuple[str, int | None], int] = {}
    kept: dict[int, Correction] = {}
    for one in sorted(corrections, key=lambda correction: correction.number):
        for name in one.invoice:
            kept.pop(newest.pop((name, one.line), -1), None)
        kept[one.number] = one
        newest.update({(name, one.line): one.number for name in one.invoice})
    return tuple(kept.values())


def home_of(rule: Correction) -> str | None:
    """Return the contract that a line's decision is about: that of the term, else the invoice's."""
    return rule.term.contract if rule.term else rule.contract


def stems_of(family: Family) -> Iterator[str]:
    """Yield the names of a family's documents and of their copies."""
    for member in family.members:
        yield member.stem
        yield from member.copies


def clue_alike(rule: Correction, clue: LineClue) -> bool:
    """Whether a line says what the line of a decision says."""
    return rule.clue is not None and is_like(rule.clue, clue)


def _contradicts(later: Correction, rule: Correction) -> bool:
    """Whether a later decision is about what a rule holds for, and says otherwise."""
    if (later.line is None) is not (rule.line is None) or later.answer == rule.answer:
        return False
    if (later.clues.supplier, later.clues.customer) != (rule.clues.supplier, rule.clues.customer):
        return False
    if rule.line is None:
        return is_same_matter(rule.clues, later.clues)
    same_home = home_of(later) == home_of(rule) or later.contract == rule.contract
    return same_home and later.clue is not None and clue_alike(rule, later.clue)
