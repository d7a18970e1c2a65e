"""How long a page of the term review takes to come: pictures, words, search, selection.

    python -m benchmarks.pages [FILE.pdf] [--pages N]

Without a file a contract of so many pages is made.  Every page is drawn in a child process of its
own pool, as a request does; "cold" is the first request of a new program with an empty cache,
"new" another page with the program warm, "kept" a page that was drawn before.  Milliseconds, and
those of them that processors worked, children included: what a busy machine does not change.
"""

import argparse
import hashlib
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from contract_ai.pagework.cache import DiskCache
from contract_ai.pagework.forms import Selection, Size
from contract_ai.pagework.pages import Pages
from contract_ai.pool import open_pool
from contract_ai.reading import Reader
from contract_ai.recognition import FolderStore, Recognition
from contract_ai.settings import Settings

_LINES, _LEADING, _TOP, _LEFT = 46, 14, 730, 72
_CLAUSE = (
    "The Customer shall pay each invoice for the services of section {} within thirty (30) days,"
)


def made(pages: int) -> bytes:
    """Make a contract of so many full pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=True)
    for page in range(pages):
        for line in range(_LINES):
            canvas.drawString(_LEFT, _TOP - _LEADING * line, _CLAUSE.format(f"{page}.{line}"))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds that a piece of work takes, and those that processors worked."""
    begin, used = time.perf_counter(), _used()
    work()
    return 1000 * (time.perf_counter() - begin), 1000 * (_used() - used)


def _used() -> float:
    """Return the seconds that this process and its children worked."""
    return sum(os.times()[:4])


def told(name: str, times: list[tuple[float, float]]) -> None:
    """Print the middle and the slowest twentieth."""
    walls = sorted(wall for wall, _ in times)
    last = walls[int(0.95 * (len(walls) - 1))]
    work = statistics.mean(work for _, work in times)
    print(
        f"{name:<22} median {statistics.median(walls):7.1f}   p95 {last:7.1f}   "
        f"processor {work:7.1f}   n {len(times)}"
    )


def main() -> None:
    """Measure one document."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("file", nargs="?", type=Path)
    options.add_argument("--pages", type=int, default=200)
    given = options.parse_args()
    data = given.file.read_bytes() if given.file else made(given.pages)
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), data)


def measure(folder: Path, data: bytes) -> None:
    """Measure a document with everything that it leaves on disk in ``folder``."""
    path = folder / "document.pdf"
    path.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    settings = Settings(workers=1)
    recognition = Recognition(store=FolderStore(folder / "scans"))
    reader = Reader(lambda: open_pool(settings), settings, recognition)
    pages = Pages(reader, lambda _sha256: path, DiskCache(folder / "cache"))
    told("outline, cold", [timed(lambda: pages.outline(sha256))])
    told("picture 1x, cold", [timed(lambda: pages.picture(sha256, 1))])
    told("words, cold", [timed(lambda: pages.words(sha256, 1))])
    every = range(2, len(pages.outline(sha256).pages) + 1)
    for size in Size:
        for state in ("new", "kept"):
            draw = partial(pages.picture, size=size)
            times = [timed(partial(draw, sha256, number)) for number in every]
            told(f"picture {size}, {state}", times)
    for state in ("new", "kept"):
        times = [timed(partial(pages.words, sha256, number)) for number in every]
        told(f"words, {state}", times)
    for state in ("new", "kept"):
        told(f"search, {state}", [timed(lambda: pages.search(sha256, "thirty (30) days"))])
    chosen = Selection(page=1, words=tuple(range(12, 17)))
    for state in ("cold", "new"):
        work = timed(lambda: pages.propose(sha256, chosen, "payment_term"))
        told(f"selection, {state}", [work])
    print(f"{len(every) + 1} pages, {pages.cache.size / (1 << 20):.1f} MB on disk")


if __name__ == "__main__":
    main()
