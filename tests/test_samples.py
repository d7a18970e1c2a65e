"""The sample company: the same bytes each time, and a run finds what was planted and no more."""

import json
from pathlib import Path

import pytest

from contract_ai.cli.main import main
from sample_contracts.make.__main__ import documents
from sample_contracts.make.story import ANSWERS

SAMPLES = Path(__file__).parents[1] / "sample_contracts"
AS_OF = "2026-06-30"


def test_the_documents_are_what_the_script_writes() -> None:
    for name, data in documents().items():
        assert (SAMPLES / name).read_bytes() == data, f"{name}: run `make samples`"


def test_a_run_finds_what_was_planted_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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


def _number(stem: str) -> str:
    """The contract's number, which begins its file name: "SOW-2025-014-larchmont"."""
    return "-".join(stem.split("-")[:3])
