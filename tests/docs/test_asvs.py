"""docs/asvs.md: each requirement of levels 1 and 2 once, with the test that shows it."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.docs.pages import NODE, missing, page, rows

PAGE = page("asvs.md")
# The numbers of OWASP ASVS 5.0.0 by chapter and level; chapter 17 (WebRTC) does not apply.
LEVELS: dict[int, dict[int, str]] = yaml.safe_load(
    (Path(__file__).parent / "asvs_numbers.yaml").read_text("utf-8")
)
NUMBERS = {
    number: str(level)
    for levels in LEVELS.values()
    for level, text in levels.items()
    for number in text.split()
}
STATES = {"pass", "n/a", "planned"}
NOTHING_PLANNED = (5, 7, 8)
REQUIREMENTS = [row for row in rows(PAGE) if row[0][:1].isdigit()]
SUMS = [row for row in rows(PAGE) if row[0].startswith("V")]


def test_the_list_has_as_many_numbers_as_the_standard() -> None:
    assert Counter(NUMBERS.values()) == {"1": 70, "2": 183 - 7}  # seven are of chapter 17


def test_each_requirement_of_levels_1_and_2_is_there_once_in_its_order() -> None:
    found = [(row[0], row[1]) for row in REQUIREMENTS if row[1] != "3"]
    assert Counter(found).most_common(1)[0][1] == 1
    assert dict(found) == NUMBERS
    assert [number for number, _ in found] == sorted(NUMBERS, key=_as_numbers)


def test_those_of_level_3_are_met_and_not_listed_elsewhere() -> None:
    third = [row for row in REQUIREMENTS if row[1] == "3"]
    assert third
    assert {row[3] for row in third} == {"pass"}
    assert not {row[0] for row in third} & NUMBERS.keys()


@pytest.mark.parametrize("row", REQUIREMENTS, ids=lambda row: str(row[0]))
def test_each_says_how_it_stands_and_why(row: list[str]) -> None:
    assert len(row) == 5
    _, _, short, state, why = row
    assert state in STATES
    assert short
    assert why
    if state == "pass":
        assert NODE.search(why), "names no test"


def test_every_test_that_is_named_is_there() -> None:
    assert missing(PAGE) == []


@pytest.mark.parametrize("chapter", NOTHING_PLANNED)
def test_nothing_is_only_planned_for_files_sessions_and_authorization(chapter: int) -> None:
    own = [row for row in REQUIREMENTS if _as_numbers(row[0])[0] == chapter]
    assert own
    assert "planned" not in {row[3] for row in own}


def test_the_sums_are_those_of_the_rows() -> None:
    for name, *figures in SUMS:
        chapter = int(name.split()[0][1:])
        states = Counter(
            row[3] for row in REQUIREMENTS if _as_numbers(row[0])[0] == chapter and row[1] != "3"
        )
        expected = [states["pass"], states["n/a"], states["planned"], states.total()]
        assert [int(figure) for figure in figures] == expected, name
    assert len(SUMS) == len(LEVELS)


def _as_numbers(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
