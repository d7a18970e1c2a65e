"""The customer without a label: the address in the window of the envelope."""

import re
from collections.abc import Callable, Sequence

from extractors.invoices.printed.blocks import POSTCODE, Block, company
from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.imprint import trade_names
from extractors.invoices.printed.labels import is_label
from extractors.invoices.printed.letterhead import (
    CONTACT,
    SLOGANS,
    TOP_ROWS,
    head_of,
    is_brand_of,
    is_company,
    senders,
)
from extractors.invoices.printed.names import folded, is_street

_CONTINUED = 0.3  # line heights: a line so near below the sender's line is part of it
_WINDOW_GAP = 75.0  # points from the sender's line to the address under it
_HOUSE = re.compile(r"\d{1,4}[A-Za-z]?,?\s[A-Z][a-z]+(?:\s[A-Z][a-z.]+)*$")  # "40 Parkgate Street"
_NEAR = 40.0  # points from the sender's left edge to the address
_SHORTEST = 3  # letters of a short name


def address_window(
    canvas: Canvas, blocks: Sequence[Block], supplier: str | None
) -> tuple[str, Segment] | None:
    """The customer: below the sender's line, else the first address that is not the supplier's."""
    own = folded(supplier) if supplier else None
    if supplier is not None:
        blocks = [_without_brand(block, supplier) for block in blocks]
    return (
        _below_sender(canvas, blocks, own)
        or _first_address(blocks, own)
        or _first_address(blocks, own, contact=True)
        or _first_company(blocks, own)
        or _first_address(blocks, own, told_by=_is_house)
    )


def of_others(blocks: Sequence[Block], supplier: str) -> list[Block]:
    """The blocks without the names under which the supplier trades."""
    own = folded(supplier)
    brands = {folded(brand) for brand, name in trade_names(blocks) if folded(name) == own}
    kept = ([line for line in block.lines if folded(line.text) not in brands] for block in blocks)
    return [Block(lines) for lines in kept if lines]


def _without_brand(block: Block, supplier: str) -> Block:
    """A block without the supplier's brand on top of it."""
    first = block.first
    brand = is_brand_of(first.text, supplier) and folded(first.text) not in folded(supplier)
    top = first.row < TOP_ROWS and len(block.lines) > 1
    return Block(block.lines[1:]) if top and brand else block


def _below_sender(
    canvas: Canvas, blocks: Sequence[Block], own: str | None
) -> tuple[str, Segment] | None:
    lines = [line for block in blocks for line in block.lines]
    for sender, _ in senders(canvas, blocks):
        under = [
            line
            for line in lines
            if line.page == sender.page
            and sender.row < line.row
            and abs(line.x0 - sender.x0) < _NEAR
            and line.top - sender.bottom < _WINDOW_GAP
        ]
        for line in sorted(under, key=lambda line: line.row):
            name = company(line.text)
            gap = line.top - sender.bottom
            continued = line.page is not None and gap < _CONTINUED * line.height
            if name and folded(name) != own and not is_label(line) and not continued:
                return name, line
    return None


def _first_address(
    blocks: Sequence[Block],
    own: str | None,
    *,
    contact: bool = False,
    told_by: Callable[[str], object] = POSTCODE.search,
) -> tuple[str, Segment] | None:
    """The first address that is not the supplier's; with ``contact`` it may hold an e-mail.

    ``told_by`` knows a line of an address.
    """
    for block in blocks:
        lines = block.lines
        if own and any(own in folded(line.text) for line in lines[: SLOGANS + 1]):
            continue
        head = head_of(block)  # a brand or a person may stand over the company
        for line in (head, *(other for other in lines[:3] if other is not head)):
            name = company(line.text)
            start = lines.index(line)
            rest = [other.text for other in lines[start + 1 : start + 5]]
            if name is None or not rest or is_label(line) or _is_own(line, own):
                continue
            if CONTACT.search("\n".join(rest)) and not contact:
                break
            if any(map(told_by, rest)):
                return name, line
    return None


def _is_house(text: str) -> bool:
    """Whether a line is a street with its number, before or behind it."""
    return bool(_HOUSE.match(text)) or is_street(text)


def _is_own(line: Segment, own: str | None) -> bool:
    """Whether a line holds the supplier's folded name, or how it begins: "Acme" of "Acme Ltd"."""
    text = folded(line.text)
    return own is not None and (own in text or (len(text) >= _SHORTEST and own.startswith(text)))


def _first_company(blocks: Sequence[Block], own: str | None) -> tuple[str, Segment] | None:
    """A company with lines under it and no address."""
    for block in blocks:
        name = company(head_of(block).text)
        if name and len(block.lines) > 1 and is_company(block) and folded(name) != own:
            return name, head_of(block)
    return None
