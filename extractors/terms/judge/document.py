"""Features of a candidate's document: how often a value comes again, and where it stands."""

from collections import Counter
from collections.abc import Sequence

from extractors.terms.candidates import Candidate
from models.document import Document
from models.terms import Term

_VALUES = ("days", "percent", "amount", "quantity", "reimbursable", "treatment", "frequency")


def around(candidates: Sequence[Candidate], document: Document) -> list[dict[str, float]]:
    """Return for each candidate what its document adds."""
    places = {id(passage): i for i, passage in enumerate(document.passages)}
    total = max(len(document.passages), 1)
    kinds = Counter(c.term.kind for c in candidates)
    values = Counter((c.term.kind, _value(c.term)) for c in candidates)
    here = Counter((c.term.kind, id(c.passage)) for c in candidates)
    best = {kind: max(c.score for c in candidates if c.term.kind == kind) for kind in kinds}
    rivals: dict[tuple[int, int, int], set[str]] = {}
    for c in candidates:
        rivals.setdefault((id(c.passage), c.start, c.end), set()).add(c.term.kind)
    found = []
    for c in candidates:
        kind, place = c.term.kind, places.get(id(c.passage))
        one = {
            f"n:kinds{min(kinds[kind].bit_length(), 6)}": 1.0,
            f"n:same{min(values[kind, _value(c.term)], 4)}": 1.0,
            f"n:here{min(here[kind, id(c.passage)], 5)}": 1.0,
            "n:below_best": best[kind] - c.score,
        }
        if place is not None:
            one[f"n:part{int(5 * place / total)}"] = 1.0
            before = document.passages[place - 1].text if place else ""
            if before.rstrip().endswith(":"):
                one["n:list"] = 1.0
        for rival in rivals[id(c.passage), c.start, c.end] - {kind}:
            one[f"n:rival={rival}"] = 1.0
        found.append(one)
    return found


def _value(term: Term) -> tuple[object, ...]:
    return tuple(getattr(term, name, None) for name in _VALUES)
