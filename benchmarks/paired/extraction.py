"""The whole extraction of a contract, beside pdfplumber's reading alone."""

from pathlib import Path

from benchmarks.paired import readers
from benchmarks.paired.inputs import SAMPLES, Inputs
from benchmarks.pairs import Done, Goal, Subject, Way, Work

PLUMBER = "pdfplumber, words and tables alone"


def subject(inputs: Inputs) -> Subject:
    """Compare extraction."""
    return Subject(
        title="Whole extraction",
        about="Ours reads the file and finds header, terms, doubts and coverage; pdfplumber only reads it.",
        unit="page",
        found="terms",
        ways=(
            Way("Contract AI, file to terms", extraction),
            Way(PLUMBER, readers.pdfplumber(tables_found=True)),
        ),
        rounds=inputs.rounds,
        goals=(Goal(PLUMBER, 8),),
    )


def extraction() -> Work:
    """Read a file and extract it, as the command does."""
    from extractors.contracts import extract_contract
    from extractors.readers.pdf import read_pdf

    known = next((SAMPLES / "contracts").glob("*.pdf"))
    extract_contract(read_pdf(known.read_bytes(), known.name))  # loads the weights

    def work(path: Path) -> Done:
        document = read_pdf(path.read_bytes(), path.name)
        return Done(len(document.pages), len(extract_contract(document).terms))

    return work
