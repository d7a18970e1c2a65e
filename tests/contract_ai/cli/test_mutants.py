"""Files broken at random end as read or as refused with a reason; nothing is ever "our own fault"."""

from pathlib import Path
from random import Random

import pytest

from models.errors import ErrorCode
from tests.contract_ai.cli.invoke import Program
from tests.mutants import KINDS, mutant

SAMPLES = Path(__file__).parents[3] / "sample_contracts"
SEED, COUNT = 16, 40
_OURS = (ErrorCode.READER_FAILED, ErrorCode.READER_DIED)


@pytest.mark.parametrize(
    ("command", "kinds"), [("extract", {".pdf", ".docx"}), ("invoice", KINDS - {".json"})]
)
def test_each_mutant_is_read_or_refused(
    program: Program, tmp_path: Path, command: str, kinds: set[str]
) -> None:
    folder = SAMPLES / ("contracts" if command == "extract" else "invoices")
    files = sorted(one for one in folder.iterdir() if one.suffix in kinds)
    broken = []
    for number in range(COUNT):
        random = Random(f"{SEED}/{number}")  # noqa: S311 (made data, no secret)
        file, other = random.choice(files), random.choice(files)
        path = tmp_path / f"{number:02}{file.suffix}"
        path.write_bytes(mutant(file.read_bytes(), other.read_bytes(), random))
        broken.append(path)
    done = program(command, *broken, "--output", tmp_path / "out", "--quiet")
    assert done.code == 3
    assert "Traceback" not in done.err
    refused = {line.split(": [")[0] for line in done.err.splitlines() if ": [" in line}
    read = {one.stem for one in (tmp_path / "out").iterdir()}
    assert {path.stem for path in broken if str(path) not in refused} <= read
    assert [code for code in _OURS if code in done.err] == []
    assert read
    assert refused
