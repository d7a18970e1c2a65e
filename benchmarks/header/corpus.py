"""The documents on which the header is measured: labelled contracts, and others only measured.

``labels.jsonl`` beside this file holds headers of contracts whose text is in the unlabelled
archive, in eight sets: after the errors on ``design``, ``design2`` and ``design4`` rules were written,
from ``design3`` models learn; of ``check``, ``check2`` and ``check3`` only counts were looked at, so that
they tell how a header unseen is read; ``known`` are those that turned out to be labelled contracts under
another name, kept so that older figures can be compared.  Those of one name were drawn at different times
(``design2`` and ``check2`` with seed 1611, ``design3`` with seed 1712, ``design4`` and ``check3`` with
seed 2111, from what was in no set and shares less than half of its word runs with any labelled contract).
A joint filing with 22 signers was left out of the last two, and the next one drawn took its place.
"""

import hashlib
import importlib.util
import json
import pickle
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.judge.corpus import texts, typeset
from extractors.readers.read import read_document
from models.document import Document
from models.errors import DocumentError

LABELS = Path(__file__).with_name("labels.jsonl")
FOLDS = 5
UNSEEN = ("check", "check2", "check3")  # no rule and no weight may come from these


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document, its header by hand, and the part it is counted in."""

    name: str
    document: Document
    gold: dict[str, Any]
    part: str

    @property
    def fold(self) -> int:
        """The fold of the document; all of its parties are in one."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % FOLDS


def load_scorer(shared: Path) -> ModuleType:
    """Import the scorer that stands beside the labels."""
    spec = importlib.util.spec_from_file_location("score_header", shared / "score_header.py")
    assert spec is not None  # noqa: S101 (a file location always gives a spec)
    assert spec.loader is not None  # noqa: S101 (so does its loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def part_of(name: str) -> str:
    """Tell the part of a document: rules were written after A and B, late ones after C too."""
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return "ABAC"[int(digest, 16) % 4]


def labelled(shared: Path, cache: Path | None) -> list[Labelled]:
    """Read both sets; ``cache`` keeps read documents from one run to the next."""
    found = []
    for path in sorted((shared / "contracts").iterdir()):
        gold = json.loads((shared / "labels" / f"{path.stem}.json").read_text("utf-8"))
        document = _read(path.stem, path.name, path, cache)
        if document is not None:
            found.append(Labelled(path.stem, document, gold["contract"], part_of(path.stem)))
    lines = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    printed = dict(texts(shared / "unlabelled.tar.xz")) if lines else {}
    for one in lines:
        name = one["file"]
        document = _read(name, f"{name}.pdf", printed[name], cache)
        if document is not None:
            found.append(Labelled(name, document, one["contract"], one["set"]))
    return found


def _read(name: str, file: str, source: Path | str, cache: Path | None) -> Document | None:
    """Read a file, or a text once it is typeset."""
    kept = cache / f"{name}.pkl" if cache else None
    if kept and kept.exists():
        read: Document = pickle.loads(kept.read_bytes())  # noqa: S301 (our own cache)
        return read
    data = source.read_bytes() if isinstance(source, Path) else typeset(source)
    try:
        document = read_document(data, file)
    except DocumentError as error:
        print(f"{file}: {error}")
        return None
    if kept:
        kept.write_bytes(pickle.dumps(document))
    return document
