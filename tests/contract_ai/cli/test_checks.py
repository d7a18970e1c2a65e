"""The catalogue on the command line and as a page: complete, and the same in both."""

from pathlib import Path

import pytest

from tests.contract_ai.cli.invoke import Program

PAGE = Path(__file__).parents[3] / "docs" / "checks.md"
# Codes never change meaning; a retired one is listed in checks/RETIRED.md and stays here.
SUBJECTS = "AR4 AU2 CO7 CP3 CT5 DU2 EX5 ID6 MS5 PR8 PT4 QT4 RC5 TM4 TX2".split()
CODES = [f"{name[:2]}{100 + n}" for name in SUBJECTS for n in range(1, int(name[2]) + 1)]


def test_every_code_of_the_catalogue_has_its_check(program: Program) -> None:
    listed = program("checks", "--format", "json").json
    assert [check["code"] for check in listed] == sorted(CODES)
    assert all(check["text"].startswith(check["code"]) for check in listed)


def test_the_page_of_the_checks_is_up_to_date(program: Program) -> None:
    shown = program("checks", "--format", "markdown")
    assert shown.code == 0
    assert shown.out == PAGE.read_text("utf-8"), (
        "run: contract-ai checks --format markdown > docs/checks.md"
    )


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_one_check_in_full(program: Program, form: str) -> None:
    shown = program("checks", "pt103", "--format", form).out
    assert "late-charge-wrong" in shown
    assert "667.50 - 445.00 = 222.50" in shown
    assert "CT105" not in shown


def test_the_list_names_every_check(program: Program) -> None:
    shown = program("checks").out
    assert all(code in shown for code in CODES)


def test_a_code_that_does_not_exist(program: Program) -> None:
    shown = program("checks", "XX999")
    assert shown.code == 2
    assert "XX999" in shown.err
