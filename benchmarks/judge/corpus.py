"""The documents that the judge learns from: their labels and what the readers propose.

Four sets: contracts with hand-made labels, on which everything is measured; contracts of which
only the text is at hand, labelled for training in ``labels.jsonl`` beside this file; the plain
contracts of made cases, whose true terms are known; and the clauses of ``benchmarks.wordings``
that are not kept fresh.
"""

import importlib.util
import json
import pickle
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from benchmarks.judge.labelling import judged
from benchmarks.wordings.papers import entries, paper
from extractors.header import read_header
from extractors.readers.read import read_document
from extractors.terms.candidates import Candidate
from extractors.terms.extract import candidates_of
from extractors.terms.judge.document import around
from extractors.terms.judge.features import features
from models.contracts import ContractHeader
from models.document import Document
from models.errors import DocumentError

LABELS = Path(__file__).with_name("labels.jsonl")
_WIDTH, _HEIGHT, _MARGIN = 612, 792, 36
_LARGEST = 10  # points of type


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate with what the labels say of it; ``weight`` 0 leaves it out of training."""

    name: str
    candidate: Candidate
    found: Mapping[str, float]
    right: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document: its labels, its candidates, and whether figures are taken from it."""

    name: str
    document: Document
    header: ContractHeader
    gold: list[dict[str, Any]]
    examples: list[Example]
    measured: bool


def load_scorer(shared: Path) -> ModuleType:
    """Import the scorer that stands beside the labels."""
    spec = importlib.util.spec_from_file_location("score_terms", shared / "score_terms.py")
    assert spec is not None  # noqa: S101 (a file location always gives a spec)
    assert spec.loader is not None  # noqa: S101 (so does its loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def corpus(shared: Path, scorer: ModuleType, cache: Path | None) -> list[Labelled]:
    """Read all sets; ``cache`` keeps read documents from one run to the next."""
    found = []
    for path in sorted((shared / "contracts").iterdir()):
        gold = json.loads((shared / "labels" / f"{path.stem}.json").read_text())["terms"]
        read = _read(path.stem, path.name, path.read_bytes(), cache)
        if read is not None:
            found.append(_labelled(path.stem, read, gold, scorer, measured=True))
    printed = dict(texts(shared / "unlabelled.tar.xz"))
    for line in LABELS.read_text().splitlines():
        one = json.loads(line)
        name = one["file"]
        read = _read(name, f"{name}.pdf", typeset(printed[name]), cache)
        if read is not None:
            found.append(_labelled(name, read, one["terms"], scorer, measured=False))
    return [*found, *_made(shared / "findings", scorer, cache), *_clauses(scorer, cache)]


def _clauses(scorer: ModuleType, cache: Path | None) -> Iterator[Labelled]:
    for entry in entries():
        if entry["half"] != "fresh":
            name, clause = f"clause-{entry['id']}", entry["clause"]
            gold = [term | {"quote": clause} for term in entry["terms"]]
            read = _read(name, f"{name}.docx", paper(entry["heading"], clause), cache)
            if read is not None:
                yield _labelled(name, read, gold, scorer, measured=False)


def _made(folder: Path, scorer: ModuleType, cache: Path | None) -> Iterator[Labelled]:
    for path in sorted(folder.glob("*/contracts/*")):
        case = path.parent.parent
        truth = json.loads((case / "confirmed_terms" / f"{path.stem}.json").read_text())
        gold = [term | {"quote": term["evidence"]["quote"]} for term in truth["terms"]]
        name = f"{case.name}-{path.stem}"
        read = _read(name, path.name, path.read_bytes(), cache)
        if read is not None:
            yield _labelled(name, read, gold, scorer, measured=False)


def _read(
    name: str, file: str, data: bytes, cache: Path | None
) -> tuple[Document, ContractHeader] | None:
    kept = cache / f"{name}.pkl" if cache else None
    if kept and kept.exists():
        read: tuple[Document, ContractHeader] = pickle.loads(kept.read_bytes())  # noqa: S301 (our own cache)
        return read
    try:
        document = read_document(data, file)
    except DocumentError as error:
        print(f"{file}: {error}")
        return None
    made = document, read_header(document)[0]
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(made))
    return made


def _labelled(
    name: str,
    read: tuple[Document, ContractHeader],
    gold: list[dict[str, Any]],
    scorer: ModuleType,
    *,
    measured: bool,
) -> Labelled:
    document, header = read
    candidates = candidates_of(document, header)
    examples = [
        Example(name, candidate, features(candidate, more), *judged(candidate, gold, scorer))
        for candidate, more in zip(candidates, around(candidates, document), strict=True)
    ]
    return Labelled(name, document, header, gold, examples, measured)


def texts(archive: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each contract of the unlabelled archive."""
    with tarfile.open(archive) as packed:
        for member in packed:
            source = packed.extractfile(member)
            if source is not None:
                yield Path(member.name).stem, source.read().decode("utf-8", "replace")


def typeset(text: str) -> bytes:
    """Print a text as a PDF, a page at every form feed, so that the readers can read it."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    for page in text.split("\f"):
        lines = page.split("\n")
        step = min(13.0, (_HEIGHT - 2.5 * _MARGIN) / max(len(lines), 1))
        for number, line in enumerate(lines):
            words = line.expandtabs().rstrip().encode("cp1252", "replace").decode("cp1252")
            if words.strip():
                size = min(_LARGEST, step * 0.8)
                wide = stringWidth(words, "Helvetica", size)
                canvas.setFont("Helvetica", min(size, size * (_WIDTH - 2 * _MARGIN) / wide))
                canvas.drawString(_MARGIN, _HEIGHT - _MARGIN - 9 - number * step, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
