"""Pictures of the pages that prove something, drawn in child processes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Job, Reader
from contract_ai.sources import Source
from reports.inputs import CropRequest


@dataclass(frozen=True, slots=True)
class Kind:
    """How pictures are drawn: their form and how many pixels a point."""

    form: str
    scale: float


FOR_SCREEN = Kind("webp", 1.75)
FOR_PAPER = Kind("png", 2.5)


def draw(
    reader: Reader,
    wanted: Iterable[CropRequest],
    places: Mapping[str, Path],
    progress: Progress = QUIET,
    kind: Kind = FOR_SCREEN,
) -> dict[CropRequest, bytes]:
    """Draw what a report wants, a document at a time.

    ``places`` says where a document lies, by hash.  A document that has gone or changed, or a
    page that cannot be drawn, gives no picture: the report then shows the quote alone.
    """
    groups: dict[str, list[CropRequest]] = {}
    for request in wanted:
        if request.sha256 in places:
            groups.setdefault(request.sha256, []).append(request)
    jobs = [Job(Source(places[sha256]), _extra(group, kind)) for sha256, group in groups.items()]
    found: dict[CropRequest, bytes] = {}
    reads = zip(groups.items(), reader.crops(jobs), strict=True)
    for (sha256, group), read in progress.over("Drawing pages", reads, len(jobs)):
        if read.value is not None and read.sha256 == sha256:
            pictures = zip(group, read.value, strict=False)
            found |= {request: picture for request, picture in pictures if picture}
    return found


def _extra(group: Iterable[CropRequest], kind: Kind) -> str:
    spots = [[request.page, request.boxes] for request in group]
    return json.dumps([kind.form, kind.scale, spots])
