"""Features of a candidate's document: how often a value comes again and where it stands.

Also the words that speak for it from outside its passage: a table's headings, the line that opens
its list.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.prices import KINDS as PRICES
from extractors.terms.grammar.sentences import touched
from extractors.terms.judge.actors import Actors
from extractors.terms.judge.sums import Sums
from extractors.terms.judge.words import words
from models.document import Document, Table
from models.terms import Term

_OPENING_WORDS = 25
_LIST_REACH = 8  # items of a list that are passed to find the line that opens it
_ABOUT = {  # beginnings of words, with what they show a document to be about
    "invoice": (" invoic",),
    "royalty": (" royalt",),
    "loan": (" lender", " borrower", " loan"),
    "lease": (" lessor", " lessee", " landlord", " tenant", " rent "),
    "construction": (" contractor", " architect", " substantial completion"),
    "license": (" licensee", " licensor"),
    "employment": (" employee", " salary"),
    "shares": (" shares", " stock"),
    "agency": (" commission", " agent"),
    "distribution": (" distributor", " reseller"),
    "supply": (" purchase order", " shipment"),
    "service": (" consultant", " services"),
    "software": (" software",),
    "endorsement": (" endorsement", " sponsor"),
    "venture": (" joint venture", " partnership"),
    "milestone": (" milestone",),
    "expense": (" expenses",),
}
_MOST = 6
_VALUES = ("days", "percent", "amount", "quantity", "reimbursable", "treatment", "frequency")


def around(candidates: Sequence[Candidate], document: Document) -> list[dict[str, float]]:
    """Return for each candidate what its document adds."""
    places = {id(passage): i for i, passage in enumerate(document.passages)}
    total = max(len(document.passages), 1)
    kinds = Counter(c.term.kind for c in candidates)
    said = [(c.term.kind, _value(c.term)) for c in candidates]
    values = Counter(said)
    here = Counter((c.term.kind, id(c.passage)) for c in candidates)
    best = {kind: max(c.score for c in candidates if c.term.kind == kind) for kind in kinds}
    rivals: dict[tuple[int, int, int], set[str]] = {}
    likeliest: dict[tuple[int, int, int], float] = {}
    for c in candidates:
        at = (id(c.passage), c.start, c.end)
        rivals.setdefault(at, set()).add(c.term.kind)
        likeliest[at] = max(likeliest.get(at, 0.0), c.score)
    sums, actors = Sums(candidates, document), Actors(document)
    about = dict(_about(document))
    tables: dict[int, dict[str, float]] = {}
    openings: dict[int, dict[str, float]] = {}
    named: dict[tuple[int, int, int], list[str]] = {}
    found = []
    for c, value in zip(candidates, said, strict=True):
        kind, place = c.term.kind, places.get(id(c.passage))
        one = {
            f"n:kinds{min(kinds[kind].bit_length(), 6)}": 1.0,
            f"n:same{min(values[value], 4)}": 1.0,
            f"n:here{min(here[kind, id(c.passage)], 5)}": 1.0,
            "n:below_best": best[kind] - c.score,
        }
        if place is not None:
            one[f"n:part{int(5 * place / total)}"] = 1.0
            if place not in openings:
                openings[place] = dict(_opening(document, place))
            one.update(openings[place])
        table = c.passage.table
        if table is not None:
            if table not in tables:
                tables[table] = dict(_table(document.tables[table]))
            one.update(tables[table])
        one.update(_size(c.term))
        one.update(sums.around(c))
        one.update(about)
        if kind in PRICES:
            one["n:behind"] = likeliest[id(c.passage), c.start, c.end] - c.score
        at = (id(c.passage), c.start, c.end)
        if at not in named:
            first, last = touched(c.passage.text, c.start, c.end)
            named[at] = list(actors.named(c.passage.text, first, c.start, c.end, last))
        one.update(dict.fromkeys(named[at], 1.0))
        for rival in rivals[at] - {kind}:
            one[f"n:rival={rival}"] = 1.0
        found.append(one)
    return found


def _about(document: Document) -> Iterator[tuple[str, float]]:
    """What the document is about, by how often it speaks of it."""
    text = " ".join(p.text for p in document.passages).lower()
    for name, beginnings in _ABOUT.items():
        count = sum(text.count(beginning) for beginning in beginnings)
        if count:
            yield f"d:{name}", min(count.bit_length(), _MOST)


def _value(term: Term) -> tuple[object, ...]:
    return tuple(map(vars(term).get, _VALUES))


def _opening(document: Document, place: int) -> Iterator[tuple[str, float]]:
    """The last words of the line that opens the list in which a passage stands."""
    passages = document.passages
    for back in range(1, min(place, _LIST_REACH) + 1):
        text = passages[place - back].text.rstrip()
        if text.endswith((":", ":-")):
            yield ("n:list" if back == 1 else "n:in_list"), 1.0
            for word in words(text)[-_OPENING_WORDS:]:
                yield f"o:{word}", 1.0
            return
        if passages[place - back].section != passages[place].section:
            return


def _table(table: Table) -> Iterator[tuple[str, float]]:
    """What a table's headings and caption say, and how large it is."""
    heads = " ".join(cell.text for row in table.rows[: table.header_rows] for cell in row)
    for word in words(heads):
        yield f"th:{word}", 1.0
    for word in words(table.caption):
        yield f"tc:{word}", 1.0
    yield f"n:rows{min(len(table.rows).bit_length(), 5)}", 1.0
    yield f"n:columns{min(len(table.rows[0]), 6)}", 1.0


def _size(term: Term) -> Iterator[tuple[str, float]]:
    """The size of a sum or share and whether it is round: insured sums and limits are."""
    for name in ("amount", "percent", "quantity"):
        value = vars(term).get(name)
        if isinstance(value, Decimal) and not value:
            yield "n:zero", 1.0
        elif isinstance(value, Decimal) and value > 0:
            yield f"n:{name}{value.adjusted()}", 1.0
            digits = len(value.normalize().as_tuple().digits)
            yield f"n:{name}_digits{min(digits, 5)}", 1.0
