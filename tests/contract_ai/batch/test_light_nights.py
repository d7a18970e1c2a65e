"""What a night with nothing new does not load: loading it takes longer than such a night."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.contract_ai import papers

HEAVY = {
    "alembic",
    "checks.run",
    "contract_ai.adding",
    "contract_ai.auditing",
    "contract_ai.batch.deriving",
    "contract_ai.connectors",
    "contract_ai.desk",
    "contract_ai.rereading.weighing",
    "extractors.terms",
    "jinja2",
    "models.tables.payments",
    "rapidfuzz",
    "reports.report",
    "spacy",
    "structlog",
    "xlsxwriter",
}
_RUN = """
import json, sys
from contract_ai.cli.main import main
code = main(sys.argv[2:])
open(sys.argv[1], "w").write(json.dumps([code, sorted(sys.modules)]))
"""


def test_a_night_with_nothing_new_loads_only_what_it_uses(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "payments.csv").write_text(papers.PAYMENTS_CSV)
    os.utime(inbox / "payments.csv", (0, 0))
    first, again = _night(tmp_path), _night(tmp_path)
    assert {"contract_ai.batch.deriving", "reports.report"} <= first
    assert HEAVY & again == set()


def _night(root: Path) -> set[str]:
    """Do a night in a program of its own, and return what it loaded."""
    loaded = root / "loaded.json"
    options = ["--keep", "--quiet", "--as-of", "2026-06-30", "--workers", "1"]
    place = ["--database", str(root / "books.db"), "--output", str(root / "report")]
    command = [sys.executable, "-c", _RUN, str(loaded), "batch", str(root / "inbox")]
    clean = {name: value for name, value in os.environ.items() if "CONTRACT_AI" not in name}
    subprocess.run([*command, *options, *place], check=True, capture_output=True, env=clean)
    code, modules = json.loads(loaded.read_text())
    assert code == 0
    return set(modules)
