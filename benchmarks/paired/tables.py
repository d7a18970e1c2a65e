"""Tables of PDFs."""

from pathlib import Path
from typing import Any

from benchmarks.paired import readers
from benchmarks.paired.inputs import Inputs
from benchmarks.pairs import AbsentError, Done, Goal, Subject, Way, Work

PLUMBER = "pdfplumber, words and ruled tables"
_FEWER = 3


def subject(inputs: Inputs) -> Subject:
    """Compare finding tables; every third file, as some ways take long."""
    return Subject(
        title="Tables",
        about="Ours is its whole reading. Camelot's `lattice` finds ruled tables, its `stream` any rows with gaps, most of which are no tables.",
        unit="page",
        found="tables",
        ways=(
            Way("Contract AI, all of its reading", our_tables),
            Way(PLUMBER, readers.pdfplumber(tables_found=True)),
            Way("camelot, lattice", lambda: camelot("lattice")),
            Way("camelot, stream", lambda: camelot("stream")),
        ),
        rounds=inputs.fewer(_FEWER),
        goals=(Goal(PLUMBER, 20),),
    )


def our_tables() -> Work:
    """Our reader, ruled and borderless tables."""
    from extractors.readers.pdf import read_pdf

    def work(path: Path) -> Done:
        document = read_pdf(path.read_bytes(), path.name)
        return Done(len(document.pages), len(document.tables))

    return work


def camelot(flavor: str) -> Work:
    """Camelot on every page, in this process."""
    try:
        import camelot as library
    except ModuleNotFoundError as error:
        why = "camelot is not installed: `pip install -e '.[bench]'`."
        raise AbsentError(why) from error
    from pypdfium2 import PdfDocument

    def work(path: Path) -> Done:
        pages = len(PdfDocument(path))
        found: Any = library.read_pdf(
            str(path), pages="all", flavor=flavor, suppress_stdout=True, parallel=False
        )
        return Done(pages, len(found))

    return work
