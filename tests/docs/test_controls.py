"""docs/controls.md: each control of the two lists once, with tests that there are."""

import re

import pytest

from tests.docs.pages import NODE, missing, page, rows

PAGE = page("controls.md")
CRITERIA = [f"CC6.{n}" for n in range(1, 9)] + [f"CC7.{n}" for n in range(1, 6)] + ["CC8.1"]
SAFEGUARDS = (
    "(a)(1) (a)(2)(i) (a)(2)(ii) (a)(2)(iii) (a)(2)(iv) (b) (c)(1) (c)(2) (d) (e)(1) (e)(2)(i) "
    "(e)(2)(ii)"
).split()
PHYSICAL = "CC6.4"  # no program does anything about it
CONTROLS = {row[0].split()[0]: row for row in rows(PAGE) if re.match(r"CC\d|\([a-e]\)", row[0])}


def test_every_control_is_there() -> None:
    assert set(CRITERIA) | set(SAFEGUARDS) <= CONTROLS.keys()


@pytest.mark.parametrize("name", CONTROLS)
def test_each_is_shown_by_a_test(name: str) -> None:
    _, does, shown, *_ = CONTROLS[name]
    assert does
    assert NODE.search(shown) or name == PHYSICAL


def test_every_test_that_is_named_is_there() -> None:
    assert missing(PAGE) == []


def test_what_is_not_covered_is_said() -> None:
    assert "## What the program does not cover" in PAGE
