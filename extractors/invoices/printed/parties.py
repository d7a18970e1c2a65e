"""Who bills and who pays: labelled blocks, the letterhead, the address window, the footer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.labels import Found, Labels, is_label, labels_in
from extractors.invoices.printed.values import AMOUNT, DATE, clean
from extractors.invoices.printed.wording import INVOICE_TITLE, LEGAL_FORM
from models.passage import Word

_SALUTATION = re.compile(
    r"^(?:herrn?|frau|mr\.?|mrs\.?|ms\.?|monsieur|madame|m\.|mme|attn:?|att\.?:?|z\.? ?h(?:d|dn)?\.?:?|firma|dhr\.?|mevr\.?"
    r"|sr\.?|sra\.?|spett\.? ?le)(?=\s|$|:)[\s:]*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:gln|nummer|globale nummer|number|no\.?|nr\.?|customer (?:no|number|id)|kunden-?(?:nr|nummer)|klantnummer"
    r"|account|phone|tel|fax|e-?mail|www|http|page|seite|tax|vat|ust|btw|steuer|id\b|\d)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,3}[- ])?\d{4,5}(?:-\d{4})?\b|\b\d{4}\s?[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
)
_CONTACT = re.compile(r"@|www\.|https?://|\btel|\bphone|\bfax|iban|\bbic\b", re.IGNORECASE)
_RETURN_LINE = re.compile(r"\s*(?:[|●•·∙*]|\s[-–—]\s|,\s(?=\S+.*\d{4,5}))\s*")
_LONGEST_NAME = 80
_BLOCK_GAP = 1.1  # line heights between the lines of one block
_FOOTER = 0.8  # share of the page's height below which a footer stands


@dataclass(slots=True)
class Block:
    """Lines that stand under each other with one left edge."""

    lines: list[Segment] = field(default_factory=list)

    @property
    def first(self) -> Segment:
        """The line on top."""
        return self.lines[0]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party's name and the segment that prints it."""

    name: str
    segment: Segment
    sure: bool


def find_parties(
    canvas: Canvas, labels: Labels, skip: frozenset[int]
) -> tuple[PartyName | None, PartyName | None]:
    """Return the supplier's and the customer's name, None where nothing tells."""
    customer = _labelled(labels, "customer")
    supplier = _labelled(labels, "supplier", but=customer)
    blocks = _blocks(canvas, skip)
    if supplier is None:
        supplier = _letterhead(canvas, blocks, customer, skip)
    if customer is None:
        customer = _address_window(blocks, supplier)
    return supplier, customer


def _labelled(labels: Labels, key: str, but: PartyName | None = None) -> PartyName | None:
    found: list[Found[str]] = []
    for match in labels.all(key, party_name):
        value = match.segments[-1]
        if but is not None and (value == but.segment or match.value == but.name):
            continue
        found.append(match)
    below = list(_below(labels, key))
    best = max([*found, *below], key=lambda match: match.score, default=None)
    if best is None or (but is not None and best.value == but.name):
        return None
    return PartyName(best.value, best.segments[-1], sure=True)


def _below(labels: Labels, key: str) -> Iterator[Found[str]]:
    """A name some lines below its label: numbers and salutations may stand between."""
    for label in labels.found.get(key, ()):
        if not label.bare or not label.leads:
            continue
        below = labels.below(label.segment)
        for _ in range(4):
            if below is None:
                break
            name = party_name(below.text)
            if name is not None and abs(below.x0 - label.segment.x0) < 30:  # noqa: PLR2004 (points)
                score = 0.95 - 0.02 * label.rank + 0.2 + 0.15 * label.colon
                yield Found(name, (label.segment, below), score, label)
                break
            below = labels.below(below)


def party_name(text: str) -> str | None:
    """Read the name of a person or company from the first line of an address.

    >>> party_name("Herr Karl E. Coyote"), party_name("GLN 4304171000002"), party_name("ATTN: A Ltd")
    ('Karl E. Coyote', None, 'A Ltd')
    """
    body = clean(_SALUTATION.sub("", clean(text)))
    body = re.split(r"\s{2,}", body)[0].rstrip(" ,;|")
    if not body or len(body) > _LONGEST_NAME or _NO_NAME.match(body) or "@" in body:
        return None
    letters = sum(c.isalpha() for c in body)
    if letters < 2 or not (body[0].isupper() or body[0].isdigit() or LEGAL_FORM.search(body)):  # noqa: PLR2004 (letters)
        return body if letters > 2 and body[0].islower() and " " in body else None  # noqa: PLR2004 (letters)
    if DATE.search(body) or body.endswith(":"):
        return None
    return body


def _blocks(canvas: Canvas, skip: frozenset[int]) -> list[Block]:
    blocks: list[Block] = []
    for row in canvas.rows:
        if row.index in skip:
            continue
        for segment in row.segments:
            home = next(
                (
                    block
                    for block in reversed(blocks[-12:])
                    if block.lines[-1].page == segment.page
                    and abs(block.lines[-1].x0 - segment.x0) < 4  # noqa: PLR2004 (points)
                    and 0 <= segment.top - block.lines[-1].top <= (1 + _BLOCK_GAP) * segment.height
                    and segment.row > block.lines[-1].row
                ),
                None,
            )
            if home is None:
                blocks.append(Block([segment]))
            else:
                home.lines.append(segment)
    return blocks


def _letterhead(
    canvas: Canvas, blocks: Sequence[Block], customer: PartyName | None, skip: frozenset[int]
) -> PartyName | None:
    """The supplier by where its name stands and what stands with it."""
    scores: dict[str, float] = {}
    places: dict[str, tuple[str, Segment]] = {}
    for segment, score, name in _candidates(canvas, blocks, skip):
        key = re.sub(r"\W", "", name).casefold()
        if customer is not None and key == re.sub(r"\W", "", customer.name).casefold():
            continue
        scores[key] = scores.get(key, 0.0) + score
        places.setdefault(key, (name, segment))
    if not scores:
        return None
    best = max(scores, key=scores.__getitem__)
    name, segment = places[best]
    return PartyName(name, segment, sure=scores[best] >= 1.5)  # noqa: PLR2004 (two witnesses)


def _candidates(
    canvas: Canvas, blocks: Sequence[Block], skip: frozenset[int]
) -> Iterator[tuple[Segment, float, str]]:
    heights = {page.number: page.height for page in canvas.document.pages}
    first_page = canvas.rows[0].page if canvas.rows else None
    for place, block in enumerate(blocks):
        head = block.first
        text = block.text
        name = _company(head.text)
        company = bool(LEGAL_FORM.search(head.text))
        bottom = head.page in heights and head.top > _FOOTER * heights[head.page or 1]
        if name is not None and len(block.lines) > 1 and head.page == first_page:
            score = 0.4 * company + 0.5 * bool(_POSTCODE.search(text))
            score += 0.6 * bool(_CONTACT.search(text)) + 0.4 * _has_tax_id(block)
            score += 0.4 * (place < 2) + 0.5 * bottom * company  # noqa: PLR2004 (the first two blocks)
            if score > 0.5:  # noqa: PLR2004 (more than a company's name alone)
                yield head, score, name
        elif place == 0 and name is not None:
            yield head, 0.3 + 0.4 * company, name
        for line in block.lines:
            yield from _in_line(line, block)


def _in_line(line: Segment, block: Block) -> Iterator[tuple[Segment, float, str]]:
    """Names within a line: the sender's line over the address window, a footer's line."""
    text = line.text
    if line is not block.first and LEGAL_FORM.search(text) and len(text) < _LONGEST_NAME:
        name = _company(text)
        if name is not None and not _POSTCODE.search(text):
            yield line, 0.3, name
    parts = [part for part in _RETURN_LINE.split(text) if part]
    if len(parts) >= 3 and _POSTCODE.search(text):  # noqa: PLR2004 (name, street, town)
        name = _company(parts[0])
        if name is not None:
            yield line, 1.2, name


def _company(text: str) -> str | None:
    name = party_name(text)
    if name is None or INVOICE_TITLE.search(name) or AMOUNT.fullmatch(name):
        return None
    return None if any(label.leads for label in labels_in(_line_of(text))) else name


def _line_of(text: str) -> Segment:
    return Segment((Word(text, 0.0, 0.0, 1.0, 1.0),), None, 0)


def _has_tax_id(block: Block) -> bool:
    return any(label.key == "tax_id" for line in block.lines for label in labels_in(line))


def _address_window(blocks: Sequence[Block], supplier: PartyName | None) -> PartyName | None:
    """The first address that is not the supplier's."""
    own = re.sub(r"\W", "", supplier.name).casefold() if supplier else ""
    for block in blocks:
        lines = block.lines
        for start, line in enumerate(lines[:3]):
            name = _company(line.text)
            rest = "\n".join(other.text for other in lines[start + 1 : start + 5])
            if name is None or is_label(line) or len(lines) - start < 2:  # noqa: PLR2004 (name and town)
                continue
            same = own and own in re.sub(r"\W", "", line.text).casefold()
            if same or _CONTACT.search(rest) or not _POSTCODE.search(rest):
                break
            return PartyName(name, line, sure=False)
    return None
