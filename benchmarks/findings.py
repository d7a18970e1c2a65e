"""How right the findings are, check by check: found, missed and false alarms on made cases.

    python -m benchmarks.findings FOLDER [--confirmed]

FOLDER holds ``findings/`` (cases with planted discrepancies) and the scorer
``score_findings.py``.  With --confirmed the true terms of the contracts are used, which measures
the checks alone; without it they are read from the documents.  Prints a table in markdown.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from checks.catalogue import all_checks

COMMAND = f"{sys.executable} -m contract_ai run {{folder}} --output {{output}} --as-of {{as_of}}"
ROOT = Path(__file__).parent.parent


def main() -> None:
    """Run the scorer and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--confirmed", action="store_true")
    options = parser.parse_args()
    print("\n".join(table(score(options.folder, confirmed=options.confirmed))))


def score(folder: Path, *, confirmed: bool) -> dict[str, Any]:
    """Return what the scorer says of all cases."""
    with tempfile.TemporaryDirectory() as place:
        result = Path(place) / "result.json"
        words = [sys.executable, str(folder.resolve() / "score_findings.py")]
        words += [str(folder.resolve() / "findings"), "--run", COMMAND, "--json", str(result)]
        words += ["--confirmed"] if confirmed else []
        environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
        subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)
        whole: dict[str, Any] = json.loads(result.read_text())
    return whole


def table(result: dict[str, Any]) -> list[str]:
    """Return the figures of all findings, then a row for each check that was planted or spoke."""
    whole = result["all"]
    exact, money = whole["levels"]["exact"], whole["money"]["share_exact"]
    said = (
        f"{result['cases']} cases, {whole['invoices']} invoices: exact F1 {exact['f1']:.3f} "
        f"(recall {exact['recall']:.3f}, precision {exact['precision']:.3f}); "
        f"{whole['false_alarms']} false alarms, {whole['false_alarms_per_clean_case']} a clean case; "
        f"{money:.3f} of the money at stake found to the cent."
    )
    head = "| check | planted | found to the cent | found | false alarms |"
    lines = [said, "", head, "| --- | --- | --- | --- | --- |"]
    for code in all_checks():
        row = whole["codes"].get(code)
        if row:
            figures = (row["expected"], row["exact"], row["code"], row["false_alarms"])
            lines.append(f"| {code} | {' | '.join(map(str, figures))} |")
    silent = [code for code in all_checks() if code not in whole["codes"]]
    return [*lines, "", f"Planted in no case, and silent in all: {', '.join(silent)}."]


if __name__ == "__main__":
    main()
