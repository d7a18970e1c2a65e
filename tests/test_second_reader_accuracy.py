"""Recorded answers of a second reader, merged with our own reading and scored.

Our judge was fitted to these contracts, so this guards the merge and says nothing of contracts
never seen: benchmarks/second_reader.py measures with a judge that never saw the contract.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractors.contracts import extract_contract
from extractors.readers.read import read_document
from extractors.terms.proposals.answer import read_answer
from models.forms import contract_form, json_text

SHARED = Path(__file__).parent.parent.parent / "shared" / "eval"

pytestmark = pytest.mark.skipif(
    not (SHARED / "readings").is_dir(), reason="the recorded readings (../shared/eval) are missing"
)


def _score(scorer: str, gold: Path, predicted: Path, out: Path) -> dict[str, Any]:
    command = [sys.executable, str(SHARED / scorer), str(gold), str(predicted), "--json", str(out)]
    subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(out.read_text())["ALL"]
    return figures


def test_two_readers_are_better_than_either(tmp_path: Path) -> None:
    gold, predicted, alone = (tmp_path / name for name in ("gold", "predicted", "alone"))
    for folder in (gold, predicted, alone):
        folder.mkdir()
    for path in sorted((SHARED / "readings").iterdir()):
        reading = json.loads(path.read_text())
        (source,) = (SHARED / "contracts").glob(f"{path.stem}.*")
        document = read_document(source.read_bytes(), source.name)
        contract = extract_contract(document, read_answer(reading))
        (predicted / path.name).write_text(json_text(contract_form(contract)))
        (gold / path.name).write_text((SHARED / "labels" / path.name).read_text())
        terms = [term | {"review": not term["sure"]} for term in reading["terms"]]
        (alone / path.name).write_text(json.dumps(reading | {"terms": terms}))
    reader = _score("score_terms.py", gold, alone, tmp_path / "alone.json")
    joint = _score("score_terms.py", gold, predicted, tmp_path / "joint.json")
    assert joint["f1"] >= max(0.94, reader["f1"])
    assert joint["auto_precision"] >= max(0.985, reader["auto_precision"])
    assert joint["auto_cover"] >= max(0.67, reader["auto_cover"])
