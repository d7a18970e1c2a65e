"""Reading PDFs: words with their places, and tables."""

from benchmarks.paired import readers
from benchmarks.paired.inputs import Inputs
from benchmarks.pairs import Goal, Subject, Way

SAME = "Contract AI, words, lines and ruled tables"
PLUMBER, TEXT = "pdfplumber, words and tables", "pypdfium2, text only (the limit)"


def subject(inputs: Inputs) -> Subject:
    """Compare reading."""
    return Subject(
        title="Reading",
        about="Ours finds words with boxes, lines, ruled and borderless tables, what repeats on every page, sections and passages; its second row does what pdfplumber's does, and the goals are for that one.",
        unit="page",
        found="words",
        ways=(
            Way("Contract AI, all of it", readers.ours),
            Way(SAME, readers.our_pages),
            Way(PLUMBER, readers.pdfplumber()),
            Way("pdfminer.six, lines", readers.pdfminer),
            Way("pypdf, text only", readers.pypdf),
            Way("poppler, `pdftotext -bbox`", readers.poppler, apart=True),
            Way(TEXT, readers.pdfium_text),
        ),
        rounds=inputs.rounds,
        goals=(Goal(PLUMBER, 20, SAME), Goal(TEXT, 0.5, SAME)),
    )
