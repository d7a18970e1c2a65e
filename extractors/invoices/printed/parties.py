"""Who bills and who pays: by label, else by letterhead, address window and footer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.labels import Found, Labels, labels_in
from extractors.invoices.printed.letterhead import address_window, blocks_of, letterhead
from extractors.invoices.printed.names import party_name
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.values import tax_id

_BELOW = 4  # lines between a label and the name
_ALIGNED = 30.0  # points
_MOST_ADDRESS = 8  # rows


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party's name and the segment that prints it; ``labelled``: its role is printed."""

    name: str
    segment: Segment
    labelled: bool


def read_parties(paper: Paper, skip: frozenset[int]) -> None:
    """Keep names and tax numbers of supplier and customer; ``skip`` are rows of lines."""
    supplier, customer = find_parties(paper.canvas, paper.labels, skip)
    for role, party in (("supplier", supplier), ("customer", customer)):
        if party is not None:
            paper.put(f"{role}.name", party.name, party.segment)
    buyer = _address(paper.canvas, customer, skip) if customer else ()
    for found in sorted(paper.labels.all("tax_id", tax_id), key=lambda f: f.label.segment.row):
        role = "customer" if found.segments[0] in buyer else "supplier"
        paper.take(f"{role}.tax_id", found)


def _address(canvas: Canvas, party: PartyName, skip: frozenset[int]) -> Sequence[Segment]:
    """The lines that stand under a party's name, up to the next party."""
    blocks = blocks_of(canvas, skip)
    home = next((b.lines for b in blocks if party.segment in b.lines), [])
    below = [line for line in home if 0 < line.row - party.segment.row <= _MOST_ADDRESS]
    other = next((n for n, line in enumerate(below) if _begins_supplier(line)), len(below))
    return below[:other]


def _begins_supplier(line: Segment) -> bool:
    return any(label.key == "supplier" and label.leads for label in labels_in(line))


def find_parties(
    canvas: Canvas, labels: Labels, skip: frozenset[int]
) -> tuple[PartyName | None, PartyName | None]:
    """Return supplier and customer, None where nothing tells; ``skip`` are rows of lines."""
    customer = _labelled(labels, "customer")
    supplier = _labelled(labels, "supplier", but=customer)
    blocks = blocks_of(canvas, skip)
    if supplier is None:
        found = letterhead(canvas, blocks, customer.name if customer else None)
        supplier = PartyName(*found, labelled=False) if found else None
    if customer is None:
        found = address_window(canvas, blocks, supplier.name if supplier else None)
        customer = PartyName(*found, labelled=False) if found else None
    return supplier, customer


def _labelled(labels: Labels, key: str, but: PartyName | None = None) -> PartyName | None:
    found = [*labels.all(key, party_name), *_below(labels, key)]
    others = [
        match
        for match in found
        if but is None or (match.segments[-1] != but.segment and match.value != but.name)
    ]
    best = max(others, key=lambda match: match.score, default=None)
    return PartyName(best.value, best.segments[-1], labelled=True) if best else None


def _below(labels: Labels, key: str) -> Iterator[Found[str]]:
    """A name some lines below its label: numbers and salutations may stand between."""
    for label in labels.found.get(key, ()):
        if not label.bare or not label.leads:
            continue
        line = labels.below(label.segment)
        for _ in range(_BELOW):
            if line is None:
                break
            name = party_name(line.text)
            if name is not None and abs(line.x0 - label.segment.x0) < _ALIGNED:
                score = 0.95 - 0.02 * label.rank + 0.2 + 0.15 * label.colon
                yield Found(name, (label.segment, line), score, label)
                break
            line = labels.below(line)
