"""The heading row of a line table: which column is which, by its words and its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.invoices.printed.canvas import Row, Segment
from extractors.invoices.printed.column_roles import PER_MANY, role_of, tokens
from extractors.invoices.printed.column_words import (
    CATEGORIES,
    CURRENCY_TOKENS,
    DESCRIBING,
    PARTICIPLES,
)
from models.passage import Word

_FIGURES = re.compile(r"\d[.,]\d\d|\d{3}")  # an amount, a year: no heading
_LONGEST, _MOST = 4, 8  # words of a heading we know, of one we do not
_COUNTS = frozenset(
    ("volume", "volumes", "number", "number of", "amount of", "nights", "weeks", "months")
)
_IN_CELL = re.compile(r"t\d")  # the place of a cell of a DOCX: "t3r2c1"
_ADDED = re.compile(r"\(|(?:of|per|for|in|at|on)$", re.IGNORECASE)
_OF = frozenset(("of", "de", "des", "der", "van", "di", "della"))
_FEES = frozenset(("fee", "charge", "honorar", "entgelt"))
_WORD_GAP = 0.6  # of the line's height
_FEWEST, _FEW = 3, 2
_KNOWN = 0.5  # share of a heading's words that must be known


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and where its heading stands."""

    role: str
    x0: float
    x1: float
    heading: str


def heading(row: Row) -> list[Column] | None:
    """Return the columns where a row is the heading of a line table, else None."""
    found: list[Column] = []
    known = total = 0
    strange: list[Column] = []
    if _FIGURES.search(PER_MANY.sub(" ", row.text)):
        return None
    for segment in row.segments:
        phrases = _joined(list(_phrases(segment)))
        for column, words in phrases:
            # words that fill a segment are one heading, however many: "What we did for you"
            total += words if len(phrases) > 1 else min(words, _FEW)
            if column.role == "other":
                strange.append(column)
            else:
                known += words
                found.append(column)
    if first := _words_first(row, found, strange):
        strange.remove(first)
        found.append(replace(first, role="description"))
        known += 1
    if not any(column.role == "amount" for column in found):
        found = [part for column in found for part in _apart(column, row)]
        if last := _bare_amount(found, strange):
            strange.remove(last)
            found.append(replace(last, role="amount"))
            known += 1
    _price_last(found)
    roles = {column.role for column in found}
    if known < _KNOWN * total or not (_is_line_table(roles) or _is_price_list(found, strange)):
        return None
    return _settled(sorted([*found, *strange], key=lambda column: column.x0))


def stacked(segments: Sequence[Segment]) -> list[Column] | None:
    """Return the columns where each segment is one whole heading, its lines together."""
    columns = [
        Column(role, min(w.x0 for w in one.words), max(w.x1 for w in one.words), one.text)
        for one in segments
        if not _FIGURES.search(one.text) and (role := role_of(one.text)) is not None
    ]
    whole = len(columns) == len(segments) and _is_line_table({c.role for c in columns})
    return _settled(columns) if whole else None


def _is_line_table(roles: set[str]) -> bool:
    sums = roles & {"amount", "unit_price"}
    if "description" in roles and sums and len(roles) >= _FEWEST:
        return True
    if {"description", "amount"} <= roles:
        return len(roles) >= _FEW
    if {"quantity", "unit_price", "amount"} <= roles:
        return True
    return "amount" in roles and bool(roles & {"quantity", "unit_price"}) and len(roles) > _FEWEST


def _apart(column: Column, row: Row) -> list[Column]:
    """Two columns set so close that they read as one: "VAT Amount" where there is no other amount."""
    words = [word for word in row.words if column.x0 <= word.x0 and word.x1 <= column.x1]
    for cut in range(1, len(words)) if column.role == "tax_amount" else ():
        left, right = (" ".join(w.text for w in part) for part in (words[:cut], words[cut:]))
        summed = role_of(right) == "amount" or _is_currency(right)
        if role_of(left) == "tax_rate" and summed:
            return [
                Column("tax_rate", column.x0, words[cut - 1].x1, left),
                Column("amount", words[cut].x0, column.x1, right),
            ]
    return [column]


def _price_last(found: list[Column]) -> None:
    """Of two prices and no amount the right one is what the line costs: "Unit rate | Cost"."""
    prices = [column for column in found if column.role == "unit_price"]
    if len(prices) > 1 and not any(column.role == "amount" for column in found):
        last = max(prices, key=lambda column: column.x0)
        found[found.index(last)] = replace(last, role="amount")


def _is_price_list(found: Sequence[Column], strange: Sequence[Column]) -> bool:
    """Whether a row is "Item | Price" and nothing else."""
    roles = [column.role for column in sorted(found, key=lambda column: column.x0)]
    return not strange and roles == ["description", "unit_price"]


def _phrases(segment: Segment) -> Iterator[tuple[Column, int]]:
    """Cut a segment into headings, the longest first; "other" for a word that is none."""
    if _IN_CELL.match(segment.anchor or ""):
        yield Column(_of_cell(segment), segment.x0, segment.x1, segment.text), len(segment.words)
        return
    words = list(segment.words)
    while words:
        run = _run(words)
        length, role = _known(segment, run) or _strange(segment, run)
        part = run[:length]
        text = segment.part(part).text  # words that kerning broke are joined
        yield Column(role, part[0].x0, part[-1].x1, text), length
        words = words[length:]


def _joined(phrases: list[tuple[Column, int]]) -> list[tuple[Column, int]]:
    """Take the unknown word that ends a segment as part of the heading before it: "Work stage", "Total ex"."""
    if len(phrases) != _FEW or [column.role == "other" for column, _ in phrases] != [False, True]:
        return phrases
    (known, words), (rest, more) = phrases
    if more > 1:
        return phrases
    return [(replace(known, x1=rest.x1, heading=f"{known.heading} {rest.heading}"), words + more)]


def _words_first(row: Row, found: Sequence[Column], strange: Sequence[Column]) -> Column | None:
    """The first cell of a DOCX's row of headings, whatever it says, where none is the description."""
    roles = {column.role for column in found}
    told = (
        roles & {"description", "name", "code", "category"}
        or "amount" not in roles
        or len(found) < _FEW
    )
    if told or not _IN_CELL.match(row.segments[0].anchor or ""):
        return None
    return next((column for column in strange if column.x0 == row.segments[0].x0), None)


def _of_cell(segment: Segment) -> str:
    """The role of a whole cell of a DOCX: that of its last words, up to "of" or a bracket."""
    words = [word.text for word in segment.words]
    end = next((n for n, word in enumerate(words) if n and _ADDED.match(word)), len(words))
    ends = (" ".join(words[start:end]) for start in range(end))
    return role_of(segment.text) or next(filter(None, map(role_of, ends)), "other")


def _known(segment: Segment, run: Sequence[Word]) -> tuple[int, str] | None:
    """The longest heading that a run of words begins with: how many words, and its role."""
    for length in range(min(_LONGEST, len(run)), 0, -1):
        role = role_of(segment.part(run[:length]).text)
        role = role or role_of(" ".join(word.text for word in run[:length]))  # set very close
        if role is not None:
            more = role in ("quantity", "unit_price") and length < len(run)
            return length + (more and run[length].text.lower() in PARTICIPLES), role
    return None


def _strange(segment: Segment, run: Sequence[Word]) -> tuple[int, str]:
    """Words that are no heading we know; "Nature of work" is one of work."""
    length = _strangers(run)
    known = _known(segment, run[length:]) if run[length - 1].text.lower() in _OF else None
    return (length + known[0], known[1]) if known else (length, "other")


def _strangers(run: Sequence[Word]) -> int:
    """How many words a heading of unknown words has: "What we did" is one column, not three."""
    known = (n for n in range(1, len(run)) if role_of(run[n].text) is not None)
    return next(known, len(run))


def _run(words: Sequence[Word]) -> list[Word]:
    """The words that follow each other with nothing but a space between."""
    run = [words[0]]
    for word in words[1:_MOST]:
        if word.x0 - run[-1].x1 > _WORD_GAP * (word.bottom - word.top):
            break
        run.append(word)
    return run


def _settled(columns: list[Column]) -> list[Column]:
    """Tell apart headings that mean two things by what else is there."""
    columns = _charges_first(_with_category(columns))
    every = [c for c in columns if c.role == "description"]
    described = next((c for c in every if tokens(c.heading)[:1] != ("item",)), None)
    described = described or next(iter(every), None)
    if described is None and not any(column.role in ("code", "name") for column in columns):
        columns = _with_description(columns)
        described = next((c for c in columns if c.role == "description"), None)
    roles = [column.role for column in columns]
    settled: list[Column] = []
    for column in columns:
        role = column.role
        left = described is not None and column.x0 < described.x0
        if role == "amount" and left and "quantity" not in roles and roles.count("amount") > 1:
            role = "quantity"  # "Amount | Product | Price | Total"
        role = _beside_others(replace(column, role=role), columns)
        if role == "position" and described is not None and not left:
            if "quantity" in roles or "unit_price" not in roles:
                continue
            role = "quantity"  # "Service | No. | Price": how many
        if role == "description" and column is not described:
            role = "name"  # "Item | Description": a code, or the first words of the line
        settled.append(replace(column, role=role))
    return settled


def _beside_others(column: Column, columns: Sequence[Column]) -> str:
    """The role of a column whose words mean something else beside the other columns."""
    meant = (
        ("amount", _is_price, "unit_price"),
        ("unit", _is_price_base, "price_base"),
        ("other", _is_bare_price, "unit_price"),
        ("other", _is_bare_count, "quantity"),
    )
    fits = (new for role, tells, new in meant if column.role == role and tells(column, columns))
    return next(fits, column.role)


def _charges_first(columns: list[Column]) -> list[Column]:
    """What is charged for, in the first column: "Charge | Quantity | Unit £ | £ excl. VAT"."""
    first, *others = columns
    named = any(c.role in ("description", "code", "name") for c in columns)
    if named or first.role != "amount" or all(c.role != "amount" for c in others):
        return columns
    return [replace(first, role="description"), *others]


def _with_category(columns: list[Column]) -> list[Column]:
    """Tell the sort of a line from its description: "Activity | Description", "Type | Hours"."""
    described = any(set(tokens(c.heading)) & DESCRIBING for c in columns if c.role == "description")
    whole = any(c.role == "description" for c in columns)
    settled = []
    for column in columns:
        sort = " ".join(tokens(column.heading)) in CATEGORIES
        if described and sort and column.role == "description":
            settled.append(replace(column, role="category"))
        elif column.role == "category" and not whole:
            settled.append(replace(column, role="description"))
            whole = True
        else:
            settled.append(column)
    return settled


def _is_price(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a fee is that of one unit: "Quantity | Fee | Amount"."""
    roles = [c.role for c in columns]
    if not _FEES & set(tokens(column.heading)) or "unit_price" in roles or "quantity" not in roles:
        return False
    return any(c.role == "amount" and c.x0 > column.x0 for c in columns)


def _is_price_base(column: Column, columns: Sequence[Column]) -> bool:
    """Whether "per" behind the price says for how many it is: "Qty | UoM | Price | per | Value"."""
    units = [c for c in columns if c.role == "unit"]
    priced = any(c.role == "unit_price" and c.x0 < column.x0 for c in columns)
    return len(units) > 1 and column.x0 == units[-1].x0 and priced


def _is_currency(heading: str) -> bool:
    """Whether a heading is a currency and nothing else."""
    return set(tokens(heading)) <= CURRENCY_TOKENS and bool(heading.strip(" .-()"))


def _bare_amount(found: Sequence[Column], strange: Sequence[Column]) -> Column | None:
    """The last column, headed by a currency alone: "Description | Period | VAT | CHF"."""
    last = max(strange, key=lambda column: column.x0, default=None)
    if last is None or not _is_currency(last.heading):
        return None
    return last if all(column.x0 < last.x0 for column in found) else None


def _is_bare_price(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column headed by a currency alone is the price of one: "Qty | EUR | Total EUR"."""
    if not _is_currency(column.heading) or any(c.role == "unit_price" for c in columns):
        return False
    counted = any(c.role == "quantity" and c.x0 < column.x0 for c in columns)
    return counted and any(c.role == "amount" and c.x0 > column.x0 for c in columns)


def _is_bare_count(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column is how many, though its word may mean else: "Volume | Rate | Charge"."""
    if column.heading.lower().strip(" .") not in _COUNTS:
        return False
    priced = any(c.role == "unit_price" and c.x0 > column.x0 for c in columns)
    return priced and not any(c.role == "quantity" for c in columns)


def _with_description(columns: list[Column]) -> list[Column]:
    """Take the unknown column with most room for the description."""
    ends = [column.x0 for column in columns[1:]]
    room = {
        i: end - column.x0
        for i, (column, end) in enumerate(zip(columns, ends, strict=False))
        if column.role == "other"
    }
    if room:
        widest = max(room, key=room.__getitem__)
        columns[widest] = replace(columns[widest], role="description")
    return columns


def one_price(columns: list[Column]) -> list[Column]:
    """Make sure that one column holds what the line costs."""
    roles = [column.role for column in columns]
    if "amount" not in roles and roles[-1] == "other":  # whatever it is called, it ends the line
        columns[-1] = replace(columns[-1], role="amount")
    elif "amount" not in roles:  # "Description | Price": the price is what the line costs
        last = max(i for i, role in enumerate(roles) if role == "unit_price")
        columns[last] = replace(columns[last], role="amount")
    return columns
