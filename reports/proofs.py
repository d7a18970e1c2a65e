"""Quotes as a page shows them: where they stand, and the picture of them where there is one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from models.contracts import Contract
from models.evidence import Evidence
from models.terms import Term
from reports.crops import Spot
from reports.images import Picture, picture
from reports.inputs import CropRequest
from reports.wording import place

SHOWN = 0.7  # of a picture's own size: print of 11 points then reads like the text beside it


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture on the page; ``shared`` ones are stored once and used by their ``id``."""

    id: str
    picture: Picture
    shared: bool

    @property
    def shown_width(self) -> int:
        """Width on the page, in pixels of the screen."""
        return round(self.picture.width * SHOWN)

    @property
    def shown_height(self) -> int:
        """Height on the page, in pixels of the screen."""
        return round(self.picture.height * SHOWN)


@dataclass(frozen=True, slots=True)
class Quote:
    """The document's own words and their place; ``crop`` shows them on the page.

    ``source`` is the first of the places that they were taken from.
    """

    text: str
    file: str
    where: str
    crop: Crop | None = None
    sureness: str = ""
    source: Evidence | None = None


class CropBook:
    """Pictures by request; equal pictures are one, so that a file with many stays small."""

    def __init__(self, crops: Mapping[CropRequest, bytes]) -> None:
        made = {request: picture(data) for request, data in crops.items()}
        self._pictures = {request: one for request, one in made.items() if one is not None}
        self._ids: dict[str, str] = {}
        self._uses: Counter[str] = Counter()

    def expect(self, spot: Spot) -> None:
        """Say that a picture will be shown once more."""
        if found := self._find(spot):
            self._uses[found.address] += 1

    def crop(self, spot: Spot) -> Crop | None:
        """Return the picture of these words, None where there is none."""
        found = self._find(spot)
        if found is None:
            return None
        name = self._ids.setdefault(found.address, f"crop-{len(self._ids) + 1}")
        return Crop(name, found, self._uses[found.address] > 1)

    def shared(self) -> tuple[Crop, ...]:
        """Return the pictures that are used more than once; call when all are placed."""
        by_address = {one.address: one for one in self._pictures.values()}
        return tuple(
            Crop(name, by_address[address], shared=True)
            for address, name in self._ids.items()
            if self._uses[address] > 1
        )

    def _find(self, spot: Spot) -> Picture | None:
        return self._pictures.get(spot.request) if spot.request else None


class Sureness:
    """How sure we are of the clause a finding rests on, in words."""

    def __init__(self, contracts: tuple[Contract, ...]) -> None:
        self._terms: dict[tuple[object, ...], tuple[Contract, Term]] = {}
        for contract in contracts:
            for term in contract.terms:
                self._terms.setdefault(_key(term.evidence), (contract, term))

    def words(self, evidence: Evidence) -> str:
        """Say it; empty where the words are no term's evidence."""
        contract, term = self._terms.get(_key(evidence), (None, None))
        if contract is None or term is None:
            return ""
        if contract.confirmed:
            return "confirmed by a person"
        return f"read with confidence {term.confidence:.2f}"


def where(*parts: Evidence) -> str:
    """Say where words stand: "page 3, section 4.2", "paragraph 42", "row 7"."""
    first = parts[0]
    spot = f"page {first.page}" if first.page is not None else place(first.anchor or "")
    sections = tuple(dict.fromkeys(part.section for part in parts if part.section))
    named = f"section{'s' if sections[1:] else ''} {', '.join(sections)}" if sections else ""
    return ", ".join(filter(None, (spot, named)))


def _key(evidence: Evidence) -> tuple[object, ...]:
    return evidence.file, evidence.sha256, evidence.page, evidence.anchor, evidence.quote
