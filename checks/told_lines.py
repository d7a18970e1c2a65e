"""A line as a person said what it is: the charge that follows from a correction.

Terms are read again, corrected and amended; a correction finds its term by kind and item, else by
its words, in the version that is in force on the day of the line.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from checks.agreement import contract_of, item_keys, terms_on, versions
from checks.recognition.clues import clue_of
from checks.recognition.lines import billed_under
from checks.recognition.periods import period_of
from checks.recognition.references import plain
from checks.taught import stems_of
from models.cases import Charge, ChargeKind, Family
from models.invoices import Invoice, InvoiceLine
from models.matching import TermName, Told
from models.terms import Fee, PercentageFee, Rate, Term


def by_code_only(rule: Told, line: InvoiceLine) -> bool:
    """Whether only the item code tells; a line that names an item in full is that item then."""
    clue = rule.correction.clue
    return clue is None or clue.words != clue_of(line).words


def charge_told(told: Told, line: InvoiceLine, invoice: Invoice, family: Family) -> Charge | None:
    """Make the charge that a correction says a line is; None where it does not hold any more."""
    said, (start, end) = told.correction, period_of(line, invoice)
    if said.term is None:
        if said.contract not in set(stems_of(family)):
            return None
        return Charge(line, ChargeKind.UNKNOWN, sure=told.sure, start=start, end=end, told=told)
    terms = terms_named(said.term, family, start or date.max)
    if not terms:
        return None
    charge = replace(billed_under(line, invoice, terms), sure=told.sure, told=told)
    return at_home(charge, family)


def name_of_term(term: Term, family: Family) -> TermName | None:
    """Name a term by what outlives its row; None where it stands in no document of the family."""
    home = contract_of(family, term)
    if home is None:
        return None
    shown = getattr(term, "item", None) or getattr(term, "name", None) or ""
    kind, item = item_keys(family)[id(term)]
    return TermName(home.stem, kind, item, plain(term.evidence.quote), shown)


def terms_named(name: TermName, family: Family, day: date) -> tuple[Term, ...]:
    """Return the terms of a name in force on a day, else of any time; none where there are none.

    A term that has another item since is found by its words.
    """
    if name.contract not in set(stems_of(family)):
        return ()
    every = [term for member in family.members for term in member.terms if term.kind == name.kind]
    wanted = _with_item(every, {name.item}, family) or _with_words(every, name, family)
    ids = {id(term) for term in wanted}
    return tuple(term for term in terms_on(family, day) if id(term) in ids) or tuple(wanted)


def _with_item(terms: Iterable[Term], items: AbstractSet[str], family: Family) -> list[Term]:
    keys = item_keys(family)
    return [term for term in terms if keys[id(term)][1] in items - {""}]


def _with_words(terms: Iterable[Term], name: TermName, family: Family) -> list[Term]:
    """Return the terms of the item that the words of a name are now of.

    A kind that knows neither items nor words, such as one of a contract typed in, has one term.
    """
    every, nameless = list(terms), not name.item and not name.quote
    said = [term for term in every if nameless or plain(term.evidence.quote) == name.quote != ""]
    keys = item_keys(family)
    return _with_item(every, {keys[id(term)][1] for term in said}, family) or said


def _item(term: Term, family: Family) -> str | None:
    """Return one name for an item over all its versions: the oldest's."""
    if not isinstance(term, Rate | Fee | PercentageFee):
        return None
    oldest = versions(family, term)[0].term
    return (oldest if isinstance(oldest, Rate | Fee | PercentageFee) else term).item


def at_home(charge: Charge, family: Family) -> Charge:
    """Name the document and the item of a charge's terms."""
    first = charge.terms[0]
    home, item = family.memo.once(
        ("named", id(first)), lambda: (contract_of(family, first), _item(first, family))
    )
    return Charge(
        line=charge.line,
        kind=charge.kind,
        terms=charge.terms,
        contract=home,
        sure=charge.sure,
        start=charge.start,
        end=charge.end,
        item=item or charge.item,
        told=charge.told,
    )
