"""How well printed invoices of many looks are read.

    python -m benchmarks.invoices.measure FOLDER SCORER [--half check] [--looks] [--errors FILE]

FOLDER is what ``make`` wrote; SCORER is the file ``score_invoices.py``, whose rules count.  Prints
a table a half: the looks the reader was mended on, the looks that were only measured, and the
looks that were written when the reader was done.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

_READ = (0, 3)  # exit codes: all were read, some could not be
HALVES = ("mend", "check", "fresh", "last")


def main() -> None:
    """Read, score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--looks", action="store_true", help="print each look as well")
    parser.add_argument("--errors", type=Path, help="write each miss there")
    options = parser.parse_args()
    scorer = load(options.scorer)
    errors: list[dict[str, Any]] = []
    for half in HALVES:
        folder = options.folder / half
        if options.half in (None, half) and folder.is_dir():
            read(folder)
            totals, missed = scorer.score(str(folder / "expected"), str(folder / "predicted"))
            print(figures(half, scorer.summary(totals["all"])))
            errors += missed
            if options.looks:
                print("\n".join(by_look(folder, scorer)))
    if options.errors:
        lines = (json.dumps(error, ensure_ascii=False) + "\n" for error in errors)
        options.errors.write_text("".join(lines), encoding="utf-8")


def load(path: Path) -> ModuleType:
    """Load the scorer."""
    spec = spec_from_file_location("score_invoices", path)
    if spec is None or spec.loader is None:
        message = f"{path} is no Python file"
        raise SystemExit(message)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(folder: Path) -> None:
    """Read every file of a half with the product's own command."""
    predicted = folder / "predicted"
    shutil.rmtree(predicted, ignore_errors=True)
    files = sorted(map(str, (folder / "files").iterdir()))
    command = [sys.executable, "-m", "contract_ai", "invoice", *files, "--output", str(predicted)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in _READ:
        raise SystemExit(done.stderr[-2000:])


def by_look(folder: Path, scorer: ModuleType) -> list[str]:
    """Score the documents of each look alone."""
    stems: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((folder / "expected").glob("*.json")):
        stems[path.stem.rpartition("-")[0]].append(path)
    rows = []
    for name, paths in stems.items():
        part = folder / "parts" / name
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for path in paths:
            shutil.copy(path, part)
        totals, _ = scorer.score(str(part), str(folder / "predicted"))
        rows.append(figures(f"  {name}", scorer.summary(totals["all"])))
    shutil.rmtree(folder / "parts", ignore_errors=True)
    return rows


def figures(name: str, summary: dict[str, Any]) -> str:
    """One row: fields, documents wholly right, lines, and what needs no review."""
    count, auto = summary["documents"], summary["auto"]
    whole = summary["header_documents_right"] / count
    lines = summary["lines"]
    return (
        f"{name:16} documents {count:4}  fields {summary['field_accuracy']:.3f}  "
        f"header wholly {whole:.3f}  lines F1 {lines['f1'] or 0:.3f}  "
        f"lines wholly {lines['documents_all_right'] / count:.3f}  "
        f"not for review {auto['documents']:3}, right {auto['right']:3}  "
        f"invented {summary['invented']['count']}"
    )


if __name__ == "__main__":
    main()
