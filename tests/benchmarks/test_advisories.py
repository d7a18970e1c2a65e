"""Known weaknesses are told; what could not be compared is never taken for good."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.advisories import (
    ACCEPTED,
    KNOWN,
    NOT_COMPARED,
    ROOT,
    WELL,
    accepted,
    asked,
    compared,
    main,
    verdict,
)

TODAY = date(2026, 11, 27)
GOOD = {"name": "jinja2", "version": "3.1.6", "vulns": []}
WEAK = {
    "name": "jinja2",
    "version": "3.1.5",
    "vulns": [
        {
            "id": "GHSA-cpwx-vrp4-4pq7",
            "fix_versions": ["3.1.6"],
            "aliases": ["CVE-2025-27516"],
            "description": "An oversight in the sandbox.",
        }
    ],
}
LEFT_OUT = {"name": "lxml", "skip_reason": "Dependency not found and could not be audited"}


def said(*packages: object) -> str:
    """Return what pip-audit prints about packages."""
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("output", "words", "code"),
    [
        pytest.param(said(GOOD), "1 packages were compared, 0 weaknesses", WELL, id="well"),
        pytest.param(
            said(GOOD, WEAK),
            "KNOWN: jinja2 3.1.5: GHSA-cpwx-vrp4-4pq7, CVE-2025-27516, mended in 3.1.6",
            KNOWN,
            id="known",
        ),
        pytest.param(said(GOOD, LEFT_OUT), "NOT COMPARED: lxml", NOT_COMPARED, id="one left out"),
        pytest.param(said(WEAK, LEFT_OUT), "NOT COMPARED: lxml", KNOWN, id="and one known"),
        pytest.param(said(LEFT_OUT), "could not be asked", NOT_COMPARED, id="all left out"),
        pytest.param(said(), "could not be asked", NOT_COMPARED, id="nothing there"),
        pytest.param("", "could not be asked", NOT_COMPARED, id="not reached"),
        pytest.param('{"error": 1}', "could not be asked", NOT_COMPARED, id="another form"),
    ],
)
def test_what_came_of_it(output: str, words: str, code: int) -> None:
    lines, found = verdict(compared(output), {}, TODAY)
    assert words in "\n".join(lines)
    assert found == code


@pytest.mark.parametrize(("until", "code"), [("2026-11-27", WELL), ("2026-11-26", KNOWN)])
def test_what_may_wait_waits_until_its_day(until: str, code: int) -> None:
    waiting = accepted(f'[CVE-2025-27516]\nuntil = {until}\nwhy = "not called"')
    assert verdict(compared(said(WEAK)), waiting, TODAY)[1] == code


@pytest.mark.parametrize("text", ['[A]\nwhy = "so"', "[A]\nuntil = 2026-12-24"])
def test_nothing_waits_without_a_day_and_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match="needs a day"):
        accepted(text)


def test_what_waits_here_says_until_when_and_why() -> None:
    assert accepted(ACCEPTED.read_text("utf-8")) is not None


def _program(folder: Path, does: str) -> Path:
    """Return a program in the place of pip-audit."""
    made = folder / "pip-audit"
    made.write_text(f"#!{sys.executable}\nimport sys\n{does}\n", encoding="utf-8")
    made.chmod(0o755)
    return made


def test_every_version_is_asked_about(tmp_path: Path) -> None:
    given = asked(_program(tmp_path, "print(sys.argv[1:])"))
    assert str(ROOT / "constraints.txt") in given
    assert "osv" in given


@pytest.mark.parametrize(("more", "code"), [((), NOT_COMPARED), (("--if-reachable",), WELL)])
def test_a_database_that_is_not_reached_is_told_plainly(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    code: int,
) -> None:
    program = _program(tmp_path, "sys.exit('no route to host')")
    monkeypatch.setattr(sys, "argv", ["advisories", "--pip-audit", str(program), *more])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert "NOT COMPARED" in capsys.readouterr().out
    assert asked(tmp_path / "not-there") == ""
