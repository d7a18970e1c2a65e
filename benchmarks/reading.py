"""Speed in one paired run: our reading and our whole extraction against pdfplumber's reading.

    python benchmarks/reading.py FOLDER [--files N] [--rounds N]

Ours is the whole reader: words with boxes, lines, ruled and borderless tables, furniture, sections
and passages; the whole is that, the header and the terms.  pdfplumber does ``extract_words`` (x_tolerance_ratio=0.15) and ``extract_tables``.
Files alternate between them, so that a noisy machine slows all.  Imports are not timed.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pdfplumber

from extractors.contracts import extract_contract
from extractors.readers.pdf import read_pdf
from models.errors import DocumentError


@dataclass
class Tally:
    """What one reader did so far."""

    seconds: float = 0.0
    pages: int = 0
    words: int = 0
    tables: int = 0


def ours(data: bytes, tally: Tally) -> None:
    """Read with our reader."""
    document = read_pdf(data, "file.pdf")
    tally.pages += len(document.pages)
    tally.words += sum(len(line.words) for page in document.pages for line in page.lines)
    tally.tables += len(document.tables)


def whole(data: bytes, tally: Tally) -> None:
    """Read and extract, as the command does."""
    document = read_pdf(data, "file.pdf")
    extract_contract(document)
    tally.pages += len(document.pages)
    tally.words += sum(len(line.words) for page in document.pages for line in page.lines)
    tally.tables += len(document.tables)


def theirs(data: bytes, tally: Tally) -> None:
    """Read with pdfplumber."""
    with pdfplumber.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            tally.words += len(page.extract_words(x_tolerance_ratio=0.15))
            tally.tables += len(page.extract_tables({"text_x_tolerance_ratio": 0.15}))
            tally.pages += 1
            page.close()


def timed(read: Callable[[bytes, Tally], None], data: bytes, tally: Tally) -> None:
    """Read once and add the time it took."""
    begin = time.perf_counter()
    read(data, tally)
    tally.seconds += time.perf_counter() - begin


def sample(folder: Path, files: int) -> list[Path]:
    """Return so many PDFs, spread evenly over the folder; all of them for 0."""
    found = sorted(folder.glob("*.pdf"))
    if not files or files >= len(found):
        return found
    return [found[i * len(found) // files] for i in range(files)]


def main() -> None:
    """Run both over the sample and print pages a second and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=40, help="PDFs to read; 0 for all")
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    mine, all_of_it, peer = Tally(), Tally(), Tally()
    files = sample(arguments.folder, arguments.files)
    whole(files[0].read_bytes(), Tally())  # loads spaCy and the weights
    for path in files * arguments.rounds:
        data = path.read_bytes()
        try:
            timed(ours, data, mine)
        except DocumentError as error:
            print(f"left out: {path.name}: {error.what}")
            continue
        timed(whole, data, all_of_it)
        timed(theirs, data, peer)
    for name, tally in (("reading", mine), ("whole extract", all_of_it), ("pdfplumber", peer)):
        speed = tally.pages / tally.seconds if tally.seconds else 0.0
        print(
            f"{name:14} {tally.pages:6} pages {tally.words:9,} words {tally.tables:5} tables"
            f" {tally.seconds:8.1f} s {speed:8.1f} pages/s"
        )
    if mine.seconds:
        print(
            f"reading {peer.seconds / mine.seconds:.1f}x, whole {peer.seconds / all_of_it.seconds:.1f}x"
        )


if __name__ == "__main__":
    main()
