"""The terms and headers of labelled contracts, scored by the scorer that stands beside them.

The judge was fitted to these contracts, so this guards against regressions and says nothing of
contracts never seen: benchmarks/fit_judge.py measures that, by folds of whole documents.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.contracts import extract_contract
from extractors.readers.read import read_document
from models.errors import DocumentError
from models.forms import contract_form, json_text

SHARED = Path(__file__).parent.parent.parent / "shared" / "eval"
EVERY = 8
TERMS_FLOOR = 0.60

pytestmark = pytest.mark.skipif(
    not (SHARED / "labels").is_dir(), reason="the labelled contracts (../shared/eval) are missing"
)


@pytest.fixture(scope="module")
def predicted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extract every eighth contract; labels and predictions stand side by side."""
    folder = tmp_path_factory.mktemp("accuracy")
    (folder / "gold").mkdir()
    (folder / "predicted").mkdir()
    for path in sorted((SHARED / "contracts").iterdir())[::EVERY]:
        try:
            contract = extract_contract(read_document(path.read_bytes(), path.name))
        except DocumentError:
            continue
        name = f"{path.stem}.json"
        (folder / "predicted" / name).write_text(json_text(contract_form(contract)))
        (folder / "gold" / name).write_text((SHARED / "labels" / name).read_text())
    return folder


def test_terms_stay_as_good_as_they_were(predicted: Path) -> None:
    figures = predicted / "figures.json"
    scorer = SHARED / "score_terms.py"
    folders = [str(predicted / "gold"), str(predicted / "predicted")]
    command = [sys.executable, str(scorer), *folders, "--json", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    score = json.loads(figures.read_text())["ALL"]
    assert score["f1"] >= TERMS_FLOOR, done.stdout


def test_terms_that_need_no_review_are_right(predicted: Path) -> None:
    figures = predicted / "figures.json"
    if not figures.exists():
        pytest.skip("the scorer did not run")
    score = json.loads(figures.read_text())["ALL"]
    assert score["auto_precision"] >= 0.95 or score["auto_cover"] == 0


def test_every_quote_stands_in_its_document(predicted: Path) -> None:
    for path in sorted((SHARED / "contracts").iterdir())[::EVERY]:
        result = predicted / "predicted" / f"{path.stem}.json"
        if not result.exists():
            continue
        document = read_document(path.read_bytes(), path.name)
        words = "".join(
            "".join(p.word.text for p in passage.pieces) for passage in document.passages
        )
        for term in json.loads(result.read_text())["terms"]:
            quote = "".join(term["evidence"]["quote"].split())
            assert quote in words.replace(" ", ""), (path.name, term)
