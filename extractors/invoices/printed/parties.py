"""Who bills and who pays: by label, else by letterhead, address window and footer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.invoices.printed.blocks import Block, blocks_of, is_town
from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.imprint import is_bank
from extractors.invoices.printed.labels import (
    Found,
    Labels,
    ends_with_colon,
    is_label,
    labels_in,
    says_a_label,
)
from extractors.invoices.printed.letterhead import (
    Letterhead,
    company_before_address,
    letterhead,
)
from extractors.invoices.printed.name_wraps import printed_whole, with_logo, wraps
from extractors.invoices.printed.names import first_of_address, folded, party_name, wrapped_form
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.totals import total_label
from extractors.invoices.printed.values import BARE_TAX_ID, clean, tax_id
from extractors.invoices.printed.window import address_window, of_others
from extractors.invoices.printed.wording import LEGAL_FORM
from models.document import TextLayer

_OF_BUYER = re.compile(  # "Your VAT no.", "USt-IdNr. Kunde"
    r"\b(?:your|customer|client|buyer|recipient|ihre|kunden?|votre|uw|klant|cliente)\b",
    re.IGNORECASE,
)
_IN_LINE = re.compile(rf"(?<![\w-])(?:{BARE_TAX_ID.pattern})(?![\w-])")
_BELOW = 4  # lines between a label and the name
_ALIGNED = 30.0  # points
_MOST_ADDRESS = 8  # rows
_SURE = 1.5  # what a letterhead counts that says more than a label before a person's name
_HEADS = 2  # lines of a block that may hold its name
_UNDER, _SAME_EDGE = 0.1, 4.0  # a name right under its label counts more than one beside it


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party's name and the segment that prints it.

    ``labelled``: its role is printed; ``rival``: another name that may as well be this party.
    """

    name: str
    segment: Segment
    labelled: bool
    rival: str | None = None
    lines: tuple[Segment, ...] = ()


def read_parties(paper: Paper, skip: frozenset[int]) -> None:
    """Keep names and tax numbers of supplier and customer; ``skip`` are rows of lines."""
    supplier, customer = find_parties(paper.canvas, paper.labels, skip)
    for role, party in (("supplier", supplier), ("customer", customer)):
        if party is not None:
            if f"{role}.name" in paper.draft.values:
                continue
            paper.put(f"{role}.name", _whole(paper.labels, party), party.segment)
            if party.name[0].islower() and _recognised(paper.canvas, party.segment):
                paper.draft.doubt(f"Text recognition may have misread the {role}: {party.name!r}.")
            if party.rival is not None:
                paper.draft.doubt(f"The {role} may be {party.name!r} or {party.rival!r}.")
    buyer = _address(paper.canvas, customer, skip) if customer else ()
    for found in sorted(paper.labels.all("tax_id", tax_id), key=lambda f: f.label.segment.row):
        of_buyer = found.segments[0] in buyer or _OF_BUYER.search(found.label.segment.text)
        role = "customer" if of_buyer else "supplier"
        paper.take(f"{role}.tax_id", found)
    if supplier is not None:
        _bare_tax_id(paper, supplier, skip)


def _bare_tax_id(paper: Paper, supplier: PartyName, skip: frozenset[int]) -> None:
    """Keep a tax number known by its form, alone in the supplier's block or in its footer line."""
    for line in _around(paper.canvas, supplier, skip):
        if BARE_TAX_ID.fullmatch(line.text.strip()):
            paper.put("supplier.tax_id", line.text.strip(), line)
    own = folded(supplier.name)
    for line in paper.canvas.segments:
        number = _IN_LINE.search(line.text) if folded(line.text).startswith(own) else None
        if number is not None and line.row not in skip:
            paper.put("supplier.tax_id", number[0], line)


def _recognised(canvas: Canvas, segment: Segment) -> bool:
    """Whether a segment was read by text recognition."""
    return any(
        page.number == segment.page and page.text_layer is TextLayer.OCR
        for page in canvas.document.pages
    )


def _whole(labels: Labels, party: PartyName) -> str:
    """The name with its legal form, where that stands on the next line."""
    below = labels.below(party.segment)
    above = next((s for s in _above(labels, party) if wraps(labels.canvas, s, party.segment)), None)
    if above is not None:
        return f"{above.text.strip()} {party.name}"
    if below is not None and wraps(labels.canvas, party.segment, below):
        return f"{party.name} {below.text.strip()}"
    if below is None or not wrapped_form(below.text):
        if party.labelled:
            return party.name
        whole = printed_whole(labels.canvas, party.name, party.segment)
        return whole or with_logo(labels.canvas, party.name, party.segment)
    comma = "," if party.segment.text.rstrip().endswith(",") else ""
    return f"{party.name}{comma} {below.text.strip()}"


def _above(labels: Labels, party: PartyName) -> Iterator[Segment]:
    """What stands right over a name and is no part of it yet."""
    segment = party.segment
    for row in labels.canvas.rows[max(segment.row - 2, 0) : segment.row]:
        over = (s for s in row.segments if folded(s.text) not in folded(party.name))
        yield from (s for s in over if labels.below(s) is segment)


def _address(canvas: Canvas, party: PartyName, skip: frozenset[int]) -> Sequence[Segment]:
    """The lines that stand under a party's name, up to the next party."""
    blocks = blocks_of(canvas, skip)
    home = next((b.lines for b in blocks if party.segment in b.lines), [])
    below = [line for line in home if 0 < line.row - party.segment.row <= _MOST_ADDRESS]
    other = next((n for n, line in enumerate(below) if _begins_supplier(line)), len(below))
    return below[:other]


def _around(canvas: Canvas, party: PartyName, skip: frozenset[int]) -> Iterator[Segment]:
    """The lines of every block that begins with a party's name."""
    for block in blocks_of(canvas, skip):
        if any(folded(line.text) == folded(party.name) for line in block.lines[:_HEADS]):
            yield from block.lines[:_MOST_ADDRESS]


def _begins_supplier(line: Segment) -> bool:
    return any(label.key == "supplier" and label.leads for label in labels_in(line))


def find_parties(
    canvas: Canvas, labels: Labels, skip: frozenset[int]
) -> tuple[PartyName | None, PartyName | None]:
    """Return supplier and customer, None where nothing tells; ``skip`` are rows of lines."""
    customer = _labelled(labels, "customer", skip)
    supplier = _labelled(labels, "supplier", skip, but=customer)
    blocks = blocks_of(canvas, skip)
    if supplier is None or (customer is not None and _may_be_staff(supplier)):
        found = letterhead(
            canvas,
            blocks,
            customer.name if customer else None,
            customer.lines if customer else (),
        )
        if found is not None and (supplier is None or _is_sure(found)):
            supplier = PartyName(found.name, found.segment, labelled=False, rival=found.rival)
    if customer is None:
        others = of_others(blocks, supplier.name) if supplier else blocks
        above = _above_lines(others, labels)
        window = address_window(canvas, above, supplier.name if supplier else None)
        customer = PartyName(*window, labelled=False) if window else None
    return supplier, customer


def _may_be_staff(party: PartyName) -> bool:
    """Whether a name on its label's own line has no legal form: "Provider: T. Lindqvist MD"."""
    return not LEGAL_FORM.search(party.name) and len({line.row for line in party.lines}) == 1


def _is_sure(found: Letterhead) -> bool:
    """Whether a letterhead names a company beyond doubt."""
    return found.score >= _SURE and found.rival is None and bool(LEGAL_FORM.search(found.name))


def _above_lines(blocks: Sequence[Block], labels: Labels) -> list[Block]:
    """The blocks that begin over the first line table: below it no address window stands."""
    first = min(labels.table, default=None)
    return [block for block in blocks if first is None or block.first.row < first]


def _labelled(
    labels: Labels, key: str, skip: frozenset[int], but: PartyName | None = None
) -> PartyName | None:
    found = [
        match
        for match in (*labels.all(key, _not_a_town), *_below(labels, key))
        if match.label.leads
        and match.label.segment.row not in skip  # "From", "To" are headings
        and match.segments[-1].row not in skip
        and (match.label.colon or match.label.text.lower() != "pay to")
        and not (key == "supplier" and is_bank(match.value))  # "Remit to: DBS Bank Ltd"
        and not _is_prose(match)
    ]
    others = [
        match
        for match in found
        if but is None or (match.segments[-1] != but.segment and match.value != but.name)
    ]
    companies = [match for match in others if not _may_be_a_person(match)]
    best = max(companies or others, key=lambda match: match.score, default=None)
    if best is None:
        return None
    company = _company_below(labels, best)
    if company is not None:
        return company
    return PartyName(best.value, best.segments[-1], labelled=True, lines=best.segments)


def _is_prose(found: Found[str]) -> bool:
    """Whether a label runs on into small letters: "Tenant improvement, Suite 210"."""
    return not (found.label.colon or found.label.bare) and found.value[0].islower()


def _may_be_a_person(found: Found[str]) -> bool:
    """Whether "Issued by" stands before a name without a legal form: "Issued by: Dana Whitfield"."""
    return found.label.text.lower().endswith(" by") and not LEGAL_FORM.search(found.value)


def _not_a_town(text: str) -> str | None:
    name = party_name(first_of_address(clean(text)) or company_before_address(text) or text)
    return None if name is None or is_town(name) else name


def _near(line: Segment, label: Segment) -> bool:
    """Whether a line stands under a label, at its left or its right edge."""
    return min(abs(line.x0 - label.x0), abs(line.x1 - label.x1)) < _ALIGNED


def _company_below(labels: Labels, found: Found[str]) -> PartyName | None:
    """The company under a person's name: "R. Castellano" / "Acme Ltd"."""
    first = found.segments[-1]
    line = labels.below(first)
    if line is None or LEGAL_FORM.search(found.value) or wrapped_form(line.text):
        return None
    if says_a_label(line):
        return None
    name = party_name(line.text)
    if name is None or not LEGAL_FORM.search(name) or any(c.isdigit() for c in name):
        return None
    same = abs(line.x0 - first.x0) < _SAME_EDGE
    return PartyName(name, line, labelled=True, lines=(*found.segments, line)) if same else None


def _another_list(line: Segment) -> bool:
    """Whether a line is a label of something else than the party: labels stand in a list."""
    if total_label(line) is not None:
        return True
    keys = {label.key for label in labels_in(line) if label.leads and label.bare}
    return bool(keys - {"other", "party_name"})


def _named(labels: Labels, line: Segment) -> tuple[str, tuple[Segment, ...]] | None:
    """The name behind "Name:" or "Company name:" in a party's box."""
    for label in labels_in(line):
        if label.key == "party_name" and label.leads and (label.colon or label.bare):
            right = labels.right(line, labels.canvas.rows[line.row])
            if not label.bare:
                parts: tuple[Segment, ...] = (line,)
                name = party_name(label.rest)
            else:
                parts = labels.wrapped_value(line, right) if right else ()
                name = party_name(" ".join(part.text for part in parts))
            if name is not None:
                return name, (line, *parts)
    return None


def _beside(labels: Labels, label: Segment, below: Segment) -> bool:
    """Whether the name stands right of its label, and the next label below: "Customer | Acme Trust"."""
    right = labels.right(label, labels.canvas.rows[label.row])
    if right is None or says_a_label(right) or LEGAL_FORM.search(below.text):
        return False
    named = party_name(right.text) is not None and " " in right.text.strip()
    return named and " " not in below.text.strip() and labels.in_list(below, right)


def _below(labels: Labels, key: str) -> Iterator[Found[str]]:
    """A name some lines below its label: numbers and salutations may stand between."""
    for label in labels.found.get(key, ()):
        if not label.bare or not label.leads:
            continue
        line = labels.below(label.segment)
        if line is not None and _beside(labels, label.segment, line):
            continue
        for _ in range(_BELOW):
            if line is None or _another_list(line):
                break
            inner = _named(labels, line)
            if inner is not None:
                yield Found(*inner, 0.95 - 0.02 * label.rank + 0.4, label)
                break
            name = None if is_label(line) or ends_with_colon(line) else party_name(line.text)
            if name is not None and not is_town(name) and _near(line, label.segment):
                score = 0.95 - 0.02 * label.rank + 0.2 + 0.15 * label.colon
                score += _UNDER * (abs(line.x0 - label.segment.x0) < _SAME_EDGE)
                yield Found(name, (label.segment, line), score, label)
                break
            line = labels.below(line)
