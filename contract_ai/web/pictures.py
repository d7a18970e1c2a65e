"""Pictures of the words that prove something, by their address: the browser asks for each.

The size is said beforehand, near enough that a page does not jump when a picture comes.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from contract_ai.crops import FOR_SCREEN
from models.evidence import BBox
from reports.crops import Spot
from reports.images import Picture
from reports.inputs import CropRequest
from reports.proofs import Crop, CropBook

MOST_BOXES = 200
_FOUR = 4  # numbers of a box
_WIDTH = 480.0  # points: the text of a letter-sized page
_MARGIN = 30.0  # points that a picture shows above and below the words
_HIGHEST = 420.0  # points; `extractors.readers.render` cuts there


class LinkedCrops(CropBook):
    """Pictures that are not there yet: each knows its address and about its size."""

    def __init__(self, finding: str) -> None:
        super().__init__({})
        self._finding = finding

    def crop(self, spot: Spot) -> Crop | None:
        """Return the picture of these words, None where the format has no pages."""
        request = spot.request
        if request is None or len(request.boxes) > MOST_BOXES:
            return None
        width, height = round(_WIDTH * FOR_SCREEN.scale), round(_height(request) * FOR_SCREEN.scale)
        return Crop("", Picture(width, height, address_of(request, self._finding)), shared=False)


def address_of(request: CropRequest, finding: str) -> str:
    """Return where the picture of some words is, which are a finding's."""
    query = urlencode({"boxes": write_boxes(request.boxes), "finding": finding})
    return f"/documents/{request.sha256}/crop/{request.page}.webp?{query}"


def write_boxes(boxes: Iterable[BBox]) -> str:
    """Write boxes for an address, digit for digit.

    >>> write_boxes([BBox(72.0, 90.5, 120.25, 101.0)])
    '72.0,90.5,120.25,101.0'
    """
    return ",".join(repr(float(number)) for box in boxes for number in box)


def read_boxes(text: str) -> tuple[BBox, ...]:
    """Read what `write_boxes` wrote.

    Raises:
        ValueError: it is nothing of the kind.
    """
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) % _FOUR or len(numbers) > _FOUR * MOST_BOXES:
        msg = "four numbers a box"
        raise ValueError(msg)
    return tuple(BBox(*numbers[at : at + _FOUR]) for at in range(0, len(numbers), _FOUR))


def _height(request: CropRequest) -> float:
    """Add up the strips that the picture is made of, in points."""
    height, end = 0.0, float("-inf")
    for box in sorted(request.boxes, key=lambda one: one.top):
        top, bottom = max(box.top - _MARGIN, end), box.bottom + _MARGIN
        height += max(bottom - top, 0.0)
        end = max(end, bottom)
    return min(height, _HIGHEST)
