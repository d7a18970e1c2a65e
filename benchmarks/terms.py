"""Words a second of term extraction alone: gate, readers, judge and resolver.

    python benchmarks/terms.py FOLDER [--every 4]

FOLDER holds PDF or DOCX contracts; reading them is not timed.
"""

import argparse
import time
from pathlib import Path

from extractors.readers.read import read_document
from extractors.terms.extract import extract_terms
from models.document import Document
from models.errors import DocumentError


def main() -> None:
    """Time the extraction of every n-th document of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=4)
    options = parser.parse_args()
    documents = list(read(options.folder, options.every))
    extract_terms(documents[0])  # loads spaCy and the weights
    began = time.process_time()
    slowest, name, terms = 0.0, "", 0
    for document in documents:
        start = time.process_time()
        terms += len(extract_terms(document).terms)
        spent = time.process_time() - start
        if spent > slowest:
            slowest, name = spent, document.file
    spent = time.process_time() - began
    words = sum(len(p.text.split()) for d in documents for p in d.passages)
    print(f"{len(documents)} documents, {words} words, {terms} terms")
    print(f"{spent:.2f} s of processor time, {words / spent:,.0f} words a second")
    print(f"slowest: {name}, {slowest:.2f} s")


def read(folder: Path, every: int) -> list[Document]:
    """Read the documents; what cannot be read is named and left out."""
    found = []
    for path in sorted(folder.iterdir())[::every]:
        try:
            found.append(read_document(path.read_bytes(), path.name))
        except DocumentError as error:
            print(f"{path.name}: {error}")
    return found


if __name__ == "__main__":
    main()
