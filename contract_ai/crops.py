"""Pictures of the pages that prove something, drawn in child processes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from contract_ai.pagework.cache import DiskCache
from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Job, Reader
from contract_ai.sources import Source
from contract_ai.versions import reader_stamp
from reports.inputs import CropRequest


@dataclass(frozen=True, slots=True)
class Kind:
    """How pictures are drawn: their form and how many pixels a point."""

    form: str
    scale: float


FOR_SCREEN = Kind("webp", 1.75)
FOR_PAPER = Kind("png", 2.5)


def draw(  # noqa: PLR0913 (what is rarely wanted is given by name)
    reader: Reader,
    wanted: Iterable[CropRequest],
    places: Mapping[str, Path],
    progress: Progress = QUIET,
    kind: Kind = FOR_SCREEN,
    *,
    kept: DiskCache | None = None,
) -> dict[CropRequest, bytes]:
    """Draw what a report wants, a document at a time; what is ``kept`` is not drawn again.

    ``places`` says where a document lies, by hash.  A document that has gone or changed, or a
    page that cannot be drawn, gives no picture: the report then shows the quote alone.
    """
    groups: dict[str, list[CropRequest]] = {}
    found: dict[CropRequest, bytes] = {}
    program = reader_stamp() if kept else ""
    for request in wanted:
        picture = kept.get(request.sha256, _name(program, request, kind)) if kept else None
        if picture is not None:
            found[request] = picture
        elif request.sha256 in places:
            groups.setdefault(request.sha256, []).append(request)
    jobs = [Job(Source(places[sha256]), _extra(group, kind)) for sha256, group in groups.items()]
    reads = zip(groups.items(), reader.crops(jobs), strict=True)
    for (sha256, group), read in progress.over("Drawing pages", reads, len(jobs)):
        if read.value is not None and read.sha256 == sha256:
            pictures = zip(group, read.value, strict=False)
            drawn = {request: picture for request, picture in pictures if picture}
            found |= drawn
            if kept is not None:
                for request, picture in drawn.items():
                    kept.put(sha256, _name(program, request, kind), picture)
    return found


def _name(program: str, request: CropRequest, kind: Kind) -> str:
    """Name a picture by what is on it and by the code that draws it."""
    what = f"{program} {_extra([request], kind)}"
    return f"crop-{hashlib.sha256(what.encode()).hexdigest()[:32]}.{kind.form}"


def _extra(group: Iterable[CropRequest], kind: Kind) -> str:
    spots = [[request.page, request.boxes] for request in group]
    return json.dumps([kind.form, kind.scale, spots])
