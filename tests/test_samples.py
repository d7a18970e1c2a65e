"""The sample company: the same bytes each time, and a run finds what was planted and no more."""

import json
from pathlib import Path

import pytest

from contract_ai.cli.main import main
from contract_ai.tesseract import find_tesseract
from sample_contracts.make.__main__ import documents
from sample_contracts.make.contracts import PAPERS
from sample_contracts.make.papers import pdf
from sample_contracts.make.story import ANSWERS

SAMPLES = Path(__file__).parents[1] / "sample_contracts"
AS_OF = "2026-06-30"
SCAN = "SUP-2025-030-calder"


def test_the_documents_are_what_the_script_writes() -> None:
    for name, data in documents().items():
        assert (SAMPLES / name).read_bytes() == data, f"{name}: run `make samples`"


@pytest.mark.long("of the whole sample company; its pages are asked on both")
@pytest.mark.parametrize("ocr", ["auto", "off"])
def test_a_run_finds_what_was_planted_and_nothing_else(
    ocr: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_AI_OCR", ocr)
    code = main(["run", str(SAMPLES), "--as-of", AS_OF, "--output", str(tmp_path / "report")])
    assert code == 0, capsys.readouterr().err
    found = json.loads((tmp_path / "report" / "findings.json").read_text("utf-8"))["findings"]
    got = sorted(
        (
            f["code"],
            _number(f.get("contract", "")),
            f.get("invoice", ""),
            f.get("line", 0),
            f.get("amount", ""),
            f.get("currency", "") if "amount" in f else "",
        )
        for f in found
    )
    want = sorted(
        (a.code, a.contract, a.invoice, a.line or 0, a.amount, a.currency) for a in ANSWERS
    )
    assert got == want
    for name in ("report.html", "findings.xlsx", "terms/SOW-2025-014-larchmont.json"):
        assert (tmp_path / "report" / name).stat().st_size > 0
    terms = json.loads((tmp_path / "report" / "terms" / f"{SCAN}.json").read_text("utf-8"))
    read = ocr == "auto" and find_tesseract() is not None
    assert terms["document"]["ocr_pages" if read else "unread_pages"] == [1]
    assert all(("boxes" in term["evidence"]) == read for term in terms["terms"])


def test_the_scan_says_what_its_original_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_tesseract() is None:
        pytest.skip("tesseract is not installed (.ci/run installs it)")
    monkeypatch.setenv("CONTRACT_AI_OCR_CACHE", str(tmp_path / "pages"))
    original = tmp_path / "original.pdf"
    original.write_bytes(pdf(next(paper for paper in PAPERS if paper.stem == SCAN)))
    scan = SAMPLES / "contracts" / f"{SCAN}.pdf"
    for _ in range(2):  # the second time from the pages kept
        assert main(["extract", str(scan), str(original), "--output", str(tmp_path / "out")]) == 0
        read, known = (
            json.loads((tmp_path / "out" / f"{name}.json").read_text("utf-8"))
            for name in (SCAN, "original")
        )
        assert _values(read["terms"]) == _values(known["terms"])
        assert _header(read) == _header(known)
        assert len(list((tmp_path / "pages").rglob("*.json"))) == 1


def _header(form: dict[str, dict[str, object]]) -> dict[str, object]:
    """What the contract says of itself, without its title, which the foot of the page repeats."""
    return {key: value for key, value in form["contract"].items() if key != "title"}


def _values(terms: list[dict[str, object]]) -> list[tuple[str, ...]]:
    """What can be billed by: the kind and its figures, whatever it is called."""
    keys = ("kind", "amount", "currency", "frequency", "unit", "days", "from", "treatment")
    return sorted(tuple(str(term.get(key)) for key in keys) for term in terms)


def _number(stem: str) -> str:
    """The contract's number, which begins its file name: "SOW-2025-014-larchmont"."""
    return "-".join(stem.split("-")[:3])
