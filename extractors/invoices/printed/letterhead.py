"""The supplier without a label: the letterhead, the sender's line, the imprint, the footer."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from extractors.invoices.printed.blocks import POSTCODE, Block, company
from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.imprint import (
    HOLDER,
    beside_account,
    holders,
    imprints,
    trade_names,
)
from extractors.invoices.printed.labels import labels_in, says_a_label
from extractors.invoices.printed.name_wraps import wraps
from extractors.invoices.printed.names import folded, wrapped_form
from extractors.invoices.printed.wording import LEGAL_FORM

CONTACT = re.compile(r"@|www\.|https?://|\btel\b|\bphone|\bfax|iban|\bbic\b", re.IGNORECASE)
_ADDRESSEE = re.compile(  # said in the address of whoever gets the letter
    r"^(?:attn|attention|att\.|c/o|t\.a\.v|z\.\s?hd|zu händen|à l'attention)|accounts? payable|crediteuren",
    re.IGNORECASE | re.MULTILINE,
)
_RETURN_LINE = re.compile(r"\s*(?:[|●•·∙*]|\s[-–—]\s|,\s(?=\S+.*\d{4,5}))\s*")
_COMPANY_FIRST = re.compile(
    rf"(?P<name>\S.{{0,60}}?{LEGAL_FORM.pattern})(?:\s*[,|●•·∙*]\s|\s{{2}}|\s[-–—]\s)",
    re.IGNORECASE,
)
_BEFORE_ADDRESS = re.compile(
    r"(\S.{0,60}?\b(?:ltd|limited|plc|llp|llc|inc|gmbh|b\.?v|n\.?v|pty|s\.?a\.?r\.?l|s\.?r\.?l)\b\.?)\s+(?=[A-Z\d])",
    re.IGNORECASE,
)
_TOWN = re.compile(r"[^\W\d_]{3}")  # and no number of another column: "Acme Ltd  INV-3391"
_LONGEST_NAME = 80
_SCORED_LINES = 7
_WIDE = 4.0  # line heights: a gap wider than this ends the sender's line
_FOOTER = 0.8  # share of the page's height below which a footer stands
_ENOUGH = 0.5
_SHORTEST = 3  # letters of a short name
_BRAND, _BRANDED = 4, 0.6  # letters of a brand, and what it counts on top of the page
TOP_ROWS = 2  # rows in which a brand stands
_LARGE, _LARGER = 0.6, 1.4  # a name in letters so much larger than the usual
_RIGHT = 0.3  # for the right one of two addresses side by side
_FIRST = 0.5  # for the address on top of the page
_LEVEL = 2.0  # line heights: addresses that begin so near in height stand side by side
_CLEAR = 0.5  # a supplier who leads by less may be the customer
_TOP_BLOCKS = 2
SLOGANS = 2  # lines over the name at most


def _merge(scores: dict[str, float], names: Mapping[str, str], stated: Collection[str]) -> None:
    """Let a short name over the page speak for the full one: "Cobalt" and "Cobalt Supply Ltd".

    A name that an imprint has ``stated`` is also spoken for by a brand: "voxa business" and "Voxa
    Telecom Ltd".
    """
    for short in sorted(scores, key=len):
        longer = [key for key in scores if key != short and key.startswith(short)]
        longer = longer or [key for key in stated if is_brand_of(names[short], names[key])]
        whole = LEGAL_FORM.search(names[short]) or any(c.isdigit() for key in longer for c in key)
        if len(short) >= _SHORTEST and len(longer) == 1 and not whole:
            scores[longer[0]] += scores.pop(short)


def _add_paid(scores: dict[str, float], canvas: Canvas) -> None:
    """Count for a company that it is named beside the account to pay to, if not as its holder."""
    held = {folded(name) for _, _, name in holders(canvas)}
    lines = [folded(line) for line in beside_account(canvas)]
    for key in scores.keys() - held:
        scores[key] += HOLDER * (len(key) > _BRAND and any(key in line for line in lines))


def _is_on_top(canvas: Canvas, name: str) -> bool:
    """Whether a brand of a company is printed on top of the page."""
    top = (segment for row in canvas.rows[:TOP_ROWS] for segment in row.segments)
    return any(is_brand_of(segment.text, name) for segment in top)


def is_brand_of(short: str, name: str) -> bool:
    """Whether a line without a legal form begins as a company's name does.

    >>> is_brand_of("voxa business", "Voxa Telecom Ltd"), is_brand_of("Voxa Ltd", "Voxa Telecom Ltd")
    (True, False)
    """
    first, own = (folded(text.split()[0]) if text.split() else "" for text in (short, name))
    return first == own and len(own) >= _BRAND and not LEGAL_FORM.search(short)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The supplier as the page shows it; ``rival``: another name that stands out as much."""

    name: str
    segment: Segment
    score: float
    rival: str | None = None


def letterhead(
    canvas: Canvas, blocks: Sequence[Block], but: str | None, taken: Sequence[Segment] = ()
) -> Letterhead | None:
    """The supplier by where its name stands and what stands with it; never the name ``but``.

    ``taken`` are the lines of the customer's name.
    """
    scores: dict[str, float] = {}
    places: dict[str, tuple[str, Segment]] = {}
    told = list(imprints(blocks))
    for segment, score, name in (*_candidates(canvas, blocks, taken), *told):
        key = folded(name)
        if segment not in taken and (but is None or key != folded(but)):
            scores[key] = scores.get(key, 0.0) + score
            places.setdefault(key, (name, segment))
    if not scores:
        return _on_top(blocks) if but is not None else None
    _add_paid(scores, canvas)
    stated = {key for _, _, name in told if (key := folded(name)) in scores}
    for brand, name in trade_names(blocks):
        if folded(name) in scores:
            scores[folded(name)] += scores.pop(folded(brand), 0.0)
    names = {key: name for key, (name, _) in places.items()}
    _merge(scores, names, stated)
    for key in stated & scores.keys():
        scores[key] += _BRANDED * _is_on_top(canvas, names[key])
    best, *others = sorted(scores, key=scores.__getitem__, reverse=True)
    near = next((key for key in others if scores[best] - scores[key] < _CLEAR), None)
    return Letterhead(*places[best], scores[best], rival=places[near][0] if near else None)


def _on_top(blocks: Sequence[Block]) -> Letterhead | None:
    """The name over the page, where the customer is known and nothing else tells: "Sparrow & Thistle Design"."""
    first = next(iter(blocks), None)
    name = company(first.first.text) if first is not None else None
    if first is None or name is None or first.first.row or " " not in name:
        return None
    return Letterhead(name, first.first, _ENOUGH)


def _candidates(
    canvas: Canvas, blocks: Sequence[Block], taken: Sequence[Segment] = ()
) -> Iterator[tuple[Segment, float, str]]:
    heights = {page.number: page.height for page in canvas.document.pages}
    first_page = canvas.rows[0].page if canvas.rows else None
    others = [block for block in blocks if not any(line in taken for line in block.lines)]
    first, right = _first_alone(others)
    usual = _LARGER * median(segment.height for segment in canvas.segments) if canvas.rows else 0
    for place, block in enumerate(blocks):
        wrapped = _wraps_below(canvas, block)
        head = block.first if wrapped else head_of(block)
        name = company(head.text)
        if name is not None and head.page == first_page:
            footer = head.page in heights and head.top > _FOOTER * heights[head.page or 1]
            named = wrapped or is_company(block)
            score = _block_score(block, named=named, top=place < _TOP_BLOCKS, footer=footer)
            score += (
                _FIRST * (block is first)
                + _RIGHT * (block is right)
                + _LARGE * (head.height > usual)
            )
            if score > _ENOUGH and (len(block.lines) > 1 or place == 0):
                yield head, score, name
        for line in block.lines:
            yield from _in_line(line, block)
    for segment, name in senders(canvas, blocks):
        yield segment, 1.2, name
    yield from holders(canvas)


def head_of(block: Block) -> Segment:
    """The line with the name: the first, or one right below it that alone has a legal form."""
    lines = block.lines[: SLOGANS + 1]
    forms = [bool(LEGAL_FORM.search(line.text) and company(line.text)) for line in lines]
    return block.first if forms[0] or not any(forms) else block.lines[forms.index(True)]


def is_company(block: Block) -> bool:
    """Whether the name has a legal form, maybe on the line below it."""
    head = head_of(block)
    place = block.lines.index(head)
    below = block.lines[place + 1 : place + 2]
    return bool(LEGAL_FORM.search(head.text)) or any(wrapped_form(line.text) for line in below)


def _wraps_below(canvas: Canvas, block: Block) -> bool:
    """Whether the first line is a name that has its legal form on the next line of a narrow column."""
    return len(block.lines) > 1 and wraps(canvas, block.first, block.lines[1])


def _first_alone(blocks: Sequence[Block]) -> tuple[Block | None, Block | None]:
    """The address on top of the page, else the right one of two that stand side by side.

    The left one is the customer's then: it shows in the window of an envelope.
    """
    addresses = [
        block
        for block in blocks
        if len(block.lines) > 1
        and company(head_of(block).text)
        and POSTCODE.search("\n".join(line.text for line in block.lines[:_SCORED_LINES]))
    ]
    if not addresses:
        return None, None
    first = addresses[0]
    beside = [other for other in addresses if other is first or _stands_beside(first, other)]
    if len(beside) == 1 or first.banner:
        return first, None
    return None, max(beside, key=lambda block: block.first.x0)


def _stands_beside(first: Block, other: Block) -> bool:
    """Whether an address begins beside the first line of another, or right of it where that ends."""
    last = first.lines[-1]
    level = abs(other.first.top - first.first.top) < _LEVEL * first.first.height
    right = other.first.x0 > max(line.x1 for line in first.lines)
    ends = right and abs(other.first.top - last.bottom) < last.height
    return other.first.page == last.page and (level or ends)


def _block_score(block: Block, *, named: bool, top: bool, footer: bool) -> float:
    text = "\n".join(line.text for line in block.lines[:_SCORED_LINES])
    address = bool(POSTCODE.search(text))
    score = 0.4 * named + 0.5 * address + 0.2 * _has_tax_id(block) + 0.4 * top
    score -= 0.5 * bool(_ADDRESSEE.search(text))
    return score + 0.5 * (footer and named) + 0.4 * named * bool(CONTACT.search(text))


def _in_line(line: Segment, block: Block) -> Iterator[tuple[Segment, float, str]]:
    """Names within a line: the sender's line over the address window, a line of a footer."""
    text = line.text
    if line is not block.first and LEGAL_FORM.search(text) and len(text) < _LONGEST_NAME:
        name = company(text)
        if name is not None and not POSTCODE.search(text):
            yield line, 0.3, name


def senders(canvas: Canvas, blocks: Sequence[Block]) -> Iterator[tuple[Segment, str]]:
    """Yield the sender's lines: one run of words, however wide its bullets are set."""
    outside = {line.row for block in blocks for line in block.lines}
    for row in canvas.rows:
        if row.index not in outside:
            continue
        runs: list[list[Segment]] = []
        for segment in row.segments:
            if runs and segment.x0 - runs[-1][-1].x1 <= _WIDE * segment.height:
                runs[-1].append(segment)
            else:
                runs.append([segment])
        for run in runs:
            name = sender_of(" ".join(segment.text for segment in run))
            if name is not None:
                yield run[0], name
        plain = not any(says_a_label(segment) for segment in row.segments)
        named = company_with_address(row.text) if plain else None
        if named is not None:
            yield row.segments[0], named


def sender_of(text: str) -> str | None:
    """Return the name in a sender's line: "Acme GmbH | Europa-Allee 1980 | 60486 Frankfurt".

    >>> sender_of("Acme GmbH | Europa-Allee 1980 | 60486 Frankfurt"), sender_of("Acme GmbH")
    ('Acme GmbH', None)
    """
    parts = [part for part in _RETURN_LINE.split(text) if part]
    if len(parts) < 3 or not POSTCODE.search(text):  # noqa: PLR2004 (name, street, town)
        return None
    last = parts[-1] if LEGAL_FORM.search(parts[-1]) else ""
    return company(parts[0]) or company(last)


def company_with_address(text: str) -> str | None:
    """Return the company that a line names with its address.

    >>> company_with_address("Acme Ltd  12 High Street  Leeds LS1 4AP"), company_with_address("Acme Ltd")
    ('Acme Ltd', None)
    """
    match = _COMPANY_FIRST.match(text)
    address = text[match.end() :] if match else ""
    if match is None or not POSTCODE.search(address) or not _TOWN.search(POSTCODE.sub("", address)):
        return None
    return company(match["name"])


def company_before_address(text: str) -> str | None:
    """Return the company that an address on one line begins with, where nothing divides them.

    >>> company_before_address("Acme Joinery Ltd The Sawmill Farm Road Banbury OX17 2AA")
    'Acme Joinery Ltd'
    """
    match = _BEFORE_ADDRESS.match(text)
    addressed = match is not None and POSTCODE.search(text[match.end() :])
    return match[1] if match and addressed else None


def _has_tax_id(block: Block) -> bool:
    return any(label.key == "tax_id" for line in block.lines for label in labels_in(line))
