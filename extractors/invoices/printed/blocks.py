"""Lines that stand under each other with one left edge: addresses, footers, notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.labels import labels_in
from extractors.invoices.printed.names import is_street, is_title, party_name
from extractors.invoices.printed.totals import total_label
from extractors.invoices.printed.values import AMOUNT
from extractors.invoices.printed.wording import INVOICE_TITLE, LEGAL_FORM
from models.passage import Word

POSTCODE = re.compile(  # four digits that are no year
    r"\b(?:[A-Z]{1,3}[- ])?(?!(?:19|20)\d\d\b)\d{4,5}(?:-\d{4})?\b|\b\d{4}\s?[A-Z]{2}\b|\b[A-Z]\d\d\s?[A-Z\d]{4}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|\b\d\d-\d{3}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
)
_STATE = re.compile(r"(?:^|,?\s)[A-Z]{2}\s\d{5}\b")  # "Denver, CO 80202"
_BEFORE_NUMBERS = re.compile(  # "Acme Ltd BSB 062-184 Account 1047 7719"
    rf"(?P<name>\S.{{0,60}}?{LEGAL_FORM.pattern})\s+(?:bsb|sort|account|acc|a/c|iban|abn|acn|vat|tax|reg|company)\b.*\d",
    re.IGNORECASE,
)
_IN_TABLE = re.compile(r"t\d+")
_BLOCK_GAP = 2.1  # line heights from one line of a block to the next
_PITCH = 1.7  # a larger step than this many of the block's own begins another block
_PARTIES = ("customer", "supplier", "other")
_ALIGNED = 4.0  # points
_LARGER = 1.4  # a banner's letters by those of the line under it


@dataclass(slots=True)
class Block:
    """Lines that stand under each other with one left edge.

    ``banner``: the name stands apart, over an address that has none of its own.
    """

    lines: list[Segment] = field(default_factory=list)
    banner: bool = False

    @property
    def first(self) -> Segment:
        """The line on top."""
        return self.lines[0]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text for line in self.lines)


def blocks_of(canvas: Canvas, skip: frozenset[int]) -> list[Block]:
    """Gather the lines outside the line table into blocks."""
    blocks: list[Block] = []
    for row in canvas.rows:
        if row.index not in skip:
            for segment in row.segments:
                home = next((b for b in reversed(blocks[-12:]) if _continues(b, segment)), None)
                if home is None:
                    blocks.append(Block([segment]))
                else:
                    home.lines.append(segment)
    return list(_with_banners(blocks))


def _with_banners(blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks, an address without a name with the company set apart right over it."""
    rest = list(blocks)
    while rest:
        block = rest.pop(0)
        named = len(block.lines) == 1 and LEGAL_FORM.search(block.text) and company(block.text)
        if named and rest and _is_bare_address(rest[0]) and _shares_edge(block, rest[0]):
            block = Block([*block.lines, *rest.pop(0).lines], banner=True)
        yield block


def _is_bare_address(block: Block) -> bool:
    """Whether a block is a street and a town, without a name over them."""
    street = is_street(block.first.text) or block.first.text[:1].isdigit()
    return street and any(is_town(line.text) for line in block.lines[1:])


def _shares_edge(block: Block, other: Block) -> bool:
    return block.first.page == other.first.page and _in_line_with(block.first, other.first)


def _continues(block: Block, segment: Segment) -> bool:
    last = block.lines[-1]
    if INVOICE_TITLE.fullmatch(last.text.strip()) or _begins_block(segment):
        return False
    if segment.page is None and _ends_in_letter(block, segment):
        return False
    if len(block.lines) > 1:
        pitch = block.lines[1].top - block.lines[0].top
        if segment.top - last.top > _PITCH * pitch:
            return False
    large = len(block.lines) == 1 and last.height > _LARGER * segment.height
    banner = large and company(last.text) is not None
    return (
        last.page == segment.page
        and _table(last) == _table(segment)
        and last.row < segment.row
        and _in_line_with(last, segment)
        and segment.top >= last.top
        and segment.top - last.bottom
        <= (_BLOCK_GAP - 1) * (last.height if banner else segment.height)
    )


def _table(segment: Segment) -> str:
    """The table of a DOCX that a line stands in: "t2" of its place "t2r1c1", nothing elsewhere."""
    match = _IN_TABLE.match(segment.anchor or "")
    return match[0] if match else ""


def _ends_in_letter(block: Block, segment: Segment) -> bool:
    """Whether a block of a DOCX, which shows no gaps, ends before a line.

    It does after a paragraph of several lines, and where a company follows an address.
    """
    last = block.lines[-1]
    several = sum(line.anchor == last.anchor for line in block.lines) > 1
    if several and segment.anchor != last.anchor and not _table(segment):
        return True
    addressed = any(POSTCODE.search(line.text) for line in block.lines)
    return addressed and bool(LEGAL_FORM.search(segment.text)) and company(segment.text) is not None


def _in_line_with(last: Segment, segment: Segment) -> bool:
    """Whether two lines share their left edge, their right edge or their middle."""
    left, right = segment.x0 - last.x0, segment.x1 - last.x1
    return min(abs(left), abs(right), abs(left + right) / 2) < _ALIGNED


def _begins_block(segment: Segment) -> bool:
    """Whether a segment is a title, or the label of another party."""
    if INVOICE_TITLE.fullmatch(segment.text.strip()):
        return True
    return any(label.leads and label.key in _PARTIES for label in labels_in(segment))


def company(text: str) -> str | None:
    """Return the name of a company that a line may be: no town, street, title, sum or label.

    >>> company("Acme Ltd"), company("Denver, CO 80202"), company("Invoice"), company("Due date")
    ('Acme Ltd', None, None, None)
    """
    numbered = _BEFORE_NUMBERS.match(text)
    name = party_name(numbered["name"] if numbered else text)
    if name is None or INVOICE_TITLE.match(name) or AMOUNT.fullmatch(name):
        return None
    if is_town(name) or is_street(name) or is_title(name):
        return None
    line = Segment((Word(text, 0.0, 0.0, 1.0, 1.0),), None, 0)
    if total_label(line) is not None and not LEGAL_FORM.search(text):
        return None
    return None if any(label.leads for label in labels_in(line)) else name


def is_town(name: str) -> bool:
    """Whether a line is a town with its code, which no company's name is.

    >>> is_town("Denver, CO 80202"), is_town("Studio 54321 Ltd")
    (True, False)
    """
    coded = POSTCODE.search(name) is not None
    return coded and (not LEGAL_FORM.search(name) or _STATE.search(name) is not None)
