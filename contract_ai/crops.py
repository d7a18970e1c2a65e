"""Pictures of the pages that prove something, drawn in child processes."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from contract_ai.progress import QUIET, Progress
from contract_ai.reading import Job, Reader
from contract_ai.sources import Source
from reports.inputs import CropRequest


def draw(
    reader: Reader,
    wanted: Iterable[CropRequest],
    places: Mapping[str, Path],
    progress: Progress = QUIET,
) -> dict[CropRequest, bytes]:
    """Draw what a report wants, a document at a time.

    ``places`` says where a document lies, by hash.  A document that has gone or changed, or a
    page that cannot be drawn, gives no picture: the report then shows the quote alone.
    """
    groups: dict[str, list[CropRequest]] = {}
    for request in wanted:
        if request.sha256 in places:
            groups.setdefault(request.sha256, []).append(request)
    jobs = [Job(Source(places[sha256]), _extra(group)) for sha256, group in groups.items()]
    found: dict[CropRequest, bytes] = {}
    reads = zip(groups.items(), reader.crops(jobs), strict=True)
    for (sha256, group), read in progress.over("Drawing pages", reads, len(jobs)):
        if read.value is not None and read.sha256 == sha256:
            pictures = zip(group, read.value, strict=False)
            found |= {request: picture for request, picture in pictures if picture}
    return found


def _extra(group: Iterable[CropRequest]) -> str:
    return json.dumps([[request.page, request.boxes] for request in group])
